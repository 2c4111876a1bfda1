//! What the console and the command line are shown.

mod directory;
mod overview;
mod session;

pub use directory::{
    ConversationDays, ConversationHits, ConversationPage, ConversationView, DayCount, MessagePage, PartyPage,
    PartyView, PlaintextView,
};
pub use overview::{
    Health, HealthView, IndexView, IngestHealth, IngestView, LossHorizon, MediaFigures, MessageFigures,
    OverviewView, ParkedView, PeopleFigures, ProblemView, StatusView, TrendDay, WaitingView,
};
pub use session::{CorpView, OperatorRef, OperatorView, SessionView};

use huicun_domain::clock::Millis;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{ConversationId, MsgId, PartyId, PartyKind, RoomId, Seq};
use huicun_domain::message::{Action, Content, MessageKind};
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
    /// Whether somebody outside the corp took part.
    pub external: bool,
    /// That it was recalled later.
    pub recalled: Option<RecallView>,
    /// The message that this one recalls, where it is in the archive.
    pub recalls_seq: Option<Seq>,
    /// When the archive received it.
    pub received_at: Millis,
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
