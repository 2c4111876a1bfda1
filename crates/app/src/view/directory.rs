//! Parties and conversations in lists.

use huicun_domain::clock::Millis;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{ConversationId, PartyId, PartyKind, Seq};
use huicun_domain::message::MessageKind;
use serde::Serialize;

use super::{ConversationRef, MessageView, PartyRef};

/// A party in the directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartyView {
    /// The id.
    pub id: PartyId,
    /// What it is.
    pub kind: PartyKind,
    /// The name, where known.
    pub name: Option<String>,
    /// A member's department, or an external contact's company.
    pub detail: Option<String>,
    /// Whether the member left the corp.
    pub left: bool,
    /// In how many conversations it took part.
    pub conversations: u64,
    /// How many messages it sent.
    pub messages: u64,
    /// When it last sent one.
    pub last_at: Option<Millis>,
    /// The names it had, the first one first; empty in lists.
    pub names: Vec<PartyName>,
    /// What all its conversations hold together; absent in lists, and where it has none.
    pub extent: Option<Extent>,
}

/// A name that a party had.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartyName {
    /// Since when, as far as the archive saw it.
    pub from: Millis,
    /// The name.
    pub name: String,
}

/// How much there is to read of a party, in all conversations that it took part in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Extent {
    /// How many messages, whoever sent them.
    pub message_count: u64,
    /// When the first was sent.
    pub first_at: Millis,
    /// When the last was sent.
    pub last_at: Millis,
}

/// One page of parties.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartyPage {
    /// The parties.
    pub items: Vec<PartyView>,
    /// Where the next page continues.
    pub next: Option<String>,
    /// How many there are in all pages.
    pub total: u64,
}

/// A conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationView {
    /// The id.
    pub id: ConversationId,
    /// Room or direct chat.
    pub kind: ConversationKind,
    /// The room's name, or the names of both parties.
    pub title: String,
    /// Who took part: at most eight in lists, everybody in a single conversation.
    pub parties: Vec<PartyRef>,
    /// How many took part.
    pub party_count: u64,
    /// Whether somebody outside the corp took part.
    pub external: bool,
    /// How many messages it holds.
    pub message_count: u64,
    /// When the first was sent.
    pub first_at: Millis,
    /// When the last was sent.
    pub last_at: Millis,
    /// What kind the last is, where it can be read.
    pub last_kind: Option<MessageKind>,
    /// The beginning of the last one's text; empty for kinds without any.
    pub last_preview: String,
    /// Whether the operator who asks has pinned it.
    pub pinned: bool,
    /// Whether the operator who asks has not read its last message.
    pub unread: bool,
}

/// One page of conversations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationPage {
    /// The conversations, the last active first.
    pub items: Vec<ConversationView>,
    /// Where the next page continues.
    pub next: Option<String>,
    /// How many there are in all pages.
    pub total: u64,
}

/// How many messages a conversation has on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayCount {
    /// The civil day in the archive's time zone, `2026-08-01`.
    pub day: String,
    /// How many messages.
    pub count: u64,
}

/// The days on which a conversation has messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationDays {
    /// The days, ascending; days without messages are left out.
    pub days: Vec<DayCount>,
}

/// Who sat in a room, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeatView {
    /// Who.
    pub party: PartyRef,
    /// Since when; absent where that is not known.
    pub from: Option<Millis>,
    /// Until when; absent for those who sit there still.
    pub until: Option<Millis>,
}

/// Who came into a room or left it within a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomSeats {
    /// Their stays, the earliest first; none for a direct chat.
    pub seats: Vec<SeatView>,
    /// Whether these are all; otherwise the latest thousand.
    pub complete: bool,
}

/// A stretch of a conversation, or of all conversations of a party.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessagePage {
    /// The messages, the oldest first.
    pub items: Vec<MessageView>,
    /// The conversations that the messages belong to, where they may belong to several.
    pub conversations: Vec<ConversationRef>,
    /// Where older messages continue; `null` at the beginning.
    pub before: Option<String>,
    /// Where newer messages continue; `null` at the end.
    pub after: Option<String>,
    /// The message asked for, or the first at the moment asked for.
    pub focus: Option<Seq>,
}

/// Where a conversation contains what was searched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationHits {
    /// How many messages contain it; exact.
    pub total: u64,
    /// Their numbers, the oldest first, at most 10,000.
    pub seqs: Vec<Seq>,
}

/// The exact plaintext of a message, as WeCom's library decrypted it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaintextView {
    /// The text; bytes that are not UTF-8 appear as U+FFFD.
    pub plaintext: String,
}

impl std::fmt::Debug for PlaintextView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PlaintextView({} bytes)", self.plaintext.len())
    }
}
