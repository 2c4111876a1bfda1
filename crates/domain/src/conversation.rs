//! Conversations (会话): a room, or an unordered pair of parties.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{ConversationId, CorpId, PartyId, RoomId};

/// What a conversation is identified by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ConversationKey {
    /// A room (群聊).
    Room(RoomId),
    /// A direct chat (单聊), the lesser id first.
    Direct(PartyId, PartyId),
}

/// Whether a conversation is a room or a direct chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConversationKind {
    /// 群聊
    Room,
    /// 单聊
    Direct,
}

impl ConversationKind {
    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Direct => "direct",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "room" => Some(Self::Room),
            "direct" => Some(Self::Direct),
            _ => None,
        }
    }
}

impl ConversationKey {
    /// Names the direct chat of two parties, whoever spoke.
    #[must_use]
    pub fn direct(one: PartyId, other: PartyId) -> Self {
        if one <= other { Self::Direct(one, other) } else { Self::Direct(other, one) }
    }

    /// Tells a room from a direct chat.
    #[must_use]
    pub fn kind(&self) -> ConversationKind {
        match self {
            Self::Room(_) => ConversationKind::Room,
            Self::Direct(..) => ConversationKind::Direct,
        }
    }

    /// Derives the id: a name-based UUID (version 5) over corp and key, so that decoding again gives the same id.
    #[must_use]
    pub fn id(&self, corp: &CorpId) -> ConversationId {
        const SPACE: Uuid = Uuid::from_u128(0x6875_6963_756e_4000_8000_636f_6e76_6572);
        let name = match self {
            Self::Room(room) => format!("{corp}\0room\0{room}"),
            Self::Direct(one, other) => format!("{corp}\0direct\0{one}\0{other}"),
        };
        ConversationId(Uuid::new_v5(&SPACE, name.as_bytes()))
    }
}
