//! 客户联系: external contacts and customer rooms.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    corp::{Contact, Corp, MemberStatus, Room, Seat},
    plane::cgi::{
        Answer, Done, Refusal,
        access::{Caller, Holder},
        contacts::page,
    },
    rng::hash_text,
};

/// Who may see customers.
const CUSTOMERS: &[Holder] = &[Holder::Customers, Holder::App];

/// `externalcontact/get_follow_user_list`: members who have customers.
pub(super) async fn follow_users(caller: Caller) -> Answer {
    caller.allow(CUSTOMERS)?;
    let corp = caller.shared.corp();
    let mut owners: Vec<usize> =
        corp.contacts.iter().flat_map(|contact| contact.owners.iter().copied()).collect();
    owners.sort_unstable();
    owners.dedup();
    let ids: Vec<&str> = owners
        .into_iter()
        .map(|at| &corp.members[at])
        .filter(|member| member.status != MemberStatus::Left)
        .map(|member| &*member.userid)
        .collect();
    Ok(Done(json!({ "follow_user": ids })))
}

/// Gives a member and the contacts it serves, by where they stand in the corp's lists.
fn owned(corp: &Corp, userid: &str) -> Result<(usize, Vec<usize>), Refusal> {
    let index = corp.index();
    let member = *index.members.get(&userid.to_ascii_lowercase()).ok_or(Refusal::new(60_111))?;
    let served = index.served_by.get(&member).map(Vec::as_slice).unwrap_or_default();
    Ok((member, served.iter().copied().filter(|at| !corp.contacts[*at].is_lost).collect()))
}

/// `externalcontact/list`: the customers of one member.
pub(super) async fn list(caller: Caller) -> Answer {
    caller.allow(CUSTOMERS)?;
    let corp = caller.shared.corp();
    let (_, contacts) = owned(&corp, caller.required("userid")?)?;
    if contacts.is_empty() {
        return Err(Refusal::new(84_061));
    }
    let ids: Vec<&str> = contacts.iter().map(|at| &*corp.contacts[*at].external_userid).collect();
    Ok(Done(json!({ "external_userid": ids })))
}

fn contact_json(contact: &Contact) -> Value {
    let mut value = json!({
        "external_userid": *contact.external_userid,
        "name": *contact.name,
        "avatar": "",
        "type": if contact.corp_name.is_some() { 2 } else { 1 },
        "gender": contact.gender,
    });
    match &contact.corp_name {
        Some(corp_name) => {
            value["corp_name"] = json!(corp_name);
            value["corp_full_name"] = json!(corp_name);
            value["position"] = json!("经理");
        }
        None => value["unionid"] = json!(format!("oz{:016x}", hash_text(&contact.external_userid))),
    }
    value
}

fn tag_id(name: &str) -> String {
    format!("et{:016x}{:014x}", hash_text(name), hash_text(name) >> 8)
}

fn follow_json(corp: &Corp, contact: &Contact, owner: usize) -> Value {
    json!({
        "userid": *corp.members[owner].userid,
        "remark": contact.remark,
        "description": "",
        "createtime": contact.created_at,
        "remark_corp_name": contact.corp_name.as_deref().unwrap_or(""),
        "remark_mobiles": [],
        "oper_userid": *corp.members[owner].userid,
        "add_way": contact.add_way,
        "state": "",
    })
}

/// `externalcontact/get`: one customer and who serves them.
pub(super) async fn get(caller: Caller) -> Answer {
    caller.allow(CUSTOMERS)?;
    let corp = caller.shared.corp();
    let contact = corp.contact(caller.required("external_userid")?).ok_or(Refusal::new(40_096))?;
    if contact.is_lost {
        return Err(Refusal::new(84_061));
    }
    let follow: Vec<Value> = contact
        .owners
        .iter()
        .map(|&owner| {
            let mut value = follow_json(&corp, contact, owner);
            let tags = contact.tags.iter();
            let tags = tags.map(
                |tag| json!({ "group_name": "客户标签", "tag_name": tag, "tag_id": tag_id(tag), "type": 1 }),
            );
            value["tags"] = tags.collect();
            value
        })
        .collect();
    Ok(Done(json!({ "external_contact": contact_json(contact), "follow_user": follow, "next_cursor": "" })))
}

#[derive(Debug, Deserialize)]
struct Batch {
    userid_list: Vec<String>,
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    limit: usize,
}

/// `externalcontact/batch/get_by_user`: the customers of some members in detail.
pub(super) async fn batch(caller: Caller) -> Answer {
    caller.allow(CUSTOMERS)?;
    let asked: Batch = caller.body()?;
    if asked.userid_list.is_empty() || asked.userid_list.len() > 100 {
        return Err(Refusal::new(40_031));
    }
    let corp = caller.shared.corp();
    let mut rows = Vec::new();
    for userid in &asked.userid_list {
        let (owner, contacts) = owned(&corp, userid)?;
        rows.extend(contacts.into_iter().map(|contact| (owner, contact)));
    }
    if rows.is_empty() {
        return Err(Refusal::new(84_061));
    }
    let limit = if asked.limit == 0 { 50 } else { asked.limit.min(100) };
    let (rows, next) = page(&rows, &asked.cursor, limit)?;
    let written = rows.into_iter().map(|(owner, at)| {
        let contact = &corp.contacts[at];
        let mut follow = follow_json(&corp, contact, owner);
        follow["tag_id"] = contact.tags.iter().map(|tag| tag_id(tag)).collect();
        json!({ "external_contact": contact_json(contact), "follow_info": follow })
    });
    let written: Vec<Value> = written.collect();
    Ok(Done(json!({ "external_contact_list": written, "next_cursor": next })))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct OwnerFilter {
    userid_list: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct GroupList {
    owner_filter: OwnerFilter,
    cursor: String,
    limit: usize,
}

/// `externalcontact/groupchat/list`: the ids of customer rooms.
pub(super) async fn group_list(caller: Caller) -> Answer {
    caller.allow(CUSTOMERS)?;
    let asked: GroupList = caller.body()?;
    let corp = caller.shared.corp();
    let owners = &asked.owner_filter.userid_list;
    let is_wanted = |room: &&Room| {
        let owner = &corp.members[room.owner].userid;
        room.is_external
            && (owners.is_empty() || owners.iter().any(|userid| userid.eq_ignore_ascii_case(owner)))
    };
    let rows: Vec<Value> = corp
        .rooms
        .iter()
        .filter(is_wanted)
        .map(|room| {
            let has_left = corp.members[room.owner].status == MemberStatus::Left;
            json!({ "chat_id": *room.roomid, "status": u8::from(has_left) })
        })
        .collect();
    let limit = if asked.limit == 0 { 1_000 } else { asked.limit.min(1_000) };
    let (rows, next) = page(&rows, &asked.cursor, limit)?;
    Ok(Done(json!({ "group_chat_list": rows, "next_cursor": next })))
}

#[derive(Debug, Deserialize)]
struct GroupGet {
    chat_id: String,
    #[serde(default)]
    need_name: u8,
}

/// `externalcontact/groupchat/get`: a customer room and who is in it.
pub(super) async fn group_get(caller: Caller) -> Answer {
    caller.allow(CUSTOMERS)?;
    let asked: GroupGet = caller.body()?;
    let corp = caller.shared.corp();
    let room = corp.room(&asked.chat_id).filter(|room| room.is_external).ok_or(Refusal::new(86_003))?;
    let members: Vec<Value> = room
        .seats
        .iter()
        .map(|seat| {
            let is_member = matches!(seat, Seat::Member(_));
            let mut value = json!({
                "userid": *corp.seat_id(*seat),
                "type": if is_member { 1 } else { 2 },
                "join_time": room.created_at + 1,
                "join_scene": if is_member { 1 } else { 3 },
                "group_nickname": "",
            });
            if asked.need_name == 1 {
                value["name"] = json!(corp.seat_name(*seat));
            }
            if is_member {
                value["invitor"] = json!({ "userid": *corp.members[room.owner].userid });
            }
            value
        })
        .collect();
    Ok(Done(json!({ "group_chat": {
        "chat_id": *room.roomid,
        "name": room.name,
        "owner": *corp.members[room.owner].userid,
        "create_time": room.created_at,
        "notice": room.notice,
        "member_list": members,
        "admin_list": [],
        "member_version": format!("{:016x}{:016x}", hash_text(&room.roomid), room.seats.len()),
    }})))
}
