//! Figures about the archive, without content.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Seq};
use serde::Serialize;

use crate::disk::Room;
use crate::search::KindCount;

/// How many messages there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageFigures {
    /// All of them.
    pub total: u64,
    /// Sent since midnight in the archive's time zone.
    pub today: u64,
    /// Sent on the day before.
    pub yesterday: u64,
}

/// Who is in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeopleFigures {
    /// Members that took part in an archived conversation.
    pub archived: u64,
    /// Members known.
    pub members: u64,
    /// External contacts known.
    pub external_contacts: u64,
    /// Rooms known.
    pub rooms: u64,
    /// Conversations.
    pub conversations: u64,
}

/// How ingest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum IngestHealth {
    /// Pages are full: it catches up.
    Ok,
    /// Everything that WeCom has was pulled.
    Idle,
    /// The last pull failed; it goes on trying.
    Failing,
    /// No ingest runs.
    Stopped,
}

/// What is wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProblemView {
    /// The stable word.
    pub code: String,
    /// What is wrong.
    pub title: String,
    /// What WeCom or the system said about it.
    pub detail: String,
    /// What to do.
    pub fix: String,
    /// Since when.
    pub since: Millis,
}

/// What ingest is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IngestView {
    /// How it is.
    pub state: IngestHealth,
    /// When a page was last pulled.
    pub last_pull_at: Option<Millis>,
    /// How many messages that page had.
    pub last_pull_messages: u64,
    /// The number of the last message that was pulled.
    pub cursor: Seq,
    /// What is wrong.
    pub problem: Option<ProblemView>,
}

/// Whether those in scope are archived.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeFigures {
    /// When scope and seats were last compared; absent before the first time.
    pub at: Option<Millis>,
    /// Whether any rule had been saved: before that nobody is missed.
    pub ruled: bool,
    /// How many members are in scope.
    pub archived: u64,
    /// How many of them are not archived.
    pub missing: u64,
    /// How many are archived and should not be.
    pub surplus: u64,
    /// That somebody has to act, where members are not archived for another reason than their own consent.
    pub alarm: Option<ProblemView>,
    /// Why they could not be compared since, where that is so.
    pub failing: Option<ProblemView>,
}

/// How long is left until WeCom forgets what was not pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LossHorizon {
    /// Seconds until text is lost if nothing more is pulled; `null` before the archive first caught up.
    pub text_seconds: Option<i64>,
    /// Seconds until the first file that waits is lost; `null` while none waits.
    pub media_seconds: Option<i64>,
    /// The mark that text has passed, of 96, 72, 48, 24 and 12 hours left; `null` while more is left.
    pub text_alarm_hours: Option<i64>,
    /// The mark that the first file that waits has passed.
    pub media_alarm_hours: Option<i64>,
    /// For how many seconds WeCom keeps text and files.
    pub window_seconds: i64,
}

/// The disk that everything lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DiskView {
    /// All of it, in bytes.
    pub size: u64,
    /// What may still be filled, in bytes.
    pub free: u64,
    /// What there is room for.
    pub room: Room,
}

/// How far the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IndexView {
    /// How many messages the index has.
    pub indexed: u64,
    /// How many it has not reached; they are found by scanning.
    pub lag_messages: u64,
    /// How long the oldest of those has been waiting, in milliseconds.
    pub lag_ms: i64,
}

/// Messages that wait for one private key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParkedView {
    /// The version of the key.
    pub key_version: u32,
    /// How many messages.
    pub count: u64,
}

/// What waits, and what failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingView {
    /// Messages received and not unsealed yet.
    pub unsealing: u64,
    /// Messages whose private key is missing, by its version.
    pub parked: Vec<ParkedView>,
    /// Messages that cannot be read; kept as they came.
    pub poison: u64,
    /// Messages in quarantine.
    pub quarantined: u64,
    /// Stretches of numbers that WeCom jumped over and may still deliver.
    pub gaps_open: u64,
}

/// The files of messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MediaFigures {
    /// Files to be fetched, or on their way.
    pub waiting: u64,
    /// Files that are kept.
    pub saved: u64,
    /// Files that are kept and are not what was announced.
    pub disputed: u64,
    /// Files that WeCom had no more when they were asked for.
    pub expired: u64,
    /// Files that WeCom does not hand out.
    pub refused: u64,
    /// Files that are kept and were not looked into yet: they have no preview, and their text is not searchable.
    pub unmade: u64,
    /// How it stands with putting voices into words; `null` where nobody is asked to, or in another process.
    pub speech: Option<SpeechFigures>,
    /// Until when WeCom keeps the first of those that wait.
    pub first_deadline: Option<Millis>,
    /// The code of what keeps files from being fetched in this process.
    pub problem: Option<String>,
}

/// How it stands with putting voices into words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SpeechFigures {
    /// Voices that were not put into words yet: what is said in them is not searchable.
    pub waiting: u64,
    /// The code of what keeps them from it.
    pub problem: Option<String>,
}

/// The messages of one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrendDay {
    /// The civil day in the archive's time zone, `2026-08-01`.
    pub day: String,
    /// Among members.
    pub internal: u64,
    /// With somebody outside the corp.
    pub external: u64,
}

/// The archive at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OverviewView {
    /// When these figures held.
    pub as_of: Millis,
    /// How many messages there are.
    pub messages: MessageFigures,
    /// Who is in the archive.
    pub people: PeopleFigures,
    /// Whether those in scope are archived; `null` where that was not looked at.
    pub scope: Option<ScopeFigures>,
    /// What ingest is doing.
    pub ingest: IngestView,
    /// How long is left until something is lost.
    pub loss_horizon: LossHorizon,
    /// How far the index is.
    pub index: IndexView,
    /// What waits, and what failed.
    pub waiting: WaitingView,
    /// The files of messages.
    pub media: MediaFigures,
    /// The disk that everything lies on; `null` where the system does not tell.
    pub disk: Option<DiskView>,
    /// The last thirty days, ascending, days without messages included.
    pub trend: Vec<TrendDay>,
    /// The messages by kind, the most frequent first.
    pub kinds: Vec<KindCount>,
}

/// The archive's state in numbers, for programs: `huicun status --json` and `GET /status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatusView {
    /// When these figures held.
    pub as_of: Millis,
    /// The version of the archive's program.
    pub version: String,
    /// Whose archive it is.
    pub corp: CorpId,
    /// Messages received from WeCom, each counted once.
    pub received: u64,
    /// Messages unsealed and decoded.
    pub readable: u64,
    /// Messages received and not unsealed yet.
    pub unsealing: u64,
    /// Messages whose private key is missing.
    pub parked: u64,
    /// The same by the key's version.
    pub parked_by_key: Vec<ParkedView>,
    /// Messages that cannot be read; kept as they came.
    pub poison: u64,
    /// Messages in quarantine: received, and without the right to be archived.
    pub quarantined: u64,
    /// Messages that were destroyed in quarantine.
    pub destroyed: u64,
    /// Items of pages that could not be parsed; kept as they came.
    pub broken: u64,
    /// Messages that WeCom delivered again and that were kept once.
    pub duplicates: u64,
    /// Stretches of numbers that WeCom jumped over and may still deliver.
    pub gaps: u64,
    /// The number of the last message that was pulled.
    pub cursor: Seq,
    /// How far the index is.
    pub index: IndexView,
    /// How ingest is in this process; `stopped` beside a running server.
    pub ingest: IngestHealth,
    /// When this process last pulled a page.
    pub last_pull_at: Option<Millis>,
    /// The code of what is wrong with ingest.
    pub problem: Option<String>,
    /// The files of messages.
    pub media: MediaFigures,
    /// How long is left until something is lost.
    pub loss_horizon: LossHorizon,
    /// The disk that everything lies on; `null` where the system does not tell.
    pub disk: Option<DiskView>,
}

/// Whether the archive works, for whoever watches over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Health {
    /// It answers, and nothing known is wrong.
    Ok,
    /// It answers, and ingest or the database has a problem.
    Degraded,
}

/// The answer to a question after health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HealthView {
    /// Whether it works.
    pub status: Health,
}
