//! Where blobs lie.

use std::fmt;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, RetryConfig};

use super::error::BlobError;

/// How often a request is tried again within a call. Whoever wants more tries again later.
const RETRIES: usize = 4;
const RETRY_TIME: Duration = Duration::from_secs(30);

/// Where blobs lie.
#[derive(Clone, Debug)]
pub enum BlobSettings {
    /// In a folder.
    Fs {
        /// The folder.
        root: PathBuf,
    },
    /// In a bucket.
    S3(S3Settings),
    /// In memory, until the process ends.
    Memory,
}

/// A bucket of an S3 server.
#[derive(Clone)]
pub struct S3Settings {
    /// `https://host`; Amazon's of the region by default. `http://` is taken as written: blobs are sealed.
    pub endpoint: Option<String>,
    /// The bucket.
    pub bucket: String,
    /// The region; `us-east-1` by default.
    pub region: Option<String>,
    /// What the names begin with, where several installations share the bucket.
    pub prefix: String,
    /// The access key's id.
    pub access_key: String,
    /// The access key's secret.
    pub secret_key: String,
}

impl fmt::Debug for S3Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("S3Settings")
            .field("endpoint", &self.endpoint)
            .field("bucket", &self.bucket)
            .field("region", &self.region)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl BlobSettings {
    pub(super) fn open(&self) -> Result<Arc<dyn ObjectStore>, BlobError> {
        match self {
            Self::Fs { root } => open_folder(root),
            Self::S3(settings) => settings.open(),
            Self::Memory => Ok(Arc::new(InMemory::new())),
        }
    }
}

fn open_folder(root: &Path) -> Result<Arc<dyn ObjectStore>, BlobError> {
    // What is written is on the disk, folder entries included, before a blob counts as kept.
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(root);
    made.map_err(|error| object_store::Error::Generic { store: "folder", source: error.into() })?;
    Ok(Arc::new(LocalFileSystem::new_with_prefix(root)?.with_fsync(true)))
}

impl S3Settings {
    fn open(&self) -> Result<Arc<dyn ObjectStore>, BlobError> {
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(self.region.as_deref().unwrap_or("us-east-1"))
            .with_access_key_id(&self.access_key)
            .with_secret_access_key(&self.secret_key)
            .with_retry(RetryConfig {
                max_retries: RETRIES,
                retry_timeout: RETRY_TIME,
                ..RetryConfig::default()
            });
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        let bucket = builder.build().map_err(|source| BlobError::Settings { source })?;
        match self.prefix.trim_matches('/') {
            "" => Ok(Arc::new(bucket)),
            prefix => Ok(Arc::new(PrefixStore::new(bucket, prefix))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let settings = S3Settings {
            endpoint: Some("https://s3.example".into()),
            bucket: "archive".into(),
            region: None,
            prefix: String::new(),
            access_key: "id-of-the-key".into(),
            secret_key: "very-secret".into(),
        };
        let shown = format!("{:?}", BlobSettings::S3(settings));
        assert!(shown.contains("archive") && !shown.contains("very-secret"), "{shown}");
    }
}
