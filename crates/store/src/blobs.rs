//! Blobs (文件对象): sealed files in a folder, in a bucket, or in memory for tests.
//!
//! A blob is the vault's blob format under a name made of its corp and id: `ww…/7f/0193….hcb`. What lies there is
//! sealed before it leaves the process; the id is bound to it, so that a blob moved to another name does not open. A
//! blob is there as a whole or not at all.

mod error;
mod reader;
mod settings;
mod upload;

use std::fmt;
use std::sync::Arc;

use huicun_domain::ids::CorpId;
use huicun_vault::{KeyRing, Scope};
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt as _};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use uuid::Uuid;

pub use error::BlobError;
pub use reader::BlobReading;
pub use settings::{BlobSettings, S3Settings};
pub use upload::{BlobUpload, BlobWritten};

/// The id of a blob, a UUID of version 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobId(pub Uuid);

impl fmt::Display for BlobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How many bytes [`BlobVault::put`] reads at once.
const READ_BYTES: usize = 64 << 10;

/// The blobs of an installation. Cloning shares them.
#[derive(Clone)]
pub struct BlobVault {
    objects: Arc<dyn ObjectStore>,
    ring: KeyRing,
}

impl fmt::Debug for BlobVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobVault({})", self.objects)
    }
}

impl BlobVault {
    /// Opens the folder, which is made where there is none, or the bucket, which must exist.
    ///
    /// # Errors
    /// [`BlobError::ReadOnly`], or settings that make no sense. A bucket is not asked: see [`Self::check`].
    pub fn open(settings: &BlobSettings, ring: KeyRing) -> Result<Self, BlobError> {
        Ok(Self { objects: settings.open()?, ring })
    }

    /// Writes, reads and removes a small blob, so that wrong settings show before anything depends on them.
    ///
    /// # Errors
    /// What is wrong with the place or the permission.
    pub async fn check(&self, scope: &Scope) -> Result<(), BlobError> {
        let id = BlobId(Uuid::now_v7());
        self.put(scope, id, b"huicun".as_slice()).await?;
        let read = match self.read(&scope.corp, id).await? {
            Some(reading) => reading.bytes(0..6).await?,
            None => Vec::new(),
        };
        self.delete(&scope.corp, id).await?;
        if read == b"huicun" { Ok(()) } else { Err(BlobError::Damaged) }
    }

    /// Begins a blob, in place of the one of that id.
    ///
    /// # Errors
    /// [`BlobError::Ring`].
    pub fn upload(&self, scope: &Scope, id: BlobId) -> Result<BlobUpload, BlobError> {
        let sealer = self.ring.new_blob(scope, id.0.as_bytes(), upload::CHUNK_LOG2)?;
        Ok(BlobUpload::new(self.objects.clone(), place(&scope.corp, id), sealer))
    }

    /// Seals and keeps all that can be read from `source`, in place of the blob of that id.
    ///
    /// # Errors
    /// Any error of the source, and those of the place; nothing is then kept.
    pub async fn put(
        &self,
        scope: &Scope,
        id: BlobId,
        mut source: impl AsyncRead + Unpin,
    ) -> Result<BlobWritten, BlobError> {
        let mut upload = self.upload(scope, id)?;
        let mut buffer = vec![0; READ_BYTES];
        loop {
            let count = match source.read(&mut buffer).await {
                Ok(0) => return upload.finish().await,
                Ok(count) => count,
                Err(error) => {
                    upload.abandon().await;
                    return Err(BlobError::Source(error));
                }
            };
            let bytes = buffer.get(..count).unwrap_or_default();
            if let Err(error) = upload.write(bytes).await {
                upload.abandon().await;
                return Err(error);
            }
        }
    }

    /// Opens a blob for reading; `None` where there is none.
    ///
    /// # Errors
    /// [`BlobError::Damaged`] where it does not open, and the errors of the place.
    pub async fn read(&self, corp: &CorpId, id: BlobId) -> Result<Option<BlobReading>, BlobError> {
        BlobReading::open(&self.objects, &self.ring, corp, id, place(corp, id)).await
    }

    /// Tells whether a blob is there.
    ///
    /// # Errors
    /// The errors of the place.
    pub async fn exists(&self, corp: &CorpId, id: BlobId) -> Result<bool, BlobError> {
        match self.objects.head(&place(corp, id)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes a blob, if it is there.
    ///
    /// # Errors
    /// The errors of the place.
    pub async fn delete(&self, corp: &CorpId, id: BlobId) -> Result<(), BlobError> {
        match self.objects.delete(&place(corp, id)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// Names the place of a blob. The last digits of an id are random, and spread blobs over 256 folders.
fn place(corp: &CorpId, id: BlobId) -> Path {
    let name = id.to_string();
    let spread = name.get(name.len().saturating_sub(2)..).unwrap_or_default().to_owned();
    Path::from_iter([corp.as_str().to_owned(), spread, format!("{name}.hcb")])
}
