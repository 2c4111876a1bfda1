//! What operators are shown of exports.

use huicun_domain::clock::Millis;
use huicun_domain::ids::JobId;
use huicun_store::JobState;
use serde::Serialize;

use super::{ExportFormat, FileCounts};
use crate::search::SearchRequest;
use crate::view::OperatorRef;

/// What became of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ExportState {
    /// It waits.
    Queued,
    /// It is being written.
    Running,
    /// It is done.
    Done,
    /// It was cancelled.
    Cancelled,
    /// It failed.
    Failed,
}

impl From<JobState> for ExportState {
    fn from(state: JobState) -> Self {
        match state {
            JobState::Queued => Self::Queued,
            JobState::Running => Self::Running,
            JobState::Done => Self::Done,
            JobState::Cancelled => Self::Cancelled,
            JobState::Failed => Self::Failed,
        }
    }
}

/// An export as shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportView {
    /// The id.
    pub id: JobId,
    /// The format of the file.
    pub format: ExportFormat,
    /// What became of it.
    pub state: ExportState,
    /// How many rows were written.
    pub rows_done: u64,
    /// How many rows there will be, where that is known.
    pub rows_total: Option<u64>,
    /// The size of the file in bytes, as long as there is one.
    pub bytes: Option<u64>,
    /// What became of the messages' files, where the format holds them and it is done.
    pub files: Option<FileCounts>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it ended.
    pub finished_at: Option<Millis>,
    /// Who asked for it.
    pub operator: OperatorRef,
    /// The SHA-256 of the rows, in lower-case hexadecimal digits.
    pub sha256: Option<String>,
    /// What was asked for.
    pub search: SearchRequest,
    /// How often the file was downloaded.
    pub downloads: u64,
    /// Why it failed, or that its file is gone: a word of the table of codes.
    pub problem: Option<String>,
    /// What the file is called when it is saved.
    pub file_name: String,
}
