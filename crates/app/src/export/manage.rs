//! Asking for exports, following them, fetching their files.

use std::io::{self, Read};

use bytes::Bytes;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use huicun_domain::access::{DataScope, Permission, Role};
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::ids::{JobId, OperatorId};
use huicun_store::{JobRow, JobState, NewJob};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::job::{JOB_KIND, Outcome, Payload, Requester, change_outcome};
use super::view::ExportView;
use super::words::say;
use super::{ExportFormat, ExportRequest, bundle, staging};
use crate::access;
use crate::audit;
use crate::ctx::{Actor, Ctx};
use crate::error::AppResult;
use crate::jobs;
use crate::search::{Plan, SearchRequest};
use crate::services::Services;
use crate::view::OperatorRef;

/// How many exports are listed.
const LISTED: usize = 200;
/// How many bytes of a file go out at a time.
const CHUNK: usize = 64 << 10;

/// Asks for an export. A worker takes it from here.
///
/// # Errors
/// Problems of the query, [`ProblemCode::FontsMissing`], [`ProblemCode::Forbidden`].
pub async fn create(ctx: &Ctx, services: &Services, request: ExportRequest) -> AppResult<ExportView> {
    let sight = access::sight(ctx, services, Permission::Export).await?;
    // Pages are nothing to an export.
    let search = SearchRequest { after: None, kinds_count: false, context: false, ..request.search };
    let request = ExportRequest { search, ..request };
    // What cannot be understood is refused now rather than by the worker.
    Plan::new(services, &sight, &request.search).await?.must_ask(&request.search.filters)?;
    bundle::must_be_able(services, request.format).await?;
    let id = JobId(Uuid::now_v7());
    let mut object = audit_object(services, &request)?;
    object["export"] = serde_json::json!(id);
    let admission = audit::admit(ctx, services, "create_export", object).await?;
    let payload = Payload {
        language: language(ctx, services).await?,
        snapshot: services.store.last_position(&services.corp).await?,
        requester: requester(ctx),
        scopes: scopes(ctx),
        request,
    };
    let new = NewJob {
        id,
        kind: JOB_KIND.to_owned(),
        payload: payload.seal(services, id)?,
        created_by: ctx.operator(),
        created_at: services.now(),
    };
    services.store.enqueue_job(&services.corp, &new).await?;
    admission.finish(services, "queued", 0).await?;
    jobs::wake();
    get(ctx, services, id).await
}

/// Lists exports, the newest first: one's own, or everybody's for who owns the archive.
///
/// # Errors
/// [`ProblemCode::Forbidden`].
pub async fn list(ctx: &Ctx, services: &Services) -> AppResult<Vec<ExportView>> {
    ctx.authorize(Permission::Export)?;
    let rows = services.store.jobs(&services.corp, JOB_KIND, LISTED).await?;
    let shown = rows.into_iter().filter(|row| may_see(ctx, row));
    Ok(shown
        .filter_map(|row| {
            let payload = Payload::open(services, &row).inspect_err(
                |error| tracing::error!(job = %row.id, %error, "an export's request does not open"),
            );
            payload.ok().map(|payload| view(services, &row, payload))
        })
        .collect())
}

/// Shows an export.
///
/// # Errors
/// [`ProblemCode::NotFound`], also for an export of somebody else; [`ProblemCode::Forbidden`].
pub async fn get(ctx: &Ctx, services: &Services, id: JobId) -> AppResult<ExportView> {
    let row = find(ctx, services, id).await?;
    let payload = Payload::open(services, &row)?;
    Ok(view(services, &row, payload))
}

/// Cancels an export that waits or runs; what was written of it is removed.
///
/// # Errors
/// [`ProblemCode::Conflict`] for one that ended already, else as [`get`].
pub async fn cancel(ctx: &Ctx, services: &Services, id: JobId) -> AppResult<ExportView> {
    let from = [JobState::Queued, JobState::Running];
    change(ctx, services, id, "cancel_export", &from, JobState::Cancelled).await
}

/// Queues an export again that was cancelled or failed; it begins anew and gives the same rows.
///
/// # Errors
/// [`ProblemCode::Conflict`] for one in any other state, else as [`get`].
pub async fn resume(ctx: &Ctx, services: &Services, id: JobId) -> AppResult<ExportView> {
    let row = find(ctx, services, id).await?;
    let from = [JobState::Cancelled, JobState::Failed];
    if from.contains(&row.state) {
        let outcome = Outcome { attempts_before: row.attempts, ..Outcome::default() };
        services.store.set_job_result(&services.corp, id, &outcome.to_json()).await?;
    }
    let view = change(ctx, services, id, "resume_export", &from, JobState::Queued).await?;
    jobs::wake();
    Ok(view)
}

async fn change(
    ctx: &Ctx,
    services: &Services,
    id: JobId,
    action: &str,
    from: &[JobState],
    to: JobState,
) -> AppResult<ExportView> {
    find(ctx, services, id).await?;
    let object = serde_json::json!({ "export": id });
    let admission = audit::admit(ctx, services, action, object).await?;
    let moved = services.store.move_job(&services.corp, id, from, to, services.now()).await?;
    admission.finish(services, if moved { "done" } else { "conflict" }, u64::from(moved)).await?;
    if moved { get(ctx, services, id).await } else { Err(ProblemCode::Conflict.into()) }
}

/// Removes an export and its file. Messages are not touched.
///
/// # Errors
/// As [`get`].
pub async fn delete(ctx: &Ctx, services: &Services, id: JobId) -> AppResult<()> {
    find(ctx, services, id).await?;
    let object = serde_json::json!({ "export": id });
    let admission = audit::admit(ctx, services, "delete_export", object).await?;
    // A worker that has it notices that it is gone, and removes what it writes.
    services.store.delete_job(&services.corp, id).await?;
    staging::remove_all(services, id)?;
    admission.finish(services, "done", 1).await
}

/// A file on its way out.
pub struct ExportFile {
    /// What it is called when it is saved.
    pub file_name: String,
    /// Its format.
    pub format: ExportFormat,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its content, unsealed as it is read.
    pub stream: BoxStream<'static, io::Result<Bytes>>,
}

/// Opens an export's file for one download, which is on record before a byte of it leaves.
///
/// # Errors
/// [`ProblemCode::ExportNotReady`], [`ProblemCode::ExportGone`], [`ProblemCode::RightEnded`] where it holds more than
/// whoever asks may take away now, else as [`get`].
pub async fn open_file(ctx: &Ctx, services: &Services, id: JobId) -> AppResult<ExportFile> {
    let row = find(ctx, services, id).await?;
    if row.state != JobState::Done {
        return Err(ProblemCode::ExportNotReady.into());
    }
    let outcome = Outcome::of(&row);
    let staged = outcome.file.clone().ok_or(ProblemCode::ExportGone)?;
    let payload = Payload::open(services, &row)?;
    if ctx.operator().is_some() && !access::covers(&scopes(ctx), &payload.scopes) {
        return Err(ProblemCode::RightEnded.into());
    }
    let object = serde_json::json!({ "export": id, "rows": outcome.rows, "sha256": outcome.sha256 });
    let admission = audit::admit(ctx, services, "download_export", object).await?;
    let owned = services.clone();
    let opened = tokio::task::spawn_blocking(move || staging::open(&owned, id, &staged)).await?;
    let reader = match opened {
        Ok(reader) => reader,
        Err(error) => {
            admission.finish(services, "not_opened", 0).await?;
            let gone = error.kind() == io::ErrorKind::NotFound;
            return Err(if gone { ProblemCode::ExportGone.into() } else { error.into() });
        }
    };
    change_outcome(services, id, |outcome| outcome.downloads += 1).await?;
    admission.finish(services, "answered", outcome.rows).await?;
    Ok(ExportFile {
        file_name: saved_name(services, &row, &payload),
        format: payload.request.format,
        bytes: reader.text_len(),
        stream: chunks(reader),
    })
}

/// Reads away from the threads that answer requests, no further ahead than the receiver takes.
fn chunks(mut reader: impl Read + Send + 'static) -> BoxStream<'static, io::Result<Bytes>> {
    let (sender, receiver) = mpsc::channel(2);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut chunk = vec![0; CHUNK];
            let sent = match reader.read(&mut chunk) {
                Ok(0) => return,
                Ok(length) => {
                    chunk.truncate(length);
                    sender.blocking_send(Ok(Bytes::from(chunk)))
                }
                Err(error) => {
                    let _ = sender.blocking_send(Err(error));
                    return;
                }
            };
            if sent.is_err() {
                return;
            }
        }
    });
    stream::unfold(receiver, |mut receiver| async { receiver.recv().await.map(|chunk| (chunk, receiver)) })
        .boxed()
}

async fn find(ctx: &Ctx, services: &Services, id: JobId) -> AppResult<JobRow> {
    ctx.authorize(Permission::Export)?;
    let row = services.store.job(&services.corp, id).await?;
    let row = row.filter(|row| row.kind == JOB_KIND && may_see(ctx, row));
    Ok(row.ok_or(ProblemCode::NotFound)?)
}

fn may_see(ctx: &Ctx, row: &JobRow) -> bool {
    match &ctx.actor {
        Actor::Operator { id, .. } => ctx.has(Role::Owner) || row.created_by == Some(*id),
        Actor::Member { .. } => false,
        Actor::CommandLine | Actor::System => true,
    }
}

fn view(services: &Services, row: &JobRow, payload: Payload) -> ExportView {
    let outcome = Outcome::of(row);
    let gone = row.state == JobState::Done && outcome.file.is_none();
    let gone = gone.then(|| ProblemCode::ExportGone.as_str().to_owned());
    let Requester { id, name, display_name } = payload.requester.clone();
    ExportView {
        id: row.id,
        format: payload.request.format,
        state: row.state.into(),
        rows_done: if row.state == JobState::Done { outcome.rows } else { row.done },
        rows_total: if row.state == JobState::Done { Some(outcome.rows) } else { row.total },
        bytes: outcome.bytes.filter(|_| outcome.file.is_some()),
        files: outcome.files,
        created_at: row.created_at,
        finished_at: row.finished_at,
        operator: OperatorRef { id, name, display_name },
        sha256: outcome.sha256,
        downloads: outcome.downloads,
        problem: row.problem.clone().or(gone),
        file_name: saved_name(services, row, &payload),
        search: payload.request.search,
    }
}

/// Names the file for saving: it says when, which, and that CSV is a display copy. Nothing of it comes from messages.
fn saved_name(services: &Services, row: &JobRow, payload: &Payload) -> String {
    let at: String = super::time::moment(row.created_at, &services.zone)
        .chars()
        .filter_map(|c| match c {
            '-' | ':' => None,
            ' ' => Some('-'),
            c => Some(c),
        })
        .collect();
    // The end of a time-ordered id is what tells two of one moment apart.
    let id = row.id.0.simple().to_string();
    let id = &id[id.len() - 8..];
    let title = say(payload.language, "会存导出", "huicun-export");
    match payload.request.format {
        ExportFormat::Csv => {
            let copy = say(payload.language, "展示副本", "display-copy");
            format!("{title}_{at}_{id}_{copy}.csv")
        }
        ExportFormat::Xlsx => format!("{title}_{at}_{id}.xlsx"),
        ExportFormat::Zip => format!("{title}_{at}_{id}.zip"),
        ExportFormat::Pdf => format!("{title}_{at}_{id}_pdf.zip"),
    }
}

/// The language that the operator's account is set to.
async fn language(ctx: &Ctx, services: &Services) -> AppResult<Language> {
    let Some(id) = ctx.operator() else { return Ok(Language::default()) };
    let operator = services.store.operator(id).await?;
    Ok(Language::negotiate(operator.as_ref().map_or("", |operator| operator.locale.as_str())))
}

/// Over which parts of the archive exports of the actor are.
fn scopes(ctx: &Ctx) -> Vec<DataScope> {
    match &ctx.actor {
        Actor::Operator { rights, .. } => rights.scopes(Permission::Export),
        Actor::Member { .. } | Actor::CommandLine | Actor::System => vec![DataScope::default()],
    }
}

fn requester(ctx: &Ctx) -> Requester {
    match &ctx.actor {
        Actor::Operator { id, name, display_name, .. } => {
            Requester { id: *id, name: name.clone(), display_name: display_name.clone() }
        }
        Actor::Member { .. } | Actor::CommandLine | Actor::System => {
            let name = actor_name(ctx);
            Requester { id: OperatorId(Uuid::nil()), name: name.clone(), display_name: name }
        }
    }
}

/// Names who asks, for the cover.
pub(crate) fn actor_name(ctx: &Ctx) -> String {
    match &ctx.actor {
        Actor::Operator { name, display_name, .. } => format!("{display_name} ({name})"),
        Actor::Member { id } => id.as_str().to_owned(),
        Actor::CommandLine => "cli".to_owned(),
        Actor::System => "system".to_owned(),
    }
}

/// What the audit keeps of a request: the filters, and a keyed fingerprint in place of the text, as of a search.
pub(super) fn audit_object(services: &Services, request: &ExportRequest) -> AppResult<serde_json::Value> {
    let search = &request.search;
    let fingerprint = services.ring.fingerprint("audit query", search.q.as_bytes())?;
    let hex: String = fingerprint.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(serde_json::json!({
        "format": request.format,
        "table": request.table,
        "query_fingerprint": hex,
        "query_chars": search.q.chars().count(),
        "fold": search.fold,
        "filters": search.filters,
        "order": search.order,
    }))
}
