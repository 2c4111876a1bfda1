//! An export as a job: what is stored of it, and one attempt at it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use huicun_domain::access::{DataScope, Permission};
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::ids::{JobId, OperatorId, Position};
use huicun_store::JobRow;
use huicun_vault::RecordKind;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::run::{Order, Progress, produce};
use super::{ExportRequest, FileCounts, staging};
use crate::access::{self, Sight};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The word for exports among the kinds of jobs.
pub(crate) const JOB_KIND: &str = "export";

/// Who asked for an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Requester {
    pub(super) id: OperatorId,
    pub(super) name: String,
    pub(super) display_name: String,
}

/// What a worker needs to know; it holds the query's text and is stored sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Payload {
    pub(super) request: ExportRequest,
    #[serde(with = "language_tag")]
    pub(super) language: Language,
    /// What the archive held when the export was asked for: every attempt gives these rows.
    pub(super) snapshot: Position,
    pub(super) requester: Requester,
    /// Over which parts of the archive the requester could export then.
    #[serde(default = "whole")]
    pub(super) scopes: Vec<DataScope>,
}

/// What was asked for before rights had data scopes was over the whole archive.
fn whole() -> Vec<DataScope> {
    vec![DataScope::default()]
}

/// A language as its tag.
mod language_tag {
    use huicun_domain::code::Language;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(language: &Language, serializer: S) -> Result<S::Ok, S::Error> {
        language.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Language, D::Error> {
        String::deserialize(deserializer).map(|tag| Language::negotiate(&tag))
    }
}

impl Payload {
    pub(super) fn seal(&self, services: &Services, id: JobId) -> AppResult<Vec<u8>> {
        let text = serde_json::to_vec(self).map_err(std::io::Error::from)?;
        let scope = services.period(services.now());
        Ok(services.ring.seal_record(&scope, RecordKind::ExportRequest, id.0.as_bytes(), &text)?)
    }

    /// What the requester sees of what was theirs to export then; everything for who is no operator.
    async fn sight(&self, services: &Services) -> AppResult<Sight> {
        match self.requester.id {
            OperatorId(id) if id.is_nil() => Ok(Sight::Everything),
            operator => access::still_of(services, operator, Permission::Export, &self.scopes).await,
        }
    }

    pub(super) fn open(services: &Services, row: &JobRow) -> AppResult<Self> {
        let id = row.id.0.as_bytes();
        let text = services.ring.open_record(&services.corp, RecordKind::ExportRequest, id, &row.payload)?;
        Ok(serde_json::from_slice(&text).map_err(std::io::Error::from)?)
    }
}

/// What came out of an export so far, as the job row keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Outcome {
    pub(super) rows: u64,
    pub(super) sha256: Option<String>,
    /// What became of the messages' files, where the format holds them.
    pub(super) files: Option<FileCounts>,
    pub(super) bytes: Option<u64>,
    /// The file's name in the staging folder, as long as it is there.
    pub(super) file: Option<String>,
    pub(super) downloads: u64,
    /// How many attempts there had been when it was last resumed.
    pub(super) attempts_before: u32,
}

impl Outcome {
    pub(super) fn of(row: &JobRow) -> Self {
        row.result.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    pub(super) fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Changes what is kept of a finished export; changes at once are made one after the other.
pub(super) async fn change_outcome(
    services: &Services,
    id: JobId,
    change: impl FnOnce(&mut Outcome),
) -> AppResult<()> {
    static CHANGING: Mutex<()> = Mutex::const_new(());
    let _changing = CHANGING.lock().await;
    let Some(row) = services.store.job(&services.corp, id).await? else { return Ok(()) };
    let mut outcome = Outcome::of(&row);
    change(&mut outcome);
    Ok(services.store.set_job_result(&services.corp, id, &outcome.to_json()).await?)
}

/// How far a job is, for whoever reports it.
#[derive(Debug, Default)]
pub(crate) struct Progressing {
    rows: AtomicU64,
    candidates: AtomicU64,
    counted: AtomicBool,
}

impl Progressing {
    /// Rows done, and rows to do where that is known.
    pub(crate) fn get(&self) -> (u64, Option<u64>) {
        let total = self.candidates.load(Ordering::Relaxed);
        let total = self.counted.load(Ordering::Acquire).then_some(total);
        (self.rows.load(Ordering::Relaxed), total)
    }

    /// Notes how much is done of how much.
    pub(crate) fn note(&self, done: u64, total: u64) {
        self.rows.store(done, Ordering::Relaxed);
        self.candidates.store(total, Ordering::Relaxed);
        self.counted.store(true, Ordering::Release);
    }

    fn set(&self, progress: Progress) {
        self.rows.store(progress.rows, Ordering::Relaxed);
        if let Some(total) = progress.total() {
            self.candidates.store(total, Ordering::Relaxed);
            self.counted.store(true, Ordering::Release);
        }
    }
}

/// How often a job is begun by itself after a crash before it is given up.
const ATTEMPTS: u32 = 5;

/// How often it is looked whether the requester still has the right.
const LOOK: Duration = Duration::from_millis(500);

/// Makes one attempt at an export and returns what to keep of it. It stops where the requester's right ends.
///
/// # Errors
/// [`ProblemCode::RightEnded`], and whatever else keeps the export from being finished.
pub(crate) async fn run(services: &Services, row: &JobRow, progress: &Progressing) -> AppResult<String> {
    let payload = Payload::open(services, row)?;
    let sight = payload.sight(services).await?;
    tokio::select! {
        written = write(services, row, &payload, &sight, progress) => written,
        error = ended(services, &payload) => Err(error),
    }
}

/// Waits until the requester's right ends.
async fn ended(services: &Services, payload: &Payload) -> AppError {
    loop {
        tokio::time::sleep(LOOK).await;
        match payload.sight(services).await {
            Err(error) if error.code() == ProblemCode::RightEnded => return error,
            Ok(_) => {}
            Err(error) => tracing::warn!(code = error.code().as_str(), "a right could not be looked up"),
        }
    }
}

async fn write(
    services: &Services,
    row: &JobRow,
    payload: &Payload,
    sight: &Sight,
    progress: &Progressing,
) -> AppResult<String> {
    let before = Outcome::of(row).attempts_before;
    if row.attempts.saturating_sub(before) > ATTEMPTS {
        return Err(AppError::Detailed(ProblemCode::Internal, "given up after several crashes".into()));
    }
    // What earlier attempts left behind is of no use.
    staging::remove_all(services, row.id)?;
    let file = staging::file_name(row.id, row.attempts);
    let sink = staging::create(services, row.id, &file)?;
    let requester = &payload.requester;
    let order = Order {
        format: payload.request.format,
        table: payload.request.table,
        search: &payload.request.search,
        sight,
        language: payload.language,
        operator: &format!("{} ({})", requester.display_name, requester.name),
        id: Some(row.id.to_string()),
        created_at: row.created_at,
        snapshot: payload.snapshot,
    };
    let (summary, sink) = produce(services, &order, sink, |state| progress.set(state)).await?;
    let (owned, id, name) = (services.clone(), row.id, file.clone());
    let bytes = tokio::task::spawn_blocking(move || staging::finish(&owned, id, &name, sink)).await??;
    let mut object = serde_json::json!({ "export": row.id, "rows": summary.rows, "sha256": summary.sha256 });
    if let Some(files) = summary.files {
        object["files"] = serde_json::json!(files);
    }
    audit::record(&Ctx::system(), services, "write_export", object, "done").await?;
    let outcome = Outcome {
        rows: summary.rows,
        sha256: Some(summary.sha256),
        files: summary.files,
        bytes: Some(bytes),
        file: Some(file),
        ..Outcome::default()
    };
    Ok(outcome.to_json())
}

/// Removes what an attempt wrote that came to nothing.
pub(crate) fn discard(services: &Services, row: &JobRow) {
    if let Err(error) = staging::remove(services, &staging::file_name(row.id, row.attempts)) {
        tracing::warn!(job = %row.id, %error, "the file of an export could not be removed");
    }
}
