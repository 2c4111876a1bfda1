//! What happens to the directory while the corp lives: people join, are renamed, leave.

use serde::{Deserialize, Serialize};

use crate::corp::{Corp, Member, MemberStatus};

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
    /// A member gets a new id or a new name.
    UpdateUser {
        /// The id so far.
        userid: String,
        /// The new id, if it changes.
        new_userid: Option<String>,
        /// The new name, if it changes.
        name: Option<String>,
    },
    /// A member leaves.
    DeleteUser {
        /// The id.
        userid: String,
    },
}

impl CorpChange {
    /// Gives WeCom's name for the change.
    #[must_use]
    pub fn change_type(&self) -> &'static str {
        match self {
            CorpChange::CreateUser { .. } => "create_user",
            CorpChange::UpdateUser { .. } => "update_user",
            CorpChange::DeleteUser { .. } => "delete_user",
        }
    }

    /// Applies the change; `false` when the member it names does not exist (or already does).
    pub fn apply(&self, corp: &mut Corp) -> bool {
        match self {
            CorpChange::CreateUser { userid, name, department } => {
                if corp.member(userid).is_some() || !corp.departments.iter().any(|d| d.id == *department) {
                    return false;
                }
                corp.members.push(Member {
                    userid: userid.as_str().into(),
                    name: name.as_str().into(),
                    alias: String::new(),
                    departments: vec![*department],
                    position: "新员工".to_owned(),
                    mobile: String::new(),
                    gender: 0,
                    status: MemberStatus::Active,
                    edition: 2,
                    trade: None,
                });
                true
            }
            CorpChange::UpdateUser { userid, new_userid, name } => {
                let Some(member) = find(corp, userid) else { return false };
                if let Some(new_userid) = new_userid {
                    member.userid = new_userid.as_str().into();
                }
                if let Some(name) = name {
                    member.name = name.as_str().into();
                }
                true
            }
            CorpChange::DeleteUser { userid } => {
                let Some(member) = find(corp, userid) else { return false };
                member.status = MemberStatus::Left;
                true
            }
        }
    }
}

fn find<'a>(corp: &'a mut Corp, userid: &str) -> Option<&'a mut Member> {
    corp.members.iter_mut().find(|member| member.userid.eq_ignore_ascii_case(userid))
}
