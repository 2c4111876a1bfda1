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
