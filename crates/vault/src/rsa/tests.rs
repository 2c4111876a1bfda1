use super::*;

const PKCS8: &str = include_str!("../../fixtures/rsa2048-pkcs8.pem");
const PKCS1: &str = include_str!("../../fixtures/rsa2048-pkcs1.pem");

#[test]
fn both_frames_of_one_key_open_the_same() {
    let (eight, one) = (PrivateKey::from_pem(PKCS8).unwrap(), PrivateKey::from_pem(PKCS1).unwrap());
    let closed = eight.close(b"random key").unwrap();
    assert_eq!(one.open(&closed).unwrap().as_slice(), b"random key");
    assert_eq!(closed.len(), 256);
}

#[test]
fn another_key_does_not_open() {
    let (mine, other) = (
        PrivateKey::from_pem(PKCS8).unwrap(),
        PrivateKey::from_pem(include_str!("../../fixtures/rsa2048-other.pem")).unwrap(),
    );
    let closed = mine.close(b"random key").unwrap();
    assert!(other.open(&closed).is_none_or(|opened| opened.as_slice() != b"random key"));
    assert!(mine.open(b"short").is_none());
}

#[test]
fn each_wrong_file_gets_its_reason() {
    let reason = |pem: &str| PrivateKey::from_pem(pem).map(|_| ()).unwrap_err();
    assert_eq!(reason("hello"), KeyRejected::NotPem);
    assert_eq!(reason(include_str!("../../fixtures/rsa1024.pem")), KeyRejected::WrongSize(1024));
    assert_eq!(reason(include_str!("../../fixtures/rsa2048-public.pem")), KeyRejected::PublicKey);
    assert_eq!(reason(include_str!("../../fixtures/rsa2048-encrypted.pem")), KeyRejected::Encrypted);
    assert_eq!(reason(include_str!("../../fixtures/rsa2048-encrypted-pkcs1.pem")), KeyRejected::Encrypted);
    assert_eq!(reason(include_str!("../../fixtures/ec.pem")), KeyRejected::NotRsa);
    let cut: String =
        PKCS8.lines().take(5).chain(["-----END PRIVATE KEY-----"]).collect::<Vec<_>>().join("\n");
    assert!(matches!(reason(&cut), KeyRejected::Malformed | KeyRejected::NotRsa));
}

#[test]
fn windows_line_ends_do_not_matter() {
    assert!(PrivateKey::from_pem(&PKCS8.replace('\n', "\r\n")).is_ok());
}

#[test]
fn a_key_made_here_opens_what_its_public_half_closes() {
    let pem = make_private_key().unwrap();
    let key = PrivateKey::from_pem(&pem).unwrap();
    let closed = key.close(b"random key").unwrap();
    assert_eq!(key.open(&closed).unwrap().as_slice(), b"random key");
    assert_ne!(pem, make_private_key().unwrap());
    assert_eq!(PrivateKey::from_pem(&key.public_pem()).unwrap_err(), KeyRejected::PublicKey);
}

#[test]
fn the_public_half_is_written_as_others_write_it() {
    let mine = PrivateKey::from_pem(PKCS8).unwrap();
    let [told, written] = [include_str!("../../fixtures/rsa2048-public.pem"), &mine.public_pem()]
        .map(|pem| pem.trim().to_owned());
    assert_eq!(written, told);
    assert_eq!(mine.public_sha256().len(), 64);
}

#[test]
fn the_published_vector_opens_with_both_frames_of_its_key() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/wecom/crypto-vectors.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
    let told = |name: &str| vectors["random_key"][name].as_str().unwrap().to_owned();
    let closed = STANDARD.decode(told("encrypt_random_key")).unwrap();
    for frame in ["private_pkcs1_pem", "private_pkcs8_pem"] {
        let key = PrivateKey::from_pem(&told(frame)).unwrap();
        assert_eq!(key.open(&closed).unwrap().as_slice(), told("expected_str2").as_bytes(), "{frame}");
        assert_eq!(key.public_pem().trim(), told("public_spki_pem").trim(), "{frame}");
        let again = key.close(told("expected_str2").as_bytes()).unwrap();
        assert_eq!(key.open(&again).unwrap().as_slice(), told("expected_str2").as_bytes(), "{frame}");
    }
}
