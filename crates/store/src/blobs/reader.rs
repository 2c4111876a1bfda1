//! Reading a blob at any offset.

use std::ops::Range;
use std::sync::Arc;

use huicun_domain::ids::CorpId;
use huicun_vault::blob::HEADER_LEN;
use huicun_vault::{BlobOpener, KeyRing};
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt as _};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::BlobId;
use super::error::BlobError;

/// How much text [`BlobReading::copy`] has in memory.
const PIECE_BYTES: u64 = 1 << 20;

/// A blob that is being read.
pub struct BlobReading {
    objects: Arc<dyn ObjectStore>,
    place: Path,
    opener: BlobOpener,
    text_len: u64,
}

impl BlobReading {
    pub(super) async fn open(
        objects: &Arc<dyn ObjectStore>,
        ring: &KeyRing,
        corp: &CorpId,
        id: BlobId,
        place: Path,
    ) -> Result<Option<Self>, BlobError> {
        let head = GetRange::Bounded(0..HEADER_LEN as u64);
        let options = GetOptions { range: Some(head), ..GetOptions::default() };
        let got = match objects.get_opts(&place, options).await {
            Ok(got) => got,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(cut(objects.as_ref(), &place).await.unwrap_or_else(|| error.into())),
        };
        let blob_len = got.meta.size;
        let header = got.bytes().await?;
        let opener = ring.open_blob(corp, id.0.as_bytes(), &header)?;
        let text_len = opener.text_len(blob_len)?;
        Ok(Some(Self { objects: objects.clone(), place, opener, text_len }))
    }

    /// The length of the text in bytes. It is proven when the last byte is read.
    #[must_use]
    pub fn text_len(&self) -> u64 {
        self.text_len
    }

    /// Reads a range of the text. All of it is in memory at once; so are the chunks that it touches.
    ///
    /// # Errors
    /// [`BlobError::OutOfRange`], [`BlobError::Damaged`], and the errors of the place.
    pub async fn bytes(&self, range: Range<u64>) -> Result<Vec<u8>, BlobError> {
        if range.start > range.end || range.end > self.text_len {
            return Err(BlobError::OutOfRange);
        }
        if range.is_empty() && self.text_len > 0 {
            return Ok(Vec::new());
        }
        let chunk_len = self.opener.chunk_len() as u64;
        let (first, last) = (range.start / chunk_len, range.end.saturating_sub(1) / chunk_len);
        let (begin, ..) = self.opener.locate(first, self.text_len);
        let (offset, sealed_len, _) = self.opener.locate(last, self.text_len);
        let sealed = self.objects.get_range(&self.place, begin..offset + sealed_len as u64).await?;
        let mut sealed = Vec::from(sealed);
        let mut text = Vec::with_capacity(sealed.len());
        let mut rest = sealed.as_mut_slice();
        for number in first..=last {
            let (_, sealed_len, place) = self.opener.locate(number, self.text_len);
            let (chunk, behind) = rest.split_at_mut_checked(sealed_len).ok_or(BlobError::Damaged)?;
            text.extend_from_slice(self.opener.open_chunk(number, place, chunk)?);
            rest = behind;
        }
        let skipped = usize::try_from(range.start - first * chunk_len).map_err(|_| BlobError::OutOfRange)?;
        let wanted = usize::try_from(range.end - range.start).map_err(|_| BlobError::OutOfRange)?;
        text.drain(..skipped.min(text.len()));
        text.truncate(wanted);
        Ok(text)
    }

    /// Writes all of the text to `sink`, a megabyte at a time. Nothing is written that is not authentic.
    ///
    /// # Errors
    /// [`BlobError::Damaged`], the errors of the place, and any error of the sink.
    pub async fn copy(&self, mut sink: impl AsyncWrite + Unpin) -> Result<u64, BlobError> {
        let mut at = 0;
        loop {
            let end = self.text_len.min(at + PIECE_BYTES);
            let piece = self.bytes(at..end).await?;
            sink.write_all(&piece).await.map_err(BlobError::Source)?;
            at = end;
            if at >= self.text_len {
                sink.flush().await.map_err(BlobError::Source)?;
                return Ok(at);
            }
        }
    }
}

/// Tells a blob that was cut within its header from a place that is away: an empty one has no first byte to be asked for.
async fn cut(objects: &dyn ObjectStore, place: &Path) -> Option<BlobError> {
    let meta = objects.head(place).await.ok()?;
    (meta.size < HEADER_LEN as u64).then_some(BlobError::Damaged)
}
