//! What can go wrong in the index.

use std::io;

use huicun_vault::RingError;
use tantivy::TantivyError;
use tantivy::directory::error::{OpenReadError, OpenWriteError};
use thiserror::Error;

/// Why the index did not do what it was asked to.
#[derive(Debug, Error)]
pub enum IndexError {
    /// Another process writes this index.
    #[error("the index is in use by another process")]
    InUse,
    /// A month's files were changed, cut or lost: the index is to be built anew.
    #[error("the index of {month} is damaged")]
    Damaged {
        /// The month, `2026-08`.
        month: String,
        /// What tantivy met.
        #[source]
        source: TantivyError,
    },
    /// The list of months was changed or cut: the index is to be built anew.
    #[error("the list of the index's months is damaged")]
    ListDamaged,
    /// The index was written by another version: it is to be built anew.
    #[error("the index was written by another version")]
    Outdated,
    /// The index was opened for reading only.
    #[error("the index is open for reading only")]
    ReadOnly,
    /// Writing failed before: nothing is taken until [`crate::TextIndex::rollback`].
    #[error("an earlier write to the index failed")]
    Interrupted,
    /// The disk is full.
    #[error("the disk is full")]
    DiskFull,
    /// A file could not be read or written.
    #[error("a file of the index cannot be used")]
    Io(#[source] io::Error),
    /// The key ring failed.
    #[error("the key ring failed")]
    Ring(#[from] RingError),
    /// tantivy failed.
    #[error("the index failed")]
    Engine(#[source] TantivyError),
}

impl From<io::Error> for IndexError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

impl IndexError {
    /// Sorts a failure of tantivy in a month by what can be done about it.
    pub(crate) fn in_month(month: impl Into<String>, source: TantivyError) -> Self {
        match cause(&source) {
            Cause::Full => Self::DiskFull,
            Cause::Damage => Self::Damaged { month: month.into(), source },
            Cause::Version => Self::Outdated,
            Cause::Other => Self::Engine(source),
        }
    }

    /// Tells whether a file was gone when it was opened, as a writer's merges make them.
    pub(crate) fn is_gone(&self) -> bool {
        matches!(
            self,
            Self::Damaged { source: TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)), .. }
        )
    }
}

enum Cause {
    Full,
    Damage,
    Version,
    Other,
}

fn cause(error: &TantivyError) -> Cause {
    let kind = match error {
        TantivyError::IoError(error)
        | TantivyError::OpenReadError(OpenReadError::IoError { io_error: error, .. })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: error, .. }) => error.kind(),
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)) | TantivyError::DataCorruption(_) => {
            return Cause::Damage;
        }
        TantivyError::SchemaError(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(_)) => return Cause::Version,
        _ => return Cause::Other,
    };
    match kind {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Cause::Full,
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof | io::ErrorKind::NotFound => Cause::Damage,
        _ => Cause::Other,
    }
}
