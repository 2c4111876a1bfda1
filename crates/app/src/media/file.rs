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
    origin: Origin,
}

/// Where a file comes from, which decides what helps where it is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    /// From WeCom: it is fetched again.
    Fetched,
    /// From what was fetched: it is made again.
    Made,
}

impl OpenFile {
    /// Opens a file as recorded.
    pub(super) async fn of(services: &Services, file: FileRow) -> AppResult<Self> {
        let (place, blob) = (file.place(), file.blob.ok_or(ProblemCode::FileNotKept)?);
        let media_type = file.media_type.unwrap_or_default();
        Self::open(services, place, blob, media_type, Origin::Fetched).await
    }

    /// Opens something that was made of a file.
    pub(super) async fn made(
        services: &Services,
        file: &FileRow,
        blob: BlobId,
        media_type: &str,
    ) -> AppResult<Self> {
        Self::open(services, file.place(), blob, media_type.to_owned(), Origin::Made).await
    }

    async fn open(
        services: &Services,
        place: FilePlace,
        blob: BlobId,
        media_type: String,
        origin: Origin,
    ) -> AppResult<Self> {
        let reading = match services.blobs.read(&services.corp, blob).await {
            Ok(Some(reading)) => reading,
            Ok(None) | Err(BlobError::Damaged) => {
                mend(services, place, blob, origin).await;
                return Err(ProblemCode::FileDamaged.into());
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self { place, media_type, services: services.clone(), blob, reading, origin })
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
            mend(&self.services, self.place, self.blob, self.origin).await;
        }
        Ok(outcome?)
    }
}

/// Names a file that does not open any more, and lets it be fetched or made again where that can be.
async fn mend(services: &Services, place: FilePlace, blob: BlobId, origin: Origin) {
    let queued = match origin {
        Origin::Fetched => services.store.refetch_file(&services.corp, place, services.now()).await,
        Origin::Made => services.store.rederive_file(&services.corp, place).await,
    };
    let (seq, slot) = (place.seq.0, place.slot);
    match queued {
        Ok(true) => {
            // A blob is named by its content: what is there would else be taken for the file once more.
            let removed = services.blobs.delete(&services.corp, blob).await;
            tracing::error!(seq, slot, removed = removed.is_ok(), "a file is damaged; it is had again");
        }
        Ok(false) => tracing::error!(seq, slot, "a file is damaged, and WeCom has it no more"),
        Err(error) => tracing::error!(seq, slot, %error, "a file is damaged, and could not be queued"),
    }
}
