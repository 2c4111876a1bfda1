//! What can go wrong in a use case, free of any transport.

use huicun_derive::DeriveError;
use huicun_domain::code::ProblemCode;
use huicun_domain::query::QueryError;
use huicun_search::IndexError;
use huicun_store::{BlobError, StoreError};
use huicun_vault::{OpenError, RingError};
use huicun_wecom::sdk::WecomError;
use thiserror::Error;

/// What a use case answers when it does not answer.
#[derive(Debug, Error)]
pub enum AppError {
    /// Something is wrong that the caller can understand; the table of codes says what to do.
    #[error("{}", .0.as_str())]
    Problem(ProblemCode),
    /// The same, with a detail for the person that holds no message text and no secret.
    #[error("{code}: {1}", code = .0.as_str())]
    Detailed(ProblemCode, String),
    /// WeCom refused or could not be reached.
    #[error("wecom refused")]
    Wecom(#[from] WecomError),
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The blobs failed.
    #[error("the blobs failed")]
    Blob(#[from] BlobError),
    /// The process that looks into files failed.
    #[error("files could not be looked into")]
    Derive(#[source] DeriveError),
    /// The index failed.
    #[error("the index failed")]
    Index(#[from] IndexError),
    /// The key ring failed.
    #[error("the key ring failed")]
    Ring(#[from] RingError),
    /// Something sealed does not open.
    #[error("sealed data does not open")]
    Open(#[from] OpenError),
    /// A file could not be read or written.
    #[error("a file could not be read or written")]
    Io(#[from] std::io::Error),
    /// A task ended before its work was done.
    #[error("a task ended early")]
    Task(#[from] tokio::task::JoinError),
}

impl AppError {
    /// Names the row of the table of codes that tells a person about it.
    #[must_use]
    pub fn code(&self) -> ProblemCode {
        match self {
            Self::Problem(code) | Self::Detailed(code, _) => *code,
            Self::Wecom(error) => error.code,
            Self::Store(error) => store_code(error),
            Self::Blob(error) => blob_code(error),
            Self::Ring(
                RingError::MasterKeyMissing | RingError::MasterKeyMalformed | RingError::WrongMasterKey,
            ) => ProblemCode::MasterKeyMissing,
            Self::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => ProblemCode::DiskFull,
            Self::Index(error) => crate::index::code_of(error),
            Self::Io(_) | Self::Ring(_) | Self::Open(_) | Self::Task(_) | Self::Derive(_) => {
                ProblemCode::Internal
            }
        }
    }

    /// Tells whether the process must end: it holds the archive no more, or nothing it writes may be believed.
    #[must_use]
    pub fn is_fatal(&self) -> bool {
        matches!(self.code(), ProblemCode::DataInUse | ProblemCode::DiskFailed)
    }

    /// The detail for the person, where there is one.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Detailed(_, detail) => Some(detail),
            _ => None,
        }
    }
}

fn store_code(error: &StoreError) -> ProblemCode {
    match error {
        StoreError::DiskFull => ProblemCode::DiskFull,
        StoreError::DiskFailed => ProblemCode::DiskFailed,
        StoreError::ReadOnly => ProblemCode::DataReadOnly,
        StoreError::InUse | StoreError::Fenced => ProblemCode::DataInUse,
        StoreError::Newer { .. } => ProblemCode::DataNewer,
        StoreError::OtherCorp => ProblemCode::DataOtherCorp,
        StoreError::WrongKey => ProblemCode::MasterKeyMissing,
        StoreError::Unavailable { .. } => ProblemCode::Unavailable,
        _ => ProblemCode::Internal,
    }
}

fn blob_code(error: &BlobError) -> ProblemCode {
    match error {
        BlobError::DiskFull => ProblemCode::DiskFull,
        BlobError::ReadOnly => ProblemCode::DataReadOnly,
        BlobError::Unavailable { .. } | BlobError::Refused | BlobError::Settings { .. } => {
            ProblemCode::BlobsUnavailable
        }
        BlobError::Damaged | BlobError::NoKey => ProblemCode::FileDamaged,
        BlobError::OutOfRange | BlobError::Source(_) | BlobError::Ring(_) => ProblemCode::Internal,
    }
}

impl From<ProblemCode> for AppError {
    fn from(code: ProblemCode) -> Self {
        Self::Problem(code)
    }
}

impl From<QueryError> for AppError {
    fn from(error: QueryError) -> Self {
        Self::Problem(match error {
            QueryError::Empty => ProblemCode::QueryEmpty,
            QueryError::TooLong => ProblemCode::QueryTooLong,
            QueryError::OnlyExcludes => ProblemCode::QueryOnlyExcludes,
            QueryError::DatesReversed => ProblemCode::DatesReversed,
            QueryError::TooManyChosen => ProblemCode::BadRequest,
        })
    }
}

/// What use cases return.
pub type AppResult<T> = Result<T, AppError>;
