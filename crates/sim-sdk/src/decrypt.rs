//! Opens what the virtual corp sealed.
//!
//! The random key is the text `simkey1.` followed by 43 characters of URL-safe base64 (32 bytes). The message is
//! standard base64 of AES-256-GCM ciphertext and tag under those bytes, with a nonce of zeroes (a key is used once).

use std::ffi::c_int;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use crate::code;

const KEY_PREFIX: &[u8] = b"simkey1.";

/// Opens a message; the error is the code to return.
pub(crate) fn open(key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, c_int> {
    let encoded = key.strip_prefix(KEY_PREFIX).ok_or(code::BAD_KEY)?;
    let mut secret = [0_u8; 32];
    let len = URL_SAFE_NO_PAD.decode_slice(encoded, &mut secret).map_err(|_| code::BAD_KEY)?;
    if len != secret.len() {
        return Err(code::BAD_KEY);
    }
    let mut message = STANDARD.decode(sealed).map_err(|_| code::DECRYPT)?;
    let key = UnboundKey::new(&AES_256_GCM, &secret).map_err(|_| code::BAD_KEY)?;
    let nonce = Nonce::assume_unique_for_key([0; 12]);
    let opened =
        LessSafeKey::new(key).open_in_place(nonce, Aad::empty(), &mut message).map_err(|_| code::DECRYPT)?;
    let len = opened.len();
    message.truncate(len);
    Ok(message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: [u8; 32], text: &[u8]) -> (String, String) {
        let mut sealed = text.to_vec();
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &secret).unwrap())
            .seal_in_place_append_tag(Nonce::assume_unique_for_key([0; 12]), Aad::empty(), &mut sealed)
            .unwrap();
        (format!("simkey1.{}", URL_SAFE_NO_PAD.encode(secret)), STANDARD.encode(sealed))
    }

    #[test]
    fn a_message_opens_under_its_own_key_only() {
        let (key, sealed) = seal([7; 32], "你好".as_bytes());
        assert_eq!(open(key.as_bytes(), sealed.as_bytes()), Ok("你好".as_bytes().to_vec()));
        let (other, _) = seal([8; 32], b"");
        assert_eq!(open(other.as_bytes(), sealed.as_bytes()), Err(10_006));
        assert_eq!(open(b"garbage of a wrong private key", sealed.as_bytes()), Err(10_008));
        assert_eq!(open(b"simkey1.short", sealed.as_bytes()), Err(10_008));
        assert_eq!(open(key.as_bytes(), b"not base64!"), Err(10_006));
    }
}
