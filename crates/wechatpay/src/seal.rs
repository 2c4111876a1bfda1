//! The cryptography: RSA signatures with SHA-256, and what is encrypted under the APIv3 key.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::error::PayError;

/// Something encrypted under the APIv3 key.
#[derive(Deserialize)]
pub(crate) struct Sealed {
    algorithm: String,
    nonce: String,
    #[serde(default)]
    associated_data: String,
    ciphertext: String,
}

/// Opens what is encrypted under the APIv3 key; `None` where it is not.
pub(crate) fn open(api_v3_key: &str, sealed: &Sealed) -> Option<Vec<u8>> {
    if sealed.algorithm != "AEAD_AES_256_GCM" {
        return None;
    }
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, api_v3_key.as_bytes()).ok()?);
    let nonce = Nonce::try_assume_unique_for_key(sealed.nonce.as_bytes()).ok()?;
    let mut text = STANDARD.decode(&sealed.ciphertext).ok()?;
    let length =
        key.open_in_place(nonce, Aad::from(sealed.associated_data.as_bytes()), &mut text).ok()?.len();
    text.truncate(length);
    Some(text)
}

/// Reads a merchant's private key: PKCS#8 as WeChat Pay's tool writes it, or PKCS#1.
pub(crate) fn private_key(pem: &str) -> Result<RsaKeyPair, PayError> {
    let der = Zeroizing::new(pem_body(pem).ok_or(PayError::PrivateKey)?);
    let key = RsaKeyPair::from_pkcs8(&der).or_else(|_| RsaKeyPair::from_der(&der));
    key.ok().filter(|key| key.public_modulus_len() >= 256).ok_or(PayError::PrivateKey)
}

/// Signs a text.
pub(crate) fn sign(key: &RsaKeyPair, text: &[u8]) -> Result<String, PayError> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
        .map_err(|_| PayError::PrivateKey)?;
    Ok(STANDARD.encode(signature))
}

/// Tells whether a signature in base64 is that of the key over the text.
pub(crate) fn verify(public_key: &[u8], text: &[u8], signature: &str) -> bool {
    let Ok(signature) = STANDARD.decode(signature) else { return false };
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key).verify(text, &signature).is_ok()
}

/// The bytes within a PEM.
pub(crate) fn pem_body(pem: &str) -> Option<Vec<u8>> {
    let mut lines = pem.lines().map(str::trim).skip_while(|line| !line.starts_with("-----BEGIN "));
    lines.next()?;
    let body: String = lines.take_while(|line| !line.starts_with("-----END ")).collect();
    STANDARD.decode(body).ok().filter(|body| !body.is_empty())
}
