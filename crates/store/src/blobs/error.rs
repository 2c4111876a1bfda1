//! What can go wrong with blobs, by what a caller can do about it.

use std::io::ErrorKind;

use huicun_vault::{OpenError, RingError};
use thiserror::Error;

/// Why a blob was not kept or read.
#[derive(Debug, Error)]
pub enum BlobError {
    /// Space is needed.
    #[error("the disk is full")]
    DiskFull,
    /// The folder may not be written, or the key does not allow it.
    #[error("blobs may not be written or read")]
    ReadOnly,
    /// The bucket's key is not known, or wrong.
    #[error("the bucket refuses the access key")]
    Refused,
    /// The bucket does not exist, or the settings make no sense.
    #[error("the settings of the blobs do not fit")]
    Settings {
        /// Why.
        #[source]
        source: object_store::Error,
    },
    /// The bucket cannot be reached at the moment.
    #[error("blobs cannot be reached")]
    Unavailable {
        /// Why.
        #[source]
        source: object_store::Error,
    },
    /// The blob is not what was written.
    #[error("the blob is damaged")]
    Damaged,
    /// The blob was sealed by a period key that is not there.
    #[error("the blob's key is missing")]
    NoKey,
    /// A range outside the blob was asked for.
    #[error("the blob is shorter")]
    OutOfRange,
    /// What was to be kept could not be read.
    #[error("the blob's source failed")]
    Source(#[source] std::io::Error),
    /// A new period key could not be made.
    #[error("the key ring failed")]
    Ring(#[from] RingError),
}

impl From<OpenError> for BlobError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::NoKey => Self::NoKey,
            _ => Self::Damaged,
        }
    }
}

impl From<object_store::Error> for BlobError {
    fn from(error: object_store::Error) -> Self {
        use object_store::Error as Object;
        match &error {
            Object::PermissionDenied { .. } => Self::ReadOnly,
            Object::Unauthenticated { .. } => Self::Refused,
            Object::NotFound { .. }
            | Object::InvalidPath { .. }
            | Object::UnknownConfigurationKey { .. }
            | Object::NotSupported { .. }
            | Object::NotImplemented { .. } => Self::Settings { source: error },
            _ => match io_kind(&error) {
                Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded) => Self::DiskFull,
                Some(ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem) => Self::ReadOnly,
                _ => Self::Unavailable { source: error },
            },
        }
    }
}

/// Finds the system's error beneath an error.
fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<ErrorKind> {
    let mut error = Some(error);
    while let Some(current) = error {
        if let Some(io) = current.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        error = current.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic(kind: ErrorKind) -> BlobError {
        let source = Box::new(std::io::Error::from(kind));
        object_store::Error::Generic { store: "LocalFileSystem", source }.into()
    }

    #[test]
    fn a_full_disk_is_told_from_a_place_that_is_away() {
        assert!(matches!(generic(ErrorKind::StorageFull), BlobError::DiskFull));
        assert!(matches!(generic(ErrorKind::ReadOnlyFilesystem), BlobError::ReadOnly));
        assert!(matches!(generic(ErrorKind::ConnectionRefused), BlobError::Unavailable { .. }));
        let source = Box::new(std::io::Error::other("NoSuchBucket"));
        let no_bucket = object_store::Error::NotFound { path: "a".into(), source };
        assert!(matches!(no_bucket.into(), BlobError::Settings { .. }));
    }
}
