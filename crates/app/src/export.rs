//! Exports (导出): messages that a search finds, taken away as a table, or as an archive that holds their files too.
//!
//! An export is a job with progress that can be cancelled and resumed, or, on the command line, one run. Either writes
//! the same rows: the hits that the archive held when the export was asked for, in the order of the search. Files of
//! jobs lie sealed in the data folder until they are fetched, and for seven days at most.
//! `docs/export-formats.md` describes the files.

mod bundle;
mod cover;
mod csv;
mod estimate;
mod job;
mod keep;
mod manage;
mod plain_text;
mod row;
mod run;
mod source;
mod staging;
mod time;
mod view;
mod words;
mod writer;
mod xlsx;

use std::io::Write;

use huicun_domain::access::Permission;
use huicun_domain::code::Language;
use serde::{Deserialize, Serialize};

pub(crate) use csv::{CsvWriter, encode as encode_csv};
pub use estimate::{ExportEstimate, estimate};
pub(crate) use job::{JOB_KIND, Progressing, discard, run};
pub(crate) use keep::keep_house;
pub(crate) use manage::actor_name;
pub use manage::{ExportFile, cancel, create, delete, get, list, open_file, resume};
pub use plain_text::plain_text;
pub use row::{COLUMNS, Row, headings};
pub(crate) use time::moment;
pub use view::{ExportState, ExportView};
pub use words::kind as kind_word;
pub use writer::{About, ExportSummary, FileCounts, RowWriter};

use crate::access;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::search::SearchRequest;
use crate::services::Services;

/// A file format of exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ExportFormat {
    /// Comma-separated values, a display copy: fields that begin like formulas have an apostrophe in front.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A ZIP archive: the table, every kept file, and the conversations as pages that a browser shows offline.
    Zip,
    /// A ZIP archive of the conversations as PDF, in volumes.
    Pdf,
}

/// The format of the table within an archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// An Excel workbook.
    #[default]
    Xlsx,
}

/// What is exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportRequest {
    /// The format of the file.
    pub format: ExportFormat,
    /// The format of the table in an archive; nothing to other formats.
    #[serde(default)]
    pub table: TableFormat,
    /// What to search for; every hit is exported, whatever the page.
    pub search: SearchRequest,
}

/// Exports into a sink at once, without a job; `progress` is told how many messages of how many were looked at.
///
/// # Errors
/// Problems of the query, [`huicun_domain::code::ProblemCode::Forbidden`], and any error of the sink; the sink then
/// holds a part of a file.
pub async fn write_to<W: Write + Send + 'static>(
    ctx: &Ctx,
    services: &Services,
    request: &ExportRequest,
    language: Language,
    sink: W,
    mut progress: impl FnMut(u64, u64),
) -> AppResult<ExportSummary> {
    let sight = access::sight(ctx, services, Permission::Export).await?;
    let admission = audit::admit(ctx, services, "export", manage::audit_object(services, request)?).await?;
    let order = run::Order {
        format: request.format,
        table: request.table,
        search: &request.search,
        sight: &sight,
        language,
        operator: &manage::actor_name(ctx),
        id: None,
        created_at: services.now(),
        snapshot: services.store.last_position(&services.corp).await?,
    };
    let told = |state: run::Progress| progress(state.examined, state.candidates);
    match run::produce(services, &order, sink, told).await {
        Ok((summary, _sink)) => {
            admission.finish(services, "answered", summary.rows).await?;
            Ok(summary)
        }
        Err(error) => {
            admission.finish(services, error.code().as_str(), 0).await?;
            Err(error)
        }
    }
}
