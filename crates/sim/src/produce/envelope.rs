//! Seals plaintexts the way the page delivers them: a random key under the corp's RSA key, the message under that key.
//!
//! The message part is a scheme of our own, opened by the look-alike library: the random key is the text
//! `simkey1.` followed by 43 characters of URL-safe base64 (32 bytes), the message is AES-256-GCM under those bytes with
//! a nonce of zeroes (a key is used once) and no associated data, ciphertext then tag.

use std::sync::Arc;

use anyhow::Context as _;
use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    rand::{SecureRandom, SystemRandom},
    rsa::Pkcs1PublicEncryptingKey,
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

/// What a random key begins with.
const KEY_PREFIX: &str = "simkey1.";

/// One key version, ready to encrypt.
#[derive(Debug, Clone)]
pub(crate) struct Sealer {
    /// `publickey_ver`.
    pub(crate) version: u32,
    key: Arc<Pkcs1PublicEncryptingKey>,
    random: SystemRandom,
}

/// A sealed message.
#[derive(Debug)]
pub(crate) struct Envelope {
    /// `encrypt_random_key`, base64.
    pub(crate) random_key: String,
    /// `encrypt_chat_msg`, base64.
    pub(crate) chat_msg: String,
}

/// Opens a message as the look-alike library does; nothing where the key is another's.
pub(crate) fn open(random_key: &[u8], chat_msg: &[u8]) -> Option<Vec<u8>> {
    let encoded = random_key.strip_prefix(KEY_PREFIX.as_bytes())?;
    let secret = URL_SAFE_NO_PAD.decode(encoded).ok()?;
    let mut message = STANDARD.decode(chat_msg).ok()?;
    let key = UnboundKey::new(&AES_256_GCM, &secret).ok()?;
    let nonce = Nonce::assume_unique_for_key([0; 12]);
    let length = LessSafeKey::new(key).open_in_place(nonce, Aad::empty(), &mut message).ok()?.len();
    message.truncate(length);
    Some(message)
}

impl Sealer {
    /// Prepares the public half of `pem` as version `version`.
    pub(crate) fn new(version: u32, pem: &str) -> anyhow::Result<Self> {
        let key = crate::credentials::public_half(pem)?;
        Ok(Self { version, key: Arc::new(key), random: SystemRandom::new() })
    }

    /// Seals one plaintext.
    pub(crate) fn seal(&self, plaintext: &[u8]) -> anyhow::Result<Envelope> {
        let mut secret = [0_u8; 32];
        self.random.fill(&mut secret).ok().context("the system gives no random bytes")?;
        let text = format!("{KEY_PREFIX}{}", URL_SAFE_NO_PAD.encode(secret));
        let mut wrapped = vec![0_u8; self.key.ciphertext_size()];
        let random_key =
            self.key.encrypt(text.as_bytes(), &mut wrapped).ok().context("RSA encryption failed")?;
        let random_key = STANDARD.encode(random_key);
        let key = UnboundKey::new(&AES_256_GCM, &secret).ok().context("no AES key")?;
        let mut sealed = plaintext.to_vec();
        LessSafeKey::new(key)
            .seal_in_place_append_tag(Nonce::assume_unique_for_key([0; 12]), Aad::empty(), &mut sealed)
            .ok()
            .context("AES encryption failed")?;
        Ok(Envelope { random_key, chat_msg: STANDARD.encode(sealed) })
    }
}
