//! WXBizMsgCrypt, WeCom's scheme for callbacks: AES-256-CBC with PKCS#7 to 32 bytes, and a SHA-1 signature.
//!
//! The plaintext is 16 random bytes, the message's length (4 bytes, big-endian), the message, and the receiver's id.

use aes::{
    Aes256,
    cipher::{BlockModeDecrypt as _, BlockModeEncrypt as _, KeyIvInit as _, block_padding::NoPadding},
};
use base64::{
    Engine as _, alphabet,
    engine::{GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use sha1::{Digest as _, Sha1};

use crate::media::hex;

/// The last of the 43 characters may carry bits that belong to nothing.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);
/// The padding's block size.
const BLOCK: usize = 32;

/// Why a callback could not be read or made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallbackError {
    /// The AES key is not 43 characters of base64.
    Key,
    /// The text is not base64 of whole blocks.
    Shape,
    /// The padding or a length is wrong: another key.
    Padding,
    /// It was meant for another corp.
    Receiver,
}

impl std::fmt::Display for CallbackError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            CallbackError::Key => "the callback key is not 43 characters of base64",
            CallbackError::Shape => "the callback is not base64 of whole blocks",
            CallbackError::Padding => "the callback does not open under this key",
            CallbackError::Receiver => "the callback is for another receiver",
        })
    }
}

impl std::error::Error for CallbackError {}

/// The crypto of one receiver.
#[derive(Debug, Clone)]
pub struct CallbackCrypto {
    token: String,
    key: [u8; 32],
    receiver: String,
}

impl CallbackCrypto {
    /// Prepares a receiver: its token, its EncodingAESKey and the id it is for.
    ///
    /// # Errors
    /// [`CallbackError::Key`] for a key that is none.
    pub fn new(token: &str, encoding_aes_key: &str, receiver: &str) -> Result<Self, CallbackError> {
        let key = LENIENT.decode(format!("{encoding_aes_key}=")).map_err(|_| CallbackError::Key)?;
        let key = key.try_into().map_err(|_| CallbackError::Key)?;
        Ok(Self { token: token.to_owned(), key, receiver: receiver.to_owned() })
    }

    /// Signs: lower-case SHA-1 of the four texts, sorted and joined.
    #[must_use]
    pub fn signature(&self, timestamp: &str, nonce: &str, encrypt: &str) -> String {
        let mut parts = [self.token.as_str(), timestamp, nonce, encrypt];
        parts.sort_unstable();
        hex(&Sha1::digest(parts.concat()))
    }

    /// Seals a message under 16 random bytes.
    #[must_use]
    pub fn encrypt(&self, message: &[u8], random: [u8; 16]) -> String {
        let mut text = random.to_vec();
        text.extend((message.len() as u32).to_be_bytes());
        text.extend(message);
        text.extend(self.receiver.as_bytes());
        let pad = BLOCK - text.len() % BLOCK;
        text.resize(text.len() + pad, pad as u8);
        let len = text.len();
        let (key, iv) = (self.key, self.iv());
        // The length is a multiple of the cipher's block, so that nothing can be missing.
        let sealed = cbc::Encryptor::<Aes256>::new(&key.into(), &iv.into())
            .encrypt_padded::<NoPadding>(&mut text, len);
        STANDARD.encode(sealed.unwrap_or_default())
    }

    /// Opens a message.
    ///
    /// # Errors
    /// It is not base64 of whole blocks, it does not open under the key, or it is for somebody else.
    pub fn decrypt(&self, encrypt: &str) -> Result<Vec<u8>, CallbackError> {
        let mut sealed = STANDARD.decode(encrypt).map_err(|_| CallbackError::Shape)?;
        let (key, iv) = (self.key, self.iv());
        let text = cbc::Decryptor::<Aes256>::new(&key.into(), &iv.into())
            .decrypt_padded::<NoPadding>(&mut sealed)
            .map_err(|_| CallbackError::Shape)?;
        let pad = usize::from(*text.last().ok_or(CallbackError::Shape)?);
        if pad == 0 || pad > BLOCK || pad > text.len() {
            return Err(CallbackError::Padding);
        }
        let text = &text[..text.len() - pad];
        let len: [u8; 4] =
            text.get(16..20).and_then(|len| len.try_into().ok()).ok_or(CallbackError::Padding)?;
        let end = (u32::from_be_bytes(len) as usize).checked_add(20).ok_or(CallbackError::Padding)?;
        let message = text.get(20..end).ok_or(CallbackError::Padding)?;
        if &text[end..] != self.receiver.as_bytes() {
            return Err(CallbackError::Receiver);
        }
        Ok(message.to_vec())
    }

    fn iv(&self) -> [u8; 16] {
        let mut iv = [0; 16];
        iv.copy_from_slice(&self.key[..16]);
        iv
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn known_vectors_agree_both_ways() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/wecom/crypto-vectors.json");
        let Ok(text) = std::fs::read_to_string(&path) else {
            eprintln!("skipped: {} is not there", path.display());
            return;
        };
        let vectors: serde_json::Value = serde_json::from_str(&text).unwrap();
        let callback = &vectors["callback"];
        let field = |value: &serde_json::Value, name: &str| value[name].as_str().unwrap().to_owned();
        let receiver = field(callback, "receiveid");
        let crypto =
            CallbackCrypto::new(&field(callback, "token"), &field(callback, "encoding_aes_key"), &receiver)
                .unwrap();
        assert_eq!(hex(&crypto.key), field(callback, "aes_key_hex"));
        for case in callback["cases"].as_array().unwrap() {
            let random: [u8; 16] = field(case, "random16").as_bytes().try_into().unwrap();
            let (message, encrypt) = (field(case, "plaintext_msg"), field(case, "encrypt"));
            assert_eq!(crypto.encrypt(message.as_bytes(), random), encrypt);
            assert_eq!(crypto.decrypt(&encrypt).unwrap(), message.as_bytes());
            let signature = crypto.signature(&field(case, "timestamp"), &field(case, "nonce"), &encrypt);
            assert_eq!(signature, field(case, "msg_signature"));
        }
    }

    #[test]
    fn strangers_cannot_read() {
        let key = STANDARD.encode([3; 32]).trim_end_matches('=').to_owned();
        let crypto = CallbackCrypto::new("t", &key, "wwa").unwrap();
        let sealed = crypto.encrypt("消息".as_bytes(), [1; 16]);
        assert_eq!(crypto.decrypt(&sealed).unwrap(), "消息".as_bytes());
        let other = CallbackCrypto::new("t", &key, "wwb").unwrap();
        assert_eq!(other.decrypt(&sealed), Err(CallbackError::Receiver));
        assert_eq!(crypto.decrypt("AAAA"), Err(CallbackError::Shape));
        assert_eq!(CallbackCrypto::new("t", "short", "wwa").err(), Some(CallbackError::Key));
        for len in 0..40 {
            let message = vec![b'x'; len];
            assert_eq!(crypto.decrypt(&crypto.encrypt(&message, [9; 16])).unwrap(), message);
        }
    }
}
