//! Messages (消息) as the archive understands them, independent of WeCom's field names.

mod content;
mod files;
mod kind;
mod text;

pub use content::{Article, Content, DocumentShare, MediaRef, Question, Quote, RecordItem, ScreenShare};
pub use files::{FileRef, files, number_files};
pub use kind::MessageKind;
pub use text::search_texts;

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::conversation::ConversationKey;
use crate::ids::{MsgId, PartyId, PartyKind, RoomId};

/// What was done: `send`, `recall` or `switch` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Action {
    /// A message was sent.
    Send,
    /// A message was recalled; the original stays.
    Recall,
    /// A member switched between corps.
    Switch,
}

/// One decoded message.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// The key that duplicates are found by.
    pub msgid: MsgId,
    /// What was done.
    pub action: Action,
    /// Who sent it.
    pub sender: PartyId,
    /// Who received it at that time; exactly one in a direct chat, as a rule.
    pub recipients: Vec<PartyId>,
    /// The room, where it was sent in one.
    pub room: Option<RoomId>,
    /// When it was sent, in milliseconds since 1970.
    pub sent_at: Millis,
    /// What kind it is.
    pub kind: MessageKind,
    /// What it says.
    pub content: Content,
}

impl Message {
    /// Names the conversation that the message belongs to.
    #[must_use]
    pub fn conversation_key(&self) -> ConversationKey {
        match &self.room {
            Some(room) => ConversationKey::Room(room.clone()),
            None => {
                let other = self.recipients.first().unwrap_or(&self.sender);
                ConversationKey::direct(self.sender.clone(), other.clone())
            }
        }
    }

    /// Lists everybody who took part, the sender first, each once.
    #[must_use]
    pub fn participants(&self) -> Vec<&PartyId> {
        let all = std::iter::once(&self.sender).chain(&self.recipients);
        let mut seen = HashSet::with_capacity(1 + self.recipients.len());
        all.filter(|party| seen.insert(*party)).collect()
    }

    /// Tells whether somebody outside the corp took part, by the msgid's suffix or the look of an id.
    #[must_use]
    pub fn is_external(&self) -> bool {
        let suffix = self.msgid.as_str();
        suffix.ends_with("_external")
            || suffix.ends_with("_updown_stream")
            || std::iter::once(&self.sender)
                .chain(&self.recipients)
                .any(|party| party.guess_kind() == PartyKind::ExternalContact)
    }
}

#[cfg(test)]
mod tests;
