//! The published vectors of the step that is WeCom's own: a random key, closed for the archive by its public key.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use huicun_vault::PrivateKey;
use serde_json::Value;

#[test]
fn the_published_random_key_opens_and_closes_again() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/wecom/crypto-vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let vector = &vectors["random_key"];
    let field = |name: &str| vector[name].as_str().unwrap_or_else(|| panic!("{name}"));
    let closed = STANDARD.decode(field("encrypt_random_key")).unwrap();
    let expected = field("expected_str2").as_bytes();
    for form in ["private_pkcs1_pem", "private_pkcs8_pem"] {
        let key = PrivateKey::from_pem(field(form)).unwrap();
        let opened = key.open(&closed).unwrap();
        assert_eq!(&opened[..], expected, "{form}");
        let again = key.open(&key.close(expected).unwrap()).unwrap();
        assert_eq!(&again[..], expected, "{form}, the other way");
    }
    assert!(PrivateKey::from_pem(field("public_spki_pem")).is_err(), "the public half opens nothing");
}
