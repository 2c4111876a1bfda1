//! A file that is read. One that turns out damaged is named, and fetched again while WeCom has it.

use std::ops::Range;

use huicun_domain::code::ProblemCode;
use huicun_store::{BlobError, BlobId, BlobReading, FilePlace, FileRow};
use tokio::io::AsyncWrite;

use crate::error::AppResult;
use crate::services::Services;

/// A file that may be read.
pub struct OpenFile {
    /// Where it is.
    pub place: FilePlace,
    /// What it is, by its content.
    pub media_type: String,
    services: Services,
    blob: BlobId,
    reading: BlobReading,
}

impl OpenFile {
    /// Opens a file as recorded.
    pub(super) async fn of(services: &Services, file: FileRow) -> AppResult<Self> {
        let (place, blob) = (file.place(), file.blob.ok_or(ProblemCode::FileNotKept)?);
        let reading = match services.blobs.read(&services.corp, blob).await {
            Ok(Some(reading)) => reading,
            Ok(None) | Err(BlobError::Damaged) => {
                fetch_again(services, place, blob).await;
                return Err(ProblemCode::FileDamaged.into());
            }
            Err(error) => return Err(error.into()),
        };
        let media_type = file.media_type.unwrap_or_default();
        Ok(Self { place, media_type, services: services.clone(), blob, reading })
    }

    /// Its length in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.reading.text_len()
    }

    /// Reads a part of it, which is in memory at once.
    ///
    /// # Errors
    /// [`ProblemCode::FileDamaged`], and the errors of the place.
    pub async fn bytes(&self, range: Range<u64>) -> AppResult<Vec<u8>> {
        let read = self.reading.bytes(range).await;
        self.noticing(read).await
    }

    /// Writes all of it, a megabyte at a time. Nothing is written that is not authentic.
    ///
    /// # Errors
    /// [`ProblemCode::FileDamaged`], the errors of the place and of the sink.
    pub async fn copy(&self, sink: &mut (impl AsyncWrite + Unpin + Send)) -> AppResult<()> {
        let copied = self.reading.copy(sink).await;
        self.noticing(copied).await.map(drop)
    }

    async fn noticing<T>(&self, outcome: Result<T, BlobError>) -> AppResult<T> {
        if matches!(outcome, Err(BlobError::Damaged)) {
            fetch_again(&self.services, self.place, self.blob).await;
        }
        Ok(outcome?)
    }
}

/// Names a file that does not open any more, and puts it into the queue where WeCom may still have it.
async fn fetch_again(services: &Services, place: FilePlace, blob: BlobId) {
    let queued = services.store.refetch_file(&services.corp, place, services.now()).await;
    let (seq, slot) = (place.seq.0, place.slot);
    match queued {
        Ok(true) => {
            // A blob is named by its content: what is there would else be taken for the file once more.
            let removed = services.blobs.delete(&services.corp, blob).await;
            tracing::error!(seq, slot, removed = removed.is_ok(), "a file is damaged; it is fetched again");
        }
        Ok(false) => tracing::error!(seq, slot, "a file is damaged, and WeCom has it no more"),
        Err(error) => tracing::error!(seq, slot, %error, "a file is damaged, and could not be queued"),
    }
}
