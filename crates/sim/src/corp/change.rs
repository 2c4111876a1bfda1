//! What happens to the directory while the corp lives: people join, move, are renamed, leave; departments move, tags and
//! seats in rooms change hands, customers leave.

use serde::{Deserialize, Serialize};

use crate::corp::index::LazyIndex;
use crate::corp::{Corp, Department, Member, MemberStatus, Seat};

/// One change of the directory, kept with the state and replayed at the next start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
pub enum CorpChange {
    /// A new member joins a department.
    CreateUser {
        /// The new id.
        userid: String,
        /// The name.
        name: String,
        /// The department.
        department: u32,
    },
    /// A member gets a new id, a new name or other departments.
    UpdateUser {
        /// The id so far.
        userid: String,
        /// The new id, if it changes.
        #[serde(default)]
        new_userid: Option<String>,
        /// The new name, if it changes.
        #[serde(default)]
        name: Option<String>,
        /// The departments, if they change.
        #[serde(default)]
        departments: Option<Vec<u32>>,
    },
    /// A member leaves.
    DeleteUser {
        /// The id.
        userid: String,
    },
    /// A department is made.
    CreateDepartment {
        /// The new department's id.
        department: u32,
        /// Its name.
        name: String,
        /// The one above it.
        parent: u32,
    },
    /// A department in which nobody is left is deleted.
    DeleteDepartment {
        /// The department.
        department: u32,
    },
    /// A department is put below another.
    MoveDepartment {
        /// The department.
        department: u32,
        /// The one above it from now on.
        parent: u32,
    },
    /// Members get a tag, others lose it.
    UpdateTag {
        /// The tag.
        tag: u32,
        /// Who gets it.
        #[serde(default)]
        add: Vec<String>,
        /// Who loses it.
        #[serde(default)]
        remove: Vec<String>,
    },
    /// A customer deletes all who serve it.
    LoseContact {
        /// The customer.
        external_userid: String,
    },
    /// Somebody enters a customer room or leaves it.
    ChangeRoom {
        /// The room.
        roomid: String,
        /// A member or an external contact.
        party: String,
        /// Whether it is there afterwards.
        is_in: bool,
    },
}

impl CorpChange {
    /// Gives WeCom's names for the event and the change.
    #[must_use]
    pub fn event(&self) -> (&'static str, &'static str) {
        match self {
            CorpChange::CreateUser { .. } => ("change_contact", "create_user"),
            CorpChange::UpdateUser { .. } => ("change_contact", "update_user"),
            CorpChange::DeleteUser { .. } => ("change_contact", "delete_user"),
            CorpChange::CreateDepartment { .. } => ("change_contact", "create_party"),
            CorpChange::DeleteDepartment { .. } => ("change_contact", "delete_party"),
            CorpChange::MoveDepartment { .. } => ("change_contact", "update_party"),
            CorpChange::UpdateTag { .. } => ("change_contact", "update_tag"),
            CorpChange::LoseContact { .. } => ("change_external_contact", "del_follow_user"),
            CorpChange::ChangeRoom { .. } => ("change_external_chat", "update"),
        }
    }

    /// Applies the change; `false` when what it names does not exist (or already does).
    pub fn apply(&self, corp: &mut Corp) -> bool {
        let done = self.try_apply(corp).is_some();
        // Who was looked up stands elsewhere now.
        corp.index = LazyIndex::default();
        done
    }

    fn try_apply(&self, corp: &mut Corp) -> Option<()> {
        match self {
            CorpChange::CreateUser { userid, name, department } => {
                let is_new = corp.member(userid).is_none();
                let is_department = corp.departments.iter().any(|known| known.id == *department);
                (is_new && is_department).then(|| corp.members.push(newcomer(userid, name, *department)))
            }
            CorpChange::UpdateUser { userid, new_userid, name, departments } => {
                let member = find(corp, userid)?;
                if let Some(new_userid) = new_userid {
                    member.userid = new_userid.as_str().into();
                }
                if let Some(name) = name {
                    member.name = name.as_str().into();
                }
                if let Some(departments) = departments {
                    member.departments.clone_from(departments);
                }
                Some(())
            }
            CorpChange::DeleteUser { userid } => {
                find(corp, userid)?.status = MemberStatus::Left;
                Some(())
            }
            CorpChange::CreateDepartment { department, name, parent } => {
                let is_known = |id: u32| corp.departments.iter().any(|known| known.id == id);
                let (id, parent) = (*department, *parent);
                let made = Department { id, name: name.clone(), parent, order: 1, leader: None };
                (!is_known(id) && is_known(parent)).then(|| corp.departments.push(made))
            }
            CorpChange::DeleteDepartment { department } => {
                let is_empty = !corp.departments.iter().any(|known| known.parent == *department);
                let sits = |member: &Member| {
                    member.status != MemberStatus::Left && member.departments.contains(department)
                };
                let at = corp.departments.iter().position(|known| known.id == *department)?;
                (is_empty && !corp.members.iter().any(sits)).then(|| drop(corp.departments.remove(at)))
            }
            CorpChange::MoveDepartment { department, parent } => {
                let is_parent = corp.departments.iter().any(|known| known.id == *parent);
                let moved = corp.departments.iter_mut().find(|known| known.id == *department)?;
                is_parent.then(|| moved.parent = *parent)
            }
            CorpChange::UpdateTag { tag, add, remove } => {
                let places = |list: &[String]| -> Vec<usize> {
                    list.iter().filter_map(|userid| place(corp, userid)).collect()
                };
                let (add, remove) = (places(add), places(remove));
                let tag = corp.tags.iter_mut().find(|known| known.id == *tag)?;
                tag.members.retain(|at| !remove.contains(at) && !add.contains(at));
                tag.members.extend(add);
                Some(())
            }
            CorpChange::LoseContact { external_userid } => {
                let mut contacts = corp.contacts.iter_mut();
                contacts.find(|contact| *contact.external_userid == **external_userid)?.is_lost = true;
                Some(())
            }
            CorpChange::ChangeRoom { roomid, party, is_in } => {
                let seat = seat(corp, party)?;
                let mut rooms = corp.rooms.iter_mut().filter(|room| room.is_external);
                let room = rooms.find(|room| *room.roomid == **roomid)?;
                room.seats.retain(|known| *known != seat);
                room.seats.extend(is_in.then_some(seat));
                Some(())
            }
        }
    }
}

fn newcomer(userid: &str, name: &str, department: u32) -> Member {
    Member {
        userid: userid.into(),
        name: name.into(),
        alias: String::new(),
        departments: vec![department],
        position: "新员工".to_owned(),
        mobile: String::new(),
        gender: 0,
        status: MemberStatus::Active,
        edition: 2,
        trade: None,
    }
}

fn place(corp: &Corp, userid: &str) -> Option<usize> {
    corp.members.iter().position(|member| member.userid.eq_ignore_ascii_case(userid))
}

fn find<'a>(corp: &'a mut Corp, userid: &str) -> Option<&'a mut Member> {
    let at = place(corp, userid)?;
    corp.members.get_mut(at)
}

fn seat(corp: &Corp, party: &str) -> Option<Seat> {
    let contact = || corp.contacts.iter().position(|contact| *contact.external_userid == *party);
    place(corp, party).map(Seat::Member).or_else(|| contact().map(Seat::Contact))
}
