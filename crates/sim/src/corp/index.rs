//! Looking the company up by ids: a corp of fifty thousand members is asked thousands of times for a few of them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::corp::Corp;

/// Where members, contacts and rooms stand in the corp's lists.
#[derive(Debug, Default)]
pub(crate) struct CorpIndex {
    /// Members by their ids in lower case, as WeCom does not tell cases apart.
    pub(crate) members: HashMap<String, usize>,
    /// Members by department, those who left too, in the order of the list.
    pub(crate) in_department: HashMap<u32, Vec<usize>>,
    /// Contacts by their ids.
    pub(crate) contacts: HashMap<Arc<str>, usize>,
    /// Contacts by the members who serve them, in the order of the list.
    pub(crate) served_by: HashMap<usize, Vec<usize>>,
    /// Rooms by their ids.
    pub(crate) rooms: HashMap<Arc<str>, usize>,
}

impl CorpIndex {
    fn of(corp: &Corp) -> Self {
        let mut index = Self::default();
        for (at, member) in corp.members.iter().enumerate() {
            index.members.entry(member.userid.to_ascii_lowercase()).or_insert(at);
            for department in &member.departments {
                index.in_department.entry(*department).or_default().push(at);
            }
        }
        for (at, contact) in corp.contacts.iter().enumerate() {
            index.contacts.entry(contact.external_userid.clone()).or_insert(at);
            for owner in &contact.owners {
                index.served_by.entry(*owner).or_default().push(at);
            }
        }
        for (at, room) in corp.rooms.iter().enumerate() {
            index.rooms.entry(room.roomid.clone()).or_insert(at);
        }
        index
    }
}

/// An index that is made when it is first asked. A copy of a corp is about to be changed and begins without one.
#[derive(Debug, Default)]
pub(crate) struct LazyIndex(OnceLock<CorpIndex>);

impl Clone for LazyIndex {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl LazyIndex {
    /// Gives the index of `corp`.
    pub(crate) fn get(&self, corp: &Corp) -> &CorpIndex {
        self.0.get_or_init(|| CorpIndex::of(corp))
    }
}
