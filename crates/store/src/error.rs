//! What can go wrong in the database, by what a caller can do about it.

use thiserror::Error;

use crate::db::dialect::{Class, classify};

/// Why the database did not do what it was asked to.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Space is needed. Nothing was changed.
    #[error("the disk is full")]
    DiskFull,
    /// The disk did not take what was written to it. Whoever sees this ends the process: a second try could seem to
    /// succeed without anything being kept.
    #[error("the disk failed")]
    DiskFailed,
    /// The files may not be written.
    #[error("the database is read-only")]
    ReadOnly,
    /// Another process has the folder.
    #[error("the data folder is in use")]
    InUse,
    /// A newer version wrote the schema.
    #[error("the database has schema {found}; this version knows up to {known}")]
    Newer {
        /// The version found.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The folder holds another corp's archive.
    #[error("the database belongs to another corp")]
    OtherCorp,
    /// The key does not open the file, or it is no database.
    #[error("the database does not open with this key")]
    WrongKey,
    /// The lease was lost: another process writes now.
    #[error("the lease was lost")]
    Fenced,
    /// The server is set up to lose what it acknowledged.
    #[error("the database server has {0} switched off")]
    Weak(&'static str),
    /// The database cannot be reached at the moment.
    #[error("the database cannot be reached")]
    Unavailable {
        /// Why.
        #[source]
        source: sqlx::Error,
    },
    /// The file is damaged.
    #[error("the database is damaged")]
    Damaged,
    /// A row holds what this version cannot read.
    #[error("a row of {0} cannot be read")]
    Unreadable(&'static str),
    /// A file could not be used.
    #[error("a file cannot be used")]
    Io(#[from] std::io::Error),
    /// The engine refused a statement.
    #[error("the database refused a statement")]
    Backend(#[source] sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as Sql;
        let code = error.as_database_error().and_then(|error| error.code().map(|code| classify(&code)));
        match (code, &error) {
            (Some(Class::DiskFull), _) => Self::DiskFull,
            (Some(Class::DiskFailed), _) => Self::DiskFailed,
            (Some(Class::ReadOnly), _) => Self::ReadOnly,
            (Some(Class::WrongKey), _) => Self::WrongKey,
            (Some(Class::Damaged), _) => Self::Damaged,
            (Some(Class::Busy), _)
            | (None, Sql::Io(_) | Sql::PoolTimedOut | Sql::PoolClosed | Sql::Tls(_) | Sql::WorkerCrashed) => {
                Self::Unavailable { source: error }
            }
            _ => Self::Backend(error),
        }
    }
}
