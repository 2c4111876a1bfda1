//! The one cipher suite in use: AES-256-GCM, suite id 1.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use thiserror::Error;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// The id that formats carry for AES-256-GCM.
pub(crate) const SUITE: u8 = 1;
/// The length of a key in bytes.
pub(crate) const KEY_LEN: usize = 32;
/// The length of an authentication tag in bytes.
pub(crate) const TAG_LEN: usize = 16;
/// The length of a wrapped key: nonce, key, tag.
pub(crate) const WRAP_LEN: usize = NONCE_LEN + KEY_LEN + TAG_LEN;

/// Why something sealed does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum OpenError {
    /// It is shorter than its format.
    #[error("sealed data is cut short")]
    Cut,
    /// Its version or cipher suite is not known here.
    #[error("sealed data has an unknown version or cipher suite")]
    UnknownFormat,
    /// The period key is not in the ring: it was destroyed, or the ring is another one.
    #[error("the period key is not in the key ring")]
    NoKey,
    /// It was changed, moved to another place, or sealed by another key.
    #[error("sealed data was changed or moved")]
    NotAuthentic,
}

/// A 256-bit key that is wiped when dropped and never printed.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretKey([u8; KEY_LEN]);

impl SecretKey {
    /// Takes the bytes of a key.
    #[must_use]
    pub fn new(bytes: [u8; KEY_LEN]) -> Self {
        Self(bytes)
    }

    /// Makes a random key.
    ///
    /// # Errors
    /// [`std::io::Error`] where the system gives no randomness.
    pub fn random() -> Result<Self, std::io::Error> {
        let mut bytes = [0; KEY_LEN];
        fill_random(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Shows the bytes; they must not be kept.
    #[must_use]
    pub fn expose(&self) -> &[u8; KEY_LEN] {
        &self.0
    }

    pub(crate) fn cipher(&self) -> Result<Cipher, OpenError> {
        let key = UnboundKey::new(&AES_256_GCM, &self.0).map_err(|_| OpenError::UnknownFormat)?;
        Ok(Cipher(LessSafeKey::new(key)))
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Fills `bytes` with randomness.
pub(crate) fn fill_random(bytes: &mut [u8]) -> Result<(), std::io::Error> {
    SystemRandom::new().fill(bytes).map_err(|_| std::io::Error::other("the system gave no randomness"))
}

/// A key set up for use.
pub(crate) struct Cipher(LessSafeKey);

impl Cipher {
    /// Seals `data[from..]` in place and appends the tag.
    pub(crate) fn seal(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        data: &mut Vec<u8>,
        from: usize,
    ) -> Result<(), OpenError> {
        let tag = self
            .0
            .seal_in_place_separate_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(aad),
                &mut data[from..],
            )
            .map_err(|_| OpenError::NotAuthentic)?;
        data.extend_from_slice(tag.as_ref());
        Ok(())
    }

    /// Opens `data` in place and returns what was sealed.
    pub(crate) fn open<'d>(
        &self,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        data: &'d mut [u8],
    ) -> Result<&'d mut [u8], OpenError> {
        self.0
            .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), data)
            .map_err(|_| OpenError::NotAuthentic)
    }

    /// Wraps a key: random nonce, sealed key, tag.
    pub(crate) fn wrap(
        &self,
        key: &SecretKey,
        nonce: [u8; NONCE_LEN],
        aad: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<(), OpenError> {
        out.extend_from_slice(&nonce);
        let from = out.len();
        out.extend_from_slice(key.expose());
        self.seal(nonce, aad, out, from)
    }

    /// Unwraps a key that [`Self::wrap`] wrapped.
    pub(crate) fn unwrap_key(&self, wrapped: &[u8], aad: &[u8]) -> Result<SecretKey, OpenError> {
        let (nonce, body) = wrapped.split_first_chunk::<NONCE_LEN>().ok_or(OpenError::Cut)?;
        let mut body: [u8; KEY_LEN + TAG_LEN] = body.try_into().map_err(|_| OpenError::Cut)?;
        let key = self.open(*nonce, aad, &mut body)?;
        let key = <[u8; KEY_LEN]>::try_from(&*key).map_err(|_| OpenError::Cut)?;
        body.zeroize();
        Ok(SecretKey::new(key))
    }
}
