//! The blob format, version 1: files of any size that are read at any offset.
//!
//! | offset | length | what |
//! |---|---|---|
//! | 0 | 4 | `HCB`, version 1 |
//! | 4 | 1 | cipher suite, 1 = AES-256-GCM |
//! | 5 | 1 | base-2 logarithm of the chunk size |
//! | 6 | 2 | zero |
//! | 8 | 4 | period key id, little endian |
//! | 12 | 60 | file key: nonce (12), sealed key (32), tag (16), by the period key |
//! | 72 | … | chunks: sealed text of the chunk size (the last one less, or nothing) and its tag (16) |
//!
//! The file key's additional data is the first eight bytes of the header, the corp's length and name, and the file's
//! id. A chunk's nonce is 0 or, for the last chunk, 1 (4 bytes), and the chunk's number (8 bytes, big endian): a chunk
//! that was moved, swapped, repeated or cut off does not open.

mod io;

use aws_lc_rs::aead::NONCE_LEN;
use huicun_domain::ids::CorpId;

pub use io::{BlobReader, BlobWriter};

use crate::ring::{KeyRing, RingError, Scope};
use crate::suite::{Cipher, OpenError, SUITE, SecretKey, TAG_LEN, WRAP_LEN, fill_random};

const MAGIC: [u8; 4] = [b'H', b'C', b'B', 1];
const FIXED_LEN: usize = 8;
/// The length of a blob's header in bytes.
pub const HEADER_LEN: usize = FIXED_LEN + 4 + WRAP_LEN;

/// The largest chunk is 1 MiB, the smallest 4 KiB.
const CHUNK_LOG2: std::ops::RangeInclusive<u8> = 12..=20;

/// Whether a chunk is the last of its blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// More chunks follow.
    Inner,
    /// The blob ends with it.
    Last,
}

/// Seals the chunks of one blob.
pub struct BlobSealer {
    header: Vec<u8>,
    cipher: Cipher,
    chunk_len: usize,
}

/// Opens the chunks of one blob.
pub struct BlobOpener {
    cipher: Cipher,
    chunk_len: usize,
}

impl KeyRing {
    /// Begins a blob under a fresh file key. `chunk_log2` is 12 (4 KiB) to 20 (1 MiB).
    ///
    /// # Errors
    /// [`RingError`] where a new period key is needed and cannot be made durable.
    pub fn new_blob(&self, scope: &Scope, file_id: &[u8], chunk_log2: u8) -> Result<BlobSealer, RingError> {
        if !CHUNK_LOG2.contains(&chunk_log2) {
            return Err(OpenError::UnknownFormat.into());
        }
        let (key_id, period) = self.period_key(scope)?;
        let key = SecretKey::random()?;
        let mut nonce = [0; NONCE_LEN];
        fill_random(&mut nonce)?;
        let mut header = Vec::with_capacity(HEADER_LEN);
        header.extend_from_slice(&MAGIC);
        header.extend_from_slice(&[SUITE, chunk_log2, 0, 0]);
        let aad = additional_data(&header, &scope.corp, file_id);
        header.extend_from_slice(&key_id.to_le_bytes());
        period.wrap(&key, nonce, &aad, &mut header)?;
        Ok(BlobSealer { header, cipher: key.cipher()?, chunk_len: 1 << chunk_log2 })
    }

    /// Opens a blob's header.
    ///
    /// # Errors
    /// [`OpenError`], by what is wrong with it.
    pub fn open_blob(&self, corp: &CorpId, file_id: &[u8], header: &[u8]) -> Result<BlobOpener, OpenError> {
        let header = header.get(..HEADER_LEN).ok_or(OpenError::Cut)?;
        let (fixed, rest) = header.split_at(FIXED_LEN);
        let [magic @ .., suite, chunk_log2, zero, also_zero] = fixed else {
            return Err(OpenError::Cut);
        };
        let known = magic == MAGIC && *suite == SUITE && CHUNK_LOG2.contains(chunk_log2);
        if !known || *zero != 0 || *also_zero != 0 {
            return Err(OpenError::UnknownFormat);
        }
        let (key_id, wrapped) = rest.split_first_chunk::<4>().ok_or(OpenError::Cut)?;
        let aad = additional_data(fixed, corp, file_id);
        let key = self.key_by_id(u32::from_le_bytes(*key_id))?.unwrap_key(wrapped, &aad)?;
        Ok(BlobOpener { cipher: key.cipher()?, chunk_len: 1 << chunk_log2 })
    }
}

impl BlobSealer {
    /// The bytes that the blob begins with.
    #[must_use]
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// How many bytes of text each chunk but the last holds.
    #[must_use]
    pub fn chunk_len(&self) -> usize {
        self.chunk_len
    }

    /// Seals a chunk in place; the tag is appended.
    ///
    /// # Errors
    /// [`OpenError::UnknownFormat`] for a chunk of the wrong length.
    pub fn seal_chunk(&self, number: u64, place: Place, chunk: &mut Vec<u8>) -> Result<(), OpenError> {
        let fits = match place {
            Place::Inner => chunk.len() == self.chunk_len,
            Place::Last => chunk.len() <= self.chunk_len,
        };
        if !fits {
            return Err(OpenError::UnknownFormat);
        }
        self.cipher.seal(nonce(number, place), &[], chunk, 0)
    }
}

impl BlobOpener {
    /// How many bytes of text each chunk but the last holds.
    #[must_use]
    pub fn chunk_len(&self) -> usize {
        self.chunk_len
    }

    /// Computes the length of the text from that of the whole blob, header included.
    ///
    /// # Errors
    /// [`OpenError::Cut`] for a length that no blob has.
    pub fn text_len(&self, blob_len: u64) -> Result<u64, OpenError> {
        let body = blob_len.checked_sub(HEADER_LEN as u64).ok_or(OpenError::Cut)?;
        let sealed_len = (self.chunk_len + TAG_LEN) as u64;
        let (whole, rest) = (body / sealed_len, body % sealed_len);
        match rest {
            0 if whole > 0 => Ok(whole * self.chunk_len as u64),
            rest => {
                let last = rest.checked_sub(TAG_LEN as u64).ok_or(OpenError::Cut)?;
                Ok(whole * self.chunk_len as u64 + last)
            }
        }
    }

    /// Tells where chunk `number` lies in a blob whose text has `text_len` bytes: offset, sealed length, place.
    #[must_use]
    pub fn locate(&self, number: u64, text_len: u64) -> (u64, usize, Place) {
        let chunk_len = self.chunk_len as u64;
        let offset = HEADER_LEN as u64 + number * (chunk_len + TAG_LEN as u64);
        let begin = number * chunk_len;
        let length = text_len.saturating_sub(begin).min(chunk_len);
        let place = if begin + length >= text_len { Place::Last } else { Place::Inner };
        (offset, usize::try_from(length).unwrap_or(self.chunk_len) + TAG_LEN, place)
    }

    /// Opens a chunk in place and returns its text.
    ///
    /// # Errors
    /// [`OpenError::NotAuthentic`] where it was changed or is not this chunk.
    pub fn open_chunk<'c>(
        &self,
        number: u64,
        place: Place,
        chunk: &'c mut [u8],
    ) -> Result<&'c mut [u8], OpenError> {
        self.cipher.open(nonce(number, place), &[], chunk)
    }
}

fn nonce(number: u64, place: Place) -> [u8; NONCE_LEN] {
    let mut nonce = [0; NONCE_LEN];
    nonce[3] = u8::from(place == Place::Last);
    nonce[4..].copy_from_slice(&number.to_be_bytes());
    nonce
}

fn additional_data(fixed: &[u8], corp: &CorpId, file_id: &[u8]) -> Vec<u8> {
    let corp = corp.as_str().as_bytes();
    let mut data = fixed.to_vec();
    data.push(u8::try_from(corp.len()).unwrap_or(u8::MAX));
    data.extend_from_slice(corp);
    data.extend_from_slice(file_id);
    data
}

#[cfg(test)]
mod tests;
