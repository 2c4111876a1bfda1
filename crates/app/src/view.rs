//! What the console and the command line are shown.

mod directory;
mod overview;
mod quarantine;
mod session;

pub use directory::{
    ConversationDays, ConversationHits, ConversationPage, ConversationView, DayCount, Extent, MessagePage,
    PartyName, PartyPage, PartyView, PlaintextView, RoomSeats, SeatView,
};
pub use overview::{
    DiskView, Health, HealthView, IndexView, IngestHealth, IngestView, LossHorizon, MediaFigures,
    MessageFigures, OverviewView, ParkedView, PeopleFigures, ProblemView, ScopeFigures, SpeechFigures,
    StatusView, TrendDay, WaitingView,
};
pub use quarantine::{QuarantineEventView, QuarantineOutcomeView, QuarantineReasonView, QuarantineView};
pub use session::{CorpView, OperatorRef, OperatorView, SessionView};

use huicun_domain::clock::Millis;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{ConversationId, MsgId, PartyId, PartyKind, RoomId, Seq};
use huicun_domain::message::{Action, Content, MessageKind};
use huicun_domain::scope::ConsentState;
use huicun_store::FileRow;
use serde::Serialize;

/// A party as shown beside a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartyRef {
    /// The id.
    pub id: PartyId,
    /// What it is.
    pub kind: PartyKind,
    /// The name, where known.
    pub name: Option<String>,
    /// Whether the member left the corp.
    pub left: bool,
}

/// That a message was recalled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecallView {
    /// When it was recalled.
    pub at: Millis,
    /// Who recalled it.
    pub by: PartyRef,
    /// How long after it was sent, in milliseconds.
    pub after_ms: i64,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileView {
    /// Its number within the message, in the order of reading.
    pub slot: u32,
    /// `waiting`, `saved`, `disputed`, `expired` or `refused`.
    pub state: &'static str,
    /// Its size in bytes, where it is kept.
    pub size: Option<u64>,
    /// Its SHA-256 in hex, where it is kept.
    pub sha256: Option<String>,
    /// What it is, by its content.
    pub media_type: Option<String>,
    /// Whether a browser or an operating system would run what it says.
    pub active: bool,
    /// Until when WeCom keeps it.
    pub deadline: Millis,
    /// The code of why it is not as it should be.
    pub problem: Option<String>,
    /// Pictures made of it.
    pub pictures: Vec<PictureView>,
    /// Its sound, made playable.
    pub sound: Option<SoundView>,
    /// What is said in it, where it is a voice that was put into words.
    pub said: Option<String>,
    /// Where text was drawn from, of those that gave any: `file`, `listing`, `ocr`, `qr`, `speech`.
    pub texts: Vec<String>,
    /// Why something could not be made of it: `tool_missing`, `too_large`, `encrypted`, `damaged`, `over_limit`,
    /// `not_supported`, `macros`, `speech_failed`.
    pub lacks: Vec<String>,
}

/// A picture made of a file. Its address is valid for half an hour and needs no cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PictureView {
    /// `thumbnail`, `preview`, `poster` or `first_page`.
    pub role: String,
    /// Where it is read.
    pub url: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}

/// Sound made playable. Its address is valid for half an hour and needs no cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SoundView {
    /// Where it is read.
    pub url: String,
    /// How long it is, in milliseconds.
    pub duration_ms: u64,
    /// How loud it is along its length, each from 0 to 255.
    pub peaks: Vec<u8>,
}

/// The texts that were drawn from a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileTextsView {
    /// In the order of drawing.
    pub texts: Vec<FileTextView>,
}

/// A text that was drawn from a file.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileTextView {
    /// Where from: `file`, `listing`, `ocr`, `qr`, `speech`.
    pub source: String,
    /// The text.
    pub text: String,
}

impl std::fmt::Debug for FileTextView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FileTextView({}, {} bytes)", self.source, self.text.len())
    }
}

impl From<FileRow> for FileView {
    fn from(row: FileRow) -> Self {
        Self {
            slot: row.slot,
            state: row.state.as_str(),
            size: row.size,
            sha256: row.sha256,
            active: row.media_type.as_deref().is_some_and(crate::media::is_active),
            media_type: row.media_type,
            deadline: row.deadline,
            problem: row.problem,
            pictures: Vec::new(),
            sound: None,
            said: None,
            texts: Vec::new(),
            lacks: Vec::new(),
        }
    }
}

/// A message as shown.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageView {
    /// WeCom's number.
    pub seq: Seq,
    /// WeCom's id.
    pub msgid: MsgId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// What was done.
    pub action: Action,
    /// Who sent it.
    pub sender: PartyRef,
    /// What the sender was called when it was sent, where that is not its name now.
    pub sender_then: Option<String>,
    /// Who received it, at most eight.
    pub recipients: Vec<PartyRef>,
    /// How many received it.
    pub recipient_count: usize,
    /// The room, where it was sent in one.
    pub room: Option<RoomId>,
    /// When it was sent.
    pub sent_at: Millis,
    /// What kind it is.
    pub kind: MessageKind,
    /// What it says.
    pub content: Content,
    /// Its files, in the order of reading; one that was not looked for yet is missing.
    pub files: Vec<FileView>,
    /// Whether somebody outside the corp took part.
    pub external: bool,
    /// That it was recalled later.
    pub recalled: Option<RecallView>,
    /// The message that this one recalls, where it is in the archive.
    pub recalls_seq: Option<Seq>,
    /// When the archive received it.
    pub received_at: Millis,
    /// How it stood with consent when it was sent; unknown for what was stored before that was decided.
    pub consent: Option<ConsentState>,
}

/// A conversation as named beside a hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationRef {
    /// The id.
    pub id: ConversationId,
    /// Room or direct chat.
    pub kind: ConversationKind,
    /// The room's name, or the names of both parties.
    pub title: String,
}
