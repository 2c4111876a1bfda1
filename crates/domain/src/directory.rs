//! The directory (通讯录) over time: who belonged where, since when and until when.
//!
//! What is so is kept as facts with spans, so that a question about a moment in the past has an answer, and what is
//! learnt late changes the past and not only the present.

mod history;
mod standing;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use history::History;
pub use standing::{ArchiveStanding, Listing};

use crate::clock::Millis;
use crate::ids::{PartyId, RoomId};

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

number_id! {
    /// A department by WeCom's number; the corp itself is 1.
    DepartmentId
}
number_id! {
    /// A tag on members, by WeCom's number.
    TagId
}

/// Something that is so for a while.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fact {
    /// A member is listed.
    Employed(PartyId),
    /// A member belongs to a department.
    InDepartment(PartyId, DepartmentId),
    /// A member carries a tag.
    Tagged(PartyId, TagId),
    /// A department lies below another.
    Under(DepartmentId, DepartmentId),
    /// A department carries a tag, and so do all who belong to it or to departments below it.
    DepartmentTagged(DepartmentId, TagId),
    /// A member serves an external contact.
    Serves(PartyId, PartyId),
    /// A party sits in a room.
    InRoom(PartyId, RoomId),
}

/// From when on, included, until when, excluded, something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first moment.
    pub from: Millis,
    /// The first moment no more; [`Span::OPEN`] where it goes on.
    pub until: Millis,
}

impl Span {
    /// The end of what goes on.
    pub const OPEN: Millis = Millis::MAX;

    /// What goes on since `from`.
    #[must_use]
    pub fn since(from: Millis) -> Self {
        Self { from, until: Self::OPEN }
    }

    /// Tells whether a moment lies within.
    #[must_use]
    pub fn contains(self, at: Millis) -> bool {
        self.from <= at && at < self.until
    }

    /// Tells whether it goes on.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.until == Self::OPEN
    }
}

/// Which external contacts are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ContactFilter {
    /// Those who did not end the relation with everybody.
    Present,
    /// Those whom nobody serves any more.
    Lost,
    /// Those who said last, to a member or in a room, that they do not agree to being archived.
    Disagreed,
}

/// What an event of WeCom's asks to look at again.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hint {
    /// A member; with the id it has from now on, where that changed.
    Member {
        /// The id so far.
        userid: PartyId,
        /// The new one.
        renamed_to: Option<PartyId>,
    },
    /// The tree of departments.
    Departments,
    /// A tag.
    Tag(TagId),
    /// An external contact.
    ExternalContact(PartyId),
    /// A customer room.
    Room(RoomId),
}
