//! WeCom's RSA private keys: read from PEM, checked, used.

use aws_lc_rs::digest;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{
    KeySize, Pkcs1PrivateDecryptingKey, Pkcs1PublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use zeroize::Zeroizing;

/// Why a private key was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyRejected {
    /// No `-----BEGIN …-----` is in it.
    #[error("the file is not PEM: it has no -----BEGIN … KEY----- line")]
    NotPem,
    /// It is the public half.
    #[error("this is a public key: supply the private key that belongs to it")]
    PublicKey,
    /// It is a certificate.
    #[error("this is a certificate: supply the private key that belongs to it")]
    Certificate,
    /// It is protected by a passphrase.
    #[error("the key is protected by a passphrase: remove it first (openssl pkey -in KEY -out PLAIN)")]
    Encrypted,
    /// It is not an RSA key.
    #[error("the key is not an RSA key")]
    NotRsa,
    /// It has another size than WeCom takes.
    #[error("the key has {0} bits: WeCom takes RSA keys of 2048 bits")]
    WrongSize(usize),
    /// Its content is damaged.
    #[error("the key's content is damaged")]
    Malformed,
    /// It does not open what its own public half closed.
    #[error("the key's halves do not belong together")]
    HalvesDiffer,
}

/// Makes a private key as WeCom takes them, 2048 bits, and writes it as a PKCS#8 PEM.
///
/// # Errors
/// [`std::io::Error`] where the system gives no randomness.
pub fn make_private_key() -> Result<Zeroizing<String>, std::io::Error> {
    let failed = |_| std::io::Error::other("an RSA key could not be made");
    let key = PrivateDecryptingKey::generate(KeySize::Rsa2048).map_err(failed)?;
    let der: Pkcs8V1Der<'_> = key.as_der().map_err(failed)?;
    Ok(Zeroizing::new(write_pem("PRIVATE KEY", der.as_ref())))
}

/// An RSA private key of one `publickey_ver`, ready to open random keys.
pub struct PrivateKey {
    key: Pkcs1PrivateDecryptingKey,
    public: PublicEncryptingKey,
    public_der: Vec<u8>,
    modulus_len: usize,
}

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({} bits)", self.modulus_len * 8)
    }
}

impl PrivateKey {
    /// Reads a PKCS#1 or PKCS#8 PEM and proves that it opens a sample closed with its public half.
    ///
    /// # Errors
    /// [`KeyRejected`], by what is wrong with it.
    pub fn from_pem(pem: &str) -> Result<Self, KeyRejected> {
        let (label, der) = read_pem(pem)?;
        let pkcs8 = match label {
            "PRIVATE KEY" => der,
            "RSA PRIVATE KEY" => Zeroizing::new(wrap_pkcs1(&der)),
            "PUBLIC KEY" | "RSA PUBLIC KEY" => return Err(KeyRejected::PublicKey),
            "CERTIFICATE" => return Err(KeyRejected::Certificate),
            "ENCRYPTED PRIVATE KEY" => return Err(KeyRejected::Encrypted),
            _ => return Err(KeyRejected::NotRsa),
        };
        let bits = modulus_bits(&pkcs8).ok_or(KeyRejected::NotRsa)?;
        if bits != 2048 {
            return Err(KeyRejected::WrongSize(bits));
        }
        let private = PrivateDecryptingKey::from_pkcs8(&pkcs8).map_err(|_| KeyRejected::Malformed)?;
        let public = private.public_key();
        let key = Pkcs1PrivateDecryptingKey::new(private).map_err(|_| KeyRejected::Malformed)?;
        let modulus_len = key.key_size_bytes();
        let der: PublicKeyX509Der<'_> = public.as_der().map_err(|_| KeyRejected::Malformed)?;
        let public_der = der.as_ref().to_vec();
        let found = Self { key, public, public_der, modulus_len };
        found.rehearse()?;
        Ok(found)
    }

    /// Opens one random key (`encrypt_random_key`, base64 removed). A wrong key gives an error or garbage.
    ///
    /// # Errors
    /// `None` where the padding is not right; what is `Some` must still be judged by `DecryptData`.
    #[must_use]
    pub fn open(&self, closed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut out = Zeroizing::new(vec![0; self.modulus_len]);
        let length = self.key.decrypt(closed, &mut out).ok()?.len();
        out.truncate(length);
        Some(out)
    }

    /// Closes a text with the public half, for rehearsals.
    #[must_use]
    pub fn close(&self, text: &[u8]) -> Option<Vec<u8>> {
        let public = Pkcs1PublicEncryptingKey::new(self.public.clone()).ok()?;
        let mut out = vec![0; public.ciphertext_size()];
        let length = public.encrypt(text, &mut out).ok()?.len();
        out.truncate(length);
        Some(out)
    }

    /// Writes the public half as WeCom's admin console takes it: a PEM of SubjectPublicKeyInfo.
    #[must_use]
    pub fn public_pem(&self) -> String {
        write_pem("PUBLIC KEY", &self.public_der)
    }

    /// SHA-256 of the public half (SubjectPublicKeyInfo), in hex: it tells keys apart and is no secret.
    #[must_use]
    pub fn public_sha256(&self) -> String {
        let sum = digest::digest(&digest::SHA256, &self.public_der);
        sum.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn rehearse(&self) -> Result<(), KeyRejected> {
        let sample = b"huicun key rehearsal";
        let closed = self.close(sample).ok_or(KeyRejected::HalvesDiffer)?;
        match self.open(&closed) {
            Some(opened) if opened.as_slice() == sample => Ok(()),
            _ => Err(KeyRejected::HalvesDiffer),
        }
    }
}

fn write_pem(label: &str, der: &[u8]) -> String {
    let body = Zeroizing::new(STANDARD.encode(der));
    // As long as it gets, so that no piece of a private key is left behind where it grew.
    let mut text = String::with_capacity(body.len() + body.len() / 64 + 2 * label.len() + 40);
    text.push_str(&format!("-----BEGIN {label}-----\n"));
    for line in body.as_bytes().chunks(64) {
        text.extend(line.iter().map(|byte| char::from(*byte)));
        text.push('\n');
    }
    text.push_str(&format!("-----END {label}-----\n"));
    text
}

fn read_pem(text: &str) -> Result<(&str, Zeroizing<Vec<u8>>), KeyRejected> {
    let (_, rest) = text.split_once("-----BEGIN ").ok_or(KeyRejected::NotPem)?;
    let (label, rest) = rest.split_once("-----").ok_or(KeyRejected::NotPem)?;
    let (body, _) = rest.split_once("-----END ").ok_or(KeyRejected::NotPem)?;
    if body.contains("ENCRYPTED") {
        return Err(KeyRejected::Encrypted);
    }
    let compact: Zeroizing<String> = Zeroizing::new(body.split_whitespace().collect());
    let der = STANDARD.decode(compact.as_bytes()).map_err(|_| KeyRejected::Malformed)?;
    Ok((label, Zeroizing::new(der)))
}

/// Puts a PKCS#1 key into the PKCS#8 frame of RFC 5208 with the algorithm rsaEncryption.
fn wrap_pkcs1(pkcs1: &[u8]) -> Vec<u8> {
    const VERSION_AND_ALGORITHM: [u8; 18] = [
        0x02, 0x01, 0x00, 0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05,
        0x00,
    ];
    let mut inner = VERSION_AND_ALGORITHM.to_vec();
    inner.push(0x04);
    push_der_length(&mut inner, pkcs1.len());
    inner.extend_from_slice(pkcs1);
    let mut outer = vec![0x30];
    push_der_length(&mut outer, inner.len());
    outer.extend_from_slice(&inner);
    outer
}

fn push_der_length(out: &mut Vec<u8>, length: usize) {
    let bytes = length.to_be_bytes();
    let significant = &bytes[bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1)..];
    if length >= 128 {
        out.push(0x80 | u8::try_from(significant.len()).unwrap_or_default());
    }
    out.extend_from_slice(significant);
}

/// Reads the size of the modulus out of a PKCS#8 frame; `None` where it holds no RSA key.
fn modulus_bits(pkcs8: &[u8]) -> Option<usize> {
    const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    let (frame, _) = take(pkcs8, 0x30)?;
    let (_version, rest) = take(frame, 0x02)?;
    let (algorithm, rest) = take(rest, 0x30)?;
    let (oid, _) = take(algorithm, 0x06)?;
    if oid != RSA_ENCRYPTION {
        return None;
    }
    let (key, _) = take(rest, 0x04)?;
    let (fields, _) = take(key, 0x30)?;
    let (_version, rest) = take(fields, 0x02)?;
    let (modulus, _) = take(rest, 0x02)?;
    let first = modulus.iter().position(|byte| *byte != 0)?;
    let modulus = &modulus[first..];
    Some(modulus.len() * 8 - modulus.first()?.leading_zeros() as usize)
}

fn take(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, rest) = der.split_first()?;
    let (first, mut rest) = rest.split_first()?;
    let mut length = usize::from(*first);
    if length >= 128 {
        let (digits, after) = rest.split_at_checked(length & 0x7f).filter(|(digits, _)| digits.len() <= 4)?;
        length = digits.iter().fold(0, |sum, digit| sum << 8 | usize::from(*digit));
        rest = after;
    }
    (*found == tag).then_some(())?;
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests;
