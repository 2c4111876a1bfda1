//! Writing a blob: sealed chunk by chunk, sent part by part.

use std::sync::Arc;

use huicun_vault::blob::{BlobSealer, Place};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt as _, PutPayload};

use super::error::BlobError;

/// Chunks of 64 KiB: what has to be opened to read a byte.
pub(super) const CHUNK_LOG2: u8 = 16;
/// Parts of 8 MiB: S3 takes no smaller than 5 MiB, and no more than 10,000 of them.
const PART_BYTES: usize = 8 << 20;

/// A blob that is being written. Dropped without [`Self::finish`], it never was there.
pub struct BlobUpload {
    objects: Arc<dyn ObjectStore>,
    place: Path,
    sealer: BlobSealer,
    /// Text of the chunk that is not full yet, or full and perhaps the last.
    chunk: Vec<u8>,
    number: u64,
    text_len: u64,
    sealed_len: u64,
    /// Sealed bytes that are not sent yet.
    part: Vec<u8>,
    parts: Option<Box<dyn MultipartUpload>>,
}

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobWritten {
    /// The length of the text in bytes.
    pub text_len: u64,
    /// The length of the sealed blob in bytes.
    pub sealed_len: u64,
}

impl BlobUpload {
    pub(super) fn new(objects: Arc<dyn ObjectStore>, place: Path, sealer: BlobSealer) -> Self {
        let part = sealer.header().to_vec();
        let chunk = Vec::with_capacity(sealer.chunk_len() + 16);
        Self { objects, place, sealer, chunk, number: 0, text_len: 0, sealed_len: 0, part, parts: None }
    }

    /// Seals bytes, and sends what makes a part.
    ///
    /// # Errors
    /// The errors of the place; the blob is then to be abandoned.
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<(), BlobError> {
        self.text_len += bytes.len() as u64;
        while !bytes.is_empty() {
            // A full chunk is kept until more comes: only then is it known not to be the last.
            if self.chunk.len() == self.sealer.chunk_len() {
                self.seal(Place::Inner)?;
                if self.part.len() >= PART_BYTES {
                    self.send().await?;
                }
            }
            let (taken, rest) = bytes.split_at(bytes.len().min(self.sealer.chunk_len() - self.chunk.len()));
            self.chunk.extend_from_slice(taken);
            bytes = rest;
        }
        Ok(())
    }

    /// Seals the last chunk and makes the blob appear; it is durable when this returns.
    ///
    /// # Errors
    /// The errors of the place; the blob is then not there.
    pub async fn finish(mut self) -> Result<BlobWritten, BlobError> {
        let written = self.complete().await;
        if written.is_err() {
            self.abandon().await;
        }
        written
    }

    /// Gives the blob up and tells the place to forget its parts.
    pub async fn abandon(mut self) {
        if let Some(mut parts) = self.parts.take()
            && let Err(error) = parts.abort().await
        {
            tracing::warn!(%error, "parts of a blob that was given up could not be removed");
        }
    }

    async fn complete(&mut self) -> Result<BlobWritten, BlobError> {
        self.seal(Place::Last)?;
        if self.parts.is_some() {
            self.send().await?;
            if let Some(parts) = &mut self.parts {
                parts.complete().await?;
            }
        } else {
            let bytes = std::mem::take(&mut self.part);
            self.sealed_len = bytes.len() as u64;
            self.objects.put(&self.place, PutPayload::from(bytes)).await?;
        }
        Ok(BlobWritten { text_len: self.text_len, sealed_len: self.sealed_len })
    }

    fn seal(&mut self, place: Place) -> Result<(), BlobError> {
        self.sealer.seal_chunk(self.number, place, &mut self.chunk)?;
        self.part.append(&mut self.chunk);
        self.number += 1;
        Ok(())
    }

    /// Sends what is sealed as one part, and waits until it is taken: two parts are never in memory.
    async fn send(&mut self) -> Result<(), BlobError> {
        let parts = match &mut self.parts {
            Some(parts) => parts,
            none => none.insert(self.objects.put_multipart(&self.place).await?),
        };
        let bytes = std::mem::take(&mut self.part);
        self.sealed_len += bytes.len() as u64;
        Ok(parts.put_part(PutPayload::from(bytes)).await?)
    }
}
