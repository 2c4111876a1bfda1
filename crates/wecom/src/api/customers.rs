//! External contacts and customer groups (客户联系); internal groups and robots, which the archive's secret names.

use serde::Deserialize;

use super::client::Client;
use crate::sdk::WecomError;

/// A member has no such contact, or none at all.
const NO_CONTACT: i64 = 84_061;
/// There is no such external contact.
const NO_SUCH_CONTACT: i64 = 40_096;
/// There is no such group.
const NO_SUCH_GROUP: [i64; 2] = [86_003, 40_050];
/// The group is no internal one.
const NOT_INTERNAL: i64 = 301_059;
/// How many members' contacts are asked for at once.
const MEMBERS_AT_ONCE: usize = 100;

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

/// An external contact and a member who serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Served {
    /// The contact.
    pub contact: ExternalContact,
    /// The member's id.
    pub userid: String,
    /// Since when, in seconds since 1970; 0 where it is not told.
    pub since: i64,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The room's id.
    pub chat_id: String,
    /// The name.
    pub name: String,
    /// The member who owns it, where it is told: of an internal group, who made it.
    pub owner: Option<String>,
    /// Who sits in it.
    pub seats: Vec<Seat>,
}

/// Somebody in a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The id of a member or an external contact.
    pub id: String,
    /// The name, where it is told.
    pub name: String,
    /// Whether it is a member.
    pub is_member: bool,
    /// Since when, in seconds since 1970; 0 where it is not told.
    pub since: i64,
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
struct Contacts {
    #[serde(default)]
    external_contact_list: Vec<ContactEntry>,
    #[serde(default)]
    next_cursor: String,
}

#[derive(Deserialize)]
struct ContactEntry {
    external_contact: ExternalContact,
    follow_info: Follow,
}

#[derive(Deserialize)]
struct Follow {
    userid: String,
    #[serde(default)]
    createtime: i64,
}

#[derive(Deserialize)]
struct ContactPage {
    external_contact: ExternalContact,
    #[serde(default)]
    follow_user: Vec<Follow>,
    #[serde(default)]
    next_cursor: String,
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
    group_chat: CustomerGroupFields,
}

#[derive(Deserialize)]
struct CustomerGroupFields {
    #[serde(default)]
    name: String,
    #[serde(default)]
    owner: String,
    #[serde(default)]
    member_list: Vec<CustomerSeat>,
}

#[derive(Deserialize)]
struct CustomerSeat {
    userid: String,
    #[serde(default)]
    name: String,
    /// 1 member, 2 external.
    #[serde(rename = "type", default)]
    kind: i64,
    #[serde(default)]
    join_time: i64,
}

#[derive(Deserialize)]
struct InternalGroup {
    #[serde(default)]
    roomname: String,
    #[serde(default)]
    creator: String,
    #[serde(default)]
    members: Vec<InternalSeat>,
}

#[derive(Deserialize)]
struct InternalSeat {
    memberid: String,
    #[serde(default)]
    jointime: i64,
}

#[derive(Deserialize)]
struct RobotInfo {
    data: Robot,
}

impl Client {
    /// Lists the external contacts of members, once for each who serves them. A member without any is no error.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn served_by(&self, secret: &str, members: &[String]) -> Result<Vec<Served>, WecomError> {
        let mut served = Vec::new();
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
                served.extend(page.external_contact_list.into_iter().map(|entry| Served {
                    contact: entry.external_contact,
                    userid: entry.follow_info.userid,
                    since: entry.follow_info.createtime,
                }));
                if page.next_cursor.is_empty() {
                    break;
                }
                cursor = page.next_cursor;
            }
        }
        Ok(served)
    }

    /// Reads one external contact and who serves it; nothing where nobody does any more.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn external_contact(&self, secret: &str, id: &str) -> Result<Option<Vec<Served>>, WecomError> {
        let (mut served, mut cursor) = (Vec::new(), String::new());
        loop {
            let query = [("external_userid", id), ("cursor", cursor.as_str())];
            let page: ContactPage = match self.get(secret, "cgi-bin/externalcontact/get", &query).await {
                Ok(page) => page,
                Err(error) if [NO_CONTACT, NO_SUCH_CONTACT].contains(&error.errcode) => return Ok(None),
                Err(error) => return Err(error),
            };
            served.extend(page.follow_user.into_iter().map(|follow| Served {
                contact: page.external_contact.clone(),
                userid: follow.userid,
                since: follow.createtime,
            }));
            if page.next_cursor.is_empty() {
                return Ok(Some(served));
            }
            cursor = page.next_cursor;
        }
    }

    /// Lists the ids of customer groups.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn customer_groups(&self, secret: &str) -> Result<Vec<String>, WecomError> {
        let (mut groups, mut cursor) = (Vec::new(), String::new());
        loop {
            let body = serde_json::json!({"status_filter": 0, "cursor": cursor, "limit": 1000});
            let page: GroupIds = self.post(secret, "cgi-bin/externalcontact/groupchat/list", &body).await?;
            groups.extend(page.group_chat_list.into_iter().map(|group| group.chat_id));
            if page.next_cursor.is_empty() {
                return Ok(groups);
            }
            cursor = page.next_cursor;
        }
    }

    /// Reads a customer group; nothing where there is none with this id.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn customer_group(&self, secret: &str, id: &str) -> Result<Option<Group>, WecomError> {
        let body = serde_json::json!({"chat_id": id, "need_name": 1});
        let path = "cgi-bin/externalcontact/groupchat/get";
        let group = match self.post::<CustomerGroup>(secret, path, &body).await {
            Ok(answer) => answer.group_chat,
            Err(error) if NO_SUCH_GROUP.contains(&error.errcode) => return Ok(None),
            Err(error) => return Err(error),
        };
        let seat = |seat: CustomerSeat| Seat {
            id: seat.userid,
            name: seat.name,
            is_member: seat.kind == 1,
            since: seat.join_time,
        };
        let seats = group.member_list.into_iter().map(seat).collect();
        let owner = Some(group.owner).filter(|owner| !owner.is_empty());
        Ok(Some(Group { chat_id: id.to_owned(), name: group.name, owner, seats }))
    }

    /// Reads an internal group, by the archive's secret; nothing where it is a customer group.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn internal_group(&self, secret: &str, room: &str) -> Result<Option<Group>, WecomError> {
        let body = serde_json::json!({"roomid": room});
        let path = "cgi-bin/msgaudit/groupchat/get";
        let group = match self.post::<InternalGroup>(secret, path, &body).await {
            Ok(group) => group,
            Err(error) if error.errcode == NOT_INTERNAL => return Ok(None),
            Err(error) => return Err(error),
        };
        let seat = |seat: InternalSeat| Seat {
            id: seat.memberid,
            name: String::new(),
            is_member: true,
            since: seat.jointime,
        };
        let seats = group.members.into_iter().map(seat).collect();
        let owner = Some(group.creator).filter(|owner| !owner.is_empty());
        Ok(Some(Group { chat_id: room.to_owned(), name: group.roomname, owner, seats }))
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
