//! Files as they are listed and read.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{MsgId, Seq};
use huicun_domain::message::MessageKind;
use huicun_store::{FilePlace, FileRow, FileState};

use super::file::OpenFile;
use super::state::Speech;
use crate::access::{self, Sight};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::view::{MediaFigures, SpeechFigures};

/// How many files are listed at a time.
const PAGE: usize = 1_000;

/// A file in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFile {
    /// The message's id.
    pub msgid: MsgId,
    /// The message's number.
    pub seq: Seq,
    /// The file's number within the message.
    pub slot: u32,
    /// The kind of the piece that carries it.
    pub kind: MessageKind,
    /// What became of it.
    pub state: FileState,
    /// Its size in bytes: what was fetched, or what was announced.
    pub size: Option<u64>,
    /// Its SHA-256 in hex.
    pub sha256: Option<String>,
    /// What it is, by its content.
    pub media_type: Option<String>,
    /// Until when WeCom keeps it.
    pub deadline: Millis,
    /// How often fetching it failed.
    pub attempts: u32,
    /// Why it is not as it should be.
    pub problem: Option<String>,
}

/// Counts files by their states.
pub(crate) async fn figures(services: &Services) -> AppResult<MediaFigures> {
    let counters = services.store.media_counters(&services.corp).await?;
    Ok(MediaFigures {
        waiting: counters.waiting,
        saved: counters.saved,
        disputed: counters.disputed,
        expired: counters.expired,
        refused: counters.refused,
        unmade: services.store.underived_count(&services.corp, super::derive::VERSION).await?,
        speech: speech(services).await?,
        first_deadline: counters.first_deadline,
        problem: services.media.problem().map(|code| code.as_str().to_owned()),
    })
}

/// Tells how it stands with putting voices into words, where somebody is asked to.
async fn speech(services: &Services) -> AppResult<Option<SpeechFigures>> {
    let problem = match services.media.speech() {
        Speech::Off => return Ok(None),
        Speech::Works => None,
        Speech::Failed(code) => Some(code.as_str().to_owned()),
    };
    Ok(Some(SpeechFigures { waiting: services.store.unheard_count(&services.corp).await?, problem }))
}

/// Lists files behind a place, in the order of their messages' numbers; of one state where asked. The second value is
/// where to go on.
///
/// # Errors
/// [`ProblemCode::Forbidden`], the store's failures.
pub async fn list(
    ctx: &Ctx,
    services: &Services,
    state: Option<FileState>,
    after: Option<FilePlace>,
) -> AppResult<(Vec<ListedFile>, Option<FilePlace>)> {
    ctx.authorize(Permission::ViewStatus)?;
    let rows = services.store.list_files(&services.corp, state, after, PAGE).await?;
    let next = rows.last().filter(|_| rows.len() == PAGE).map(FileRow::place);
    let seqs: Vec<Seq> = rows.iter().map(|row| row.seq).collect();
    let quarantined = services.store.quarantined_among(&services.corp, &seqs).await?;
    let msgids = services.store.msgids_of(&services.corp, &seqs).await?;
    let listed = |row: FileRow| ListedFile {
        msgid: msgids.get(&row.seq).cloned().unwrap_or_else(|| MsgId::new(String::new())),
        seq: row.seq,
        slot: row.slot,
        kind: row.kind,
        state: row.state,
        size: row.size.or(Some(row.expected_size).filter(|size| *size > 0)),
        sha256: row.sha256,
        media_type: row.media_type,
        deadline: row.deadline,
        attempts: row.attempts,
        problem: row.problem,
    };
    let archived = rows.into_iter().filter(|row| !quarantined.contains(&row.seq));
    Ok((archived.map(listed).collect(), next))
}

/// Finds a file of a message that is archived: those of messages in quarantine are nobody's to see.
pub(super) async fn find(services: &Services, place: FilePlace) -> AppResult<FileRow> {
    let file = services.store.file_at(&services.corp, place).await?.ok_or(ProblemCode::NotFound)?;
    let quarantined = services.store.quarantined_among(&services.corp, &[place.seq]).await?;
    if quarantined.is_empty() { Ok(file) } else { Err(ProblemCode::NotFound.into()) }
}

/// Finds a file of a message that is seen.
pub(super) async fn seen(services: &Services, sight: &Sight, place: FilePlace) -> AppResult<FileRow> {
    if sight.sees(place.seq) { find(services, place).await } else { Err(ProblemCode::NotFound.into()) }
}

/// Opens a file that is kept.
///
/// # Errors
/// [`ProblemCode::NotFound`] where there is no such file, [`ProblemCode::FileNotKept`] where it is not here,
/// [`ProblemCode::FileDamaged`] where what is here is not what was kept, [`ProblemCode::Forbidden`].
pub async fn open(ctx: &Ctx, services: &Services, place: FilePlace) -> AppResult<OpenFile> {
    let sight = access::sight(ctx, services, Permission::PlayMedia).await?;
    let file = seen(services, &sight, place).await?;
    let object = serde_json::json!({ "seq": place.seq, "slot": place.slot });
    let admission = audit::admit(ctx, services, "open_file", object).await?;
    let opened = OpenFile::of(services, file).await;
    let outcome = opened.as_ref().map_or_else(|error| error.code().as_str(), |_| "answered");
    admission.finish(services, outcome, u64::from(opened.is_ok())).await?;
    opened
}
