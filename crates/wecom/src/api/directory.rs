//! Departments, members, external contacts, groups, robots.

use serde::Deserialize;

use super::client::Client;
use crate::sdk::WecomError;

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Department {
    /// WeCom's number.
    pub id: u64,
    /// Its name; only its number where the secret may not see names.
    #[serde(default)]
    pub name: String,
    /// The department above it.
    #[serde(default)]
    pub parentid: u64,
}

/// A member.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// The id.
    pub userid: String,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// 1 active, 2 disabled, 4 not activated, 5 left.
    #[serde(default)]
    pub status: Option<i64>,
}

/// An external contact.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ExternalContact {
    /// The id.
    pub external_userid: String,
    /// The name.
    #[serde(default)]
    pub name: String,
    /// The company, for contacts who use WeCom themselves.
    #[serde(default)]
    pub corp_name: Option<String>,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The room's id.
    pub chat_id: String,
    /// The name.
    pub name: String,
}

/// A robot.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Robot {
    /// The id.
    pub robot_id: String,
    /// The name.
    #[serde(default)]
    pub name: String,
}

#[derive(Deserialize)]
struct Departments {
    #[serde(default)]
    department: Vec<Department>,
}

#[derive(Deserialize)]
struct Members {
    #[serde(default)]
    userlist: Vec<Member>,
}

#[derive(Deserialize)]
struct Contacts {
    #[serde(default)]
    external_contact_list: Vec<ContactEntry>,
    #[serde(default)]
    next_cursor: String,
}

#[derive(Deserialize)]
struct ContactEntry {
    external_contact: ExternalContact,
}

#[derive(Deserialize)]
struct GroupIds {
    #[serde(default)]
    group_chat_list: Vec<GroupId>,
    #[serde(default)]
    next_cursor: String,
}

#[derive(Deserialize)]
struct GroupId {
    chat_id: String,
}

#[derive(Deserialize)]
struct CustomerGroup {
    group_chat: Named,
}

#[derive(Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct InternalGroup {
    #[serde(default)]
    roomname: String,
}

#[derive(Deserialize)]
struct RobotInfo {
    data: Robot,
}

/// How many members' contacts are asked for at once.
const MEMBERS_AT_ONCE: usize = 100;

impl Client {
    /// Lists all departments.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn departments(&self, secret: &str) -> Result<Vec<Department>, WecomError> {
        Ok(self.get::<Departments>(secret, "cgi-bin/department/list", &[]).await?.department)
    }

    /// Lists the members of a department, those of its own only.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn members_of(&self, secret: &str, department: u64) -> Result<Vec<Member>, WecomError> {
        let department = department.to_string();
        Ok(self
            .get::<Members>(secret, "cgi-bin/user/list", &[("department_id", &department)])
            .await?
            .userlist)
    }

    /// Lists the external contacts of members. A member without any is no error.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn external_contacts_of(
        &self,
        secret: &str,
        members: &[String],
    ) -> Result<Vec<ExternalContact>, WecomError> {
        const NO_CONTACT: i64 = 84_061;
        let mut contacts = Vec::new();
        for chunk in members.chunks(MEMBERS_AT_ONCE) {
            let mut cursor = String::new();
            loop {
                let body = serde_json::json!({"userid_list": chunk, "cursor": cursor, "limit": 100});
                let page: Contacts =
                    match self.post(secret, "cgi-bin/externalcontact/batch/get_by_user", &body).await {
                        Ok(page) => page,
                        Err(error) if error.errcode == NO_CONTACT => break,
                        Err(error) => return Err(error),
                    };
                contacts.extend(page.external_contact_list.into_iter().map(|entry| entry.external_contact));
                if page.next_cursor.is_empty() {
                    break;
                }
                cursor = page.next_cursor;
            }
        }
        Ok(contacts)
    }

    /// Lists customer groups with their names.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn customer_groups(&self, secret: &str) -> Result<Vec<Group>, WecomError> {
        let (mut groups, mut cursor) = (Vec::new(), String::new());
        loop {
            let body = serde_json::json!({"status_filter": 0, "cursor": cursor, "limit": 1000});
            let page: GroupIds = self.post(secret, "cgi-bin/externalcontact/groupchat/list", &body).await?;
            for id in page.group_chat_list {
                let body = serde_json::json!({"chat_id": id.chat_id, "need_name": 1});
                let group: CustomerGroup =
                    self.post(secret, "cgi-bin/externalcontact/groupchat/get", &body).await?;
                groups.push(Group { chat_id: id.chat_id, name: group.group_chat.name });
            }
            if page.next_cursor.is_empty() {
                return Ok(groups);
            }
            cursor = page.next_cursor;
        }
    }

    /// Names an internal group, by the archive's secret.
    ///
    /// # Errors
    /// [`WecomError`]; a customer group is refused.
    pub async fn internal_group(&self, secret: &str, room: &str) -> Result<Group, WecomError> {
        let body = serde_json::json!({"roomid": room});
        let group: InternalGroup = self.post(secret, "cgi-bin/msgaudit/groupchat/get", &body).await?;
        Ok(Group { chat_id: room.to_owned(), name: group.roomname })
    }

    /// Names a robot, by the archive's secret.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn robot(&self, secret: &str, robot: &str) -> Result<Robot, WecomError> {
        Ok(self
            .get::<RobotInfo>(secret, "cgi-bin/msgaudit/get_robot_info", &[("robot_id", robot)])
            .await?
            .data)
    }
}
