//! What can go wrong in the index.

use std::io;

use thiserror::Error;

/// Why the index did not do what it was asked to.
#[derive(Debug, Error)]
pub enum IndexError {
    /// Another process writes this index.
    #[error("the index is in use by another process")]
    InUse,
    /// A month's files were changed or cut: the index is to be built anew.
    #[error("the index of {month} is damaged")]
    Damaged {
        /// The month, `2026-08`.
        month: String,
        /// What tantivy met.
        #[source]
        source: tantivy::TantivyError,
    },
    /// The index was opened for reading only.
    #[error("the index is open for reading only")]
    ReadOnly,
    /// A file could not be read or written.
    #[error("a file of the index cannot be used")]
    Io(#[from] io::Error),
    /// tantivy failed.
    #[error("the index failed")]
    Engine(#[from] tantivy::TantivyError),
}
