//! Identifiers. Each is a newtype, so that a room id is never passed where a member id is meant.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(String);

        impl $name {
            /// Wraps the text as it came.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// Shows the text as it came.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Tells whether nothing is in it.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    };
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

text_id! {
    /// A corp (企业) as WeCom names it: `ww` and 16 hex digits.
    CorpId
}
text_id! {
    /// A message as WeCom names it; opaque, the key that duplicates are found by.
    MsgId
}
text_id! {
    /// A room (群聊): `wr` and 30 characters.
    RoomId
}
text_id! {
    /// A party (会话参与方): member, external contact or robot, as written in messages.
    PartyId
}
text_id! {
    /// The capability that fetches one file from WeCom. Never shown, logged or exported.
    MediaLocator
}
uuid_id! {
    /// A conversation; see [`crate::conversation::ConversationKey::id`].
    ConversationId
}
uuid_id! {
    /// An operator (操作员), a person who uses the console.
    OperatorId
}
uuid_id! {
    /// A session of an operator.
    SessionId
}
uuid_id! {
    /// A job: work that outlives the request that asked for it.
    JobId
}
uuid_id! {
    /// An audit entry (审计记录).
    AuditId
}
uuid_id! {
    /// A notice (告知): a text with its versions.
    NoticeId
}
uuid_id! {
    /// A question that a member asked.
    QuestionId
}

/// The number WeCom gives to each message of a corp (消息序号), rising and not always contiguous.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Seq(pub i64);

impl Seq {
    /// Takes WeCom's unsigned number; `None` above `i64::MAX`, which only garbage reaches.
    #[must_use]
    pub fn from_wire(value: u64) -> Option<Self> {
        i64::try_from(value).ok().map(Self)
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The place of a message in the order in which this archive unsealed them, from 1, without holes.
///
/// What is derived from messages (index, statistics) remembers the position it has reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Position(pub i64);

impl PartyId {
    /// Tells what the id looks like: WeCom gives external contacts `wm`/`wo` and robots `wb`, 32 characters each.
    ///
    /// A member may be named alike; the directory knows better where it knows the id.
    #[must_use]
    pub fn guess_kind(&self) -> PartyKind {
        let text = self.as_str();
        match text.get(..2) {
            Some("wm" | "wo") if text.len() == 32 => PartyKind::ExternalContact,
            Some("wb") if text.len() == 32 => PartyKind::Robot,
            _ => PartyKind::Member,
        }
    }
}

/// What a party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PartyKind {
    /// A person of the corp (成员).
    Member,
    /// A person outside the corp (外部联系人).
    ExternalContact,
    /// A robot (机器人).
    Robot,
}

impl PartyKind {
    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::ExternalContact => "external_contact",
            Self::Robot => "robot",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Member, Self::ExternalContact, Self::Robot].into_iter().find(|kind| kind.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_may_start_with_wm() {
        assert_eq!(PartyId::from("wmzhang").guess_kind(), PartyKind::Member);
        assert_eq!(
            PartyId::from("wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5").guess_kind(),
            PartyKind::ExternalContact
        );
        assert_eq!(PartyId::from("wbQk7xDQAAHTTu44YhPAOmQe9w4_DyH6").guess_kind(), PartyKind::Robot);
        assert_eq!(PartyId::from("好").guess_kind(), PartyKind::Member);
    }

    #[test]
    fn a_seq_above_i64_is_refused() {
        assert_eq!(Seq::from_wire(u64::MAX), None);
        assert_eq!(Seq::from_wire(7), Some(Seq(7)));
    }
}
