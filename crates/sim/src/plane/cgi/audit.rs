//! 会话内容存档: who is archived, who agreed, internal rooms, robots.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    corp::{Consent, Contact, Seat},
    plane::cgi::{
        Answer, Done, Refusal,
        access::{Caller, Holder},
    },
    sim::Shared,
    sync::lock,
};

/// What a customer says, by the words of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Agreement {
    /// Agreed.
    Agree,
    /// Did not agree.
    Disagree,
    /// Said nothing against it.
    #[serde(rename = "Default_Agree")]
    DefaultAgree,
}

impl Agreement {
    fn word(self) -> &'static str {
        match self {
            Agreement::Agree => "Agree",
            Agreement::Disagree => "Disagree",
            Agreement::DefaultAgree => "Default_Agree",
        }
    }
}

/// What customers said since the corp started, by member and customer, and when.
#[derive(Debug, Default)]
pub(crate) struct Agreements(HashMap<(String, String), (Agreement, i64)>);

impl Agreements {
    /// Keeps what a customer says; `at` is in seconds.
    pub(crate) fn say(&mut self, userid: &str, customer: &str, what: Agreement, at: i64) {
        self.0.insert((userid.to_lowercase(), customer.to_owned()), (what, at));
    }

    fn of(&self, userid: &str, customer: &str) -> Option<(Agreement, i64)> {
        self.0.get(&(userid.to_lowercase(), customer.to_owned())).copied()
    }

    /// The last thing a customer said to anybody: what counts in rooms.
    fn last(&self, customer: &str) -> Option<(Agreement, i64)> {
        self.0.iter().filter(|((_, one), _)| one == customer).map(|(_, said)| *said).max_by_key(|(_, at)| *at)
    }
}

/// Tells whether the last thing a customer said is no.
pub(super) fn has_disagreed(shared: &Shared, customer: &str) -> bool {
    lock(&shared.agreements).last(customer).is_some_and(|(said, _)| said == Agreement::Disagree)
}

/// Who may ask: the archive's own secret, no other.
const ARCHIVE: &[Holder] = &[Holder::Archive];
/// The most pairs in one question for consent.
const PAIRS: usize = 100;

/// `get_permit_user_list`: effective seats, of one edition or of all.
pub(super) async fn permit_users(caller: Caller) -> Answer {
    caller.allow(ARCHIVE)?;
    let edition = caller.body_or_nothing()?.get("type").and_then(Value::as_u64);
    if edition.is_some_and(|wanted| !(1..=3).contains(&wanted)) {
        return Err(Refusal::new(40_058));
    }
    let corp = caller.shared.corp();
    let permitted = caller.shared.range().permitted(&corp);
    let of_edition =
        permitted.iter().filter(|(_, held)| edition.is_none_or(|wanted| u64::from(*held) == wanted));
    let ids: Vec<&str> = of_edition.map(|(member, _)| &*member.userid).collect();
    Ok(Done(json!({ "ids": ids })))
}

/// What a customer says: what was said since the start, else what the corp was made with.
fn status(contact: &Contact, said: Option<(Agreement, i64)>) -> (&'static str, i64) {
    match (said, contact.consent) {
        (Some((what, at)), _) => (what.word(), at),
        (None, Consent::Agree) => ("Agree", contact.consent_at),
        (None, Consent::Disagree) => ("Disagree", contact.consent_at),
    }
}

/// A pair to ask about; the field's name is misspelt on the wire.
#[derive(Debug, Deserialize)]
struct Pair {
    userid: String,
    exteranalopenid: String,
}

#[derive(Debug, Deserialize)]
struct Pairs {
    info: Vec<Pair>,
}

/// `check_single_agree`: consent of up to 100 pairs.
pub(super) async fn single_agree(caller: Caller) -> Answer {
    caller.allow(ARCHIVE)?;
    let asked: Pairs = caller.body()?;
    if asked.info.len() > PAIRS {
        return Err(Refusal::new(301_060));
    }
    let corp = caller.shared.corp();
    let mut rows = Vec::with_capacity(asked.info.len());
    for pair in &asked.info {
        let found = corp.member(&pair.userid).zip(corp.contact(&pair.exteranalopenid));
        let (member, contact) = found.ok_or(Refusal::new(301_061))?;
        let said = lock(&caller.shared.agreements).of(&member.userid, &contact.external_userid);
        let (word, at) = status(contact, said);
        rows.push(json!({
            "status_change_time": at,
            "userid": *member.userid,
            "exteranalopenid": *contact.external_userid,
            "agree_status": word,
        }));
    }
    Ok(Done(json!({ "agreeinfo": rows })))
}

#[derive(Debug, Deserialize)]
struct RoomRequest {
    roomid: String,
}

/// `check_room_agree`: consent of a room's external members.
pub(super) async fn room_agree(caller: Caller) -> Answer {
    caller.allow(ARCHIVE)?;
    let asked: RoomRequest = caller.body()?;
    let corp = caller.shared.corp();
    let room = corp.room(&asked.roomid).ok_or(Refusal::new(86_003))?;
    let rows: Vec<Value> = room
        .seats
        .iter()
        .filter_map(|seat| if let Seat::Contact(at) = seat { corp.contacts.get(*at) } else { None })
        .map(|contact| {
            let said = lock(&caller.shared.agreements).last(&contact.external_userid);
            let (word, at) = status(contact, said);
            json!({
                "status_change_time": at,
                "exteranalopenid": *contact.external_userid,
                "agree_status": word,
            })
        })
        .collect();
    Ok(Done(json!({ "agreeinfo": rows })))
}

/// `msgaudit/groupchat/get`: an internal room and who is in it.
pub(super) async fn group_get(caller: Caller) -> Answer {
    caller.allow(ARCHIVE)?;
    let asked: RoomRequest = caller.body()?;
    let corp = caller.shared.corp();
    let room = corp.room(&asked.roomid).ok_or(Refusal::new(86_003))?;
    if room.is_external {
        return Err(Refusal::new(301_059));
    }
    let members: Vec<Value> = room
        .seats
        .iter()
        .filter(|seat| matches!(seat, Seat::Member(_)))
        .map(|seat| json!({ "memberid": *corp.seat_id(*seat), "jointime": room.created_at + 1 }))
        .collect();
    Ok(Done(json!({
        "roomname": room.name,
        "creator": *corp.members[room.owner].userid,
        "room_create_time": room.created_at,
        "notice": room.notice,
        "members": members,
    })))
}

/// `get_robot_info`.
pub(super) async fn robot_info(caller: Caller) -> Answer {
    caller.allow(ARCHIVE)?;
    let corp = caller.shared.corp();
    let wanted = caller.required("robot_id")?;
    let robot = corp.robots.iter().find(|robot| *robot.robot_id == *wanted).ok_or(Refusal::new(40_096))?;
    Ok(Done(json!({ "data": {
        "robot_id": *robot.robot_id,
        "name": robot.name,
        "creator_userid": *corp.members[robot.creator].userid,
    }})))
}
