//! Data scopes (数据范围): which part of the archive a right is over.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::clock::Millis;
use crate::conversation::ConversationKind;
use crate::directory::{DepartmentId, TagId};
use crate::ids::{PartyId, RoomId};
use crate::query::Side;

/// The most that a data scope names of anything.
const MOST: usize = 500;

/// A department, and whether those below it are meant too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentScope {
    /// The department.
    pub department: DepartmentId,
    /// Whether those of departments below it belong too.
    pub children: bool,
}

/// Which part of the archive a right is over; the whole archive where nothing is named.
///
/// A conversation is within it where one of those named takes part in it, and where its kind and its side are the ones
/// asked for. Of its messages those are within that were sent in the period, and, where it is by a department or a tag,
/// while whoever takes part belonged to the department or carried the tag.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DataScope {
    /// Those who belong to one of these departments.
    pub departments: BTreeSet<DepartmentScope>,
    /// These members.
    pub members: BTreeSet<PartyId>,
    /// Those who carry one of these tags, or whose department does.
    pub tags: BTreeSet<TagId>,
    /// These external contacts.
    pub contacts: BTreeSet<PartyId>,
    /// These rooms.
    pub rooms: BTreeSet<RoomId>,
    /// Only rooms, or only direct chats.
    pub kind: Option<ConversationKind>,
    /// Only conversations within the corp, or only those with somebody outside.
    pub side: Option<Side>,
    /// Only what was sent at or after this moment.
    pub from: Option<Millis>,
    /// Only what was sent before this moment.
    pub until: Option<Millis>,
}

impl DataScope {
    /// Tells whether it is the whole archive.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }

    /// Tells whether it names anybody, or any room.
    #[must_use]
    pub fn names_somebody(&self) -> bool {
        !(self.departments.is_empty()
            && self.members.is_empty()
            && self.tags.is_empty()
            && self.contacts.is_empty()
            && self.rooms.is_empty())
    }

    /// Tells whether it can be meant: its period does not end before it begins, and it names no more than can be looked
    /// through.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let counts = [
            self.departments.len(),
            self.members.len(),
            self.tags.len(),
            self.contacts.len(),
            self.rooms.len(),
        ];
        let reversed = self.from.zip(self.until).is_some_and(|(from, until)| until <= from);
        !reversed && counts.iter().all(|count| *count <= MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_named_is_the_whole_archive_and_is_written_short() {
        let whole: DataScope = serde_json::from_str("{}").unwrap();
        assert!(whole.is_whole() && whole.is_sound() && !whole.names_somebody());
        let later = DataScope { from: Some(5), ..DataScope::default() };
        assert!(!later.is_whole() && later.is_sound());
        assert!(!DataScope { until: Some(5), ..later }.is_sound());
        assert!(serde_json::from_str::<DataScope>("{\"everything\": true}").is_err());
        let many = (0..501).map(TagId).collect();
        assert!(!DataScope { tags: many, ..DataScope::default() }.is_sound());
    }
}
