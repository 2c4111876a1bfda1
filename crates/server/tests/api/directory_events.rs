//! What events of the callback change in the directory: each kind, told over HTTP by the virtual corp, noted, looked at
//! again over HTTP, and seen in the archive's own answers.

use std::time::Duration;

use axum::http::Method;
use huicun_app::directory as reader;
use huicun_domain::access::Role;
use huicun_domain::directory::{Hint, TagId};
use huicun_domain::ids::{PartyId, RoomId};
use huicun_testkit::{CorpChange, VirtualCorp};
use serde_json::Value;

use crate::client::{Api, Client};
use crate::notices::{connected, end};

/// Waits until an event was noted, and follows it.
async fn follow(corp: &VirtualCorp, api: &Api) {
    let services = &api.app.services;
    let mut noted = false;
    for _ in 0..500 {
        noted = !services.store.hints(&services.corp, 1).await.unwrap().is_empty();
        if noted {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(noted, "the event never came");
    // WeCom may answer for a room as it was before: a young hint about one waits.
    api.app.clock.advance(20_000);
    let wecom = services.wecom.connection().unwrap();
    let client = &wecom.client;
    assert!(reader::follow(services, client, &corp.directory_secrets()).await.unwrap());
}

/// An event, what changed, its fields, and what is looked at again for it.
type Kind = (&'static str, &'static str, &'static str, Option<fn() -> Hint>);

/// Every kind of event that WeCom documents for the directory.
#[rustfmt::skip]
const KINDS: [Kind; 19] = [
    ("change_contact", "create_user", "<UserID>a</UserID><Name>甲</Name><Department>1,2</Department>", Some(|| member_hint(None))),
    ("change_contact", "update_user", "<UserID>a</UserID><NewUserID>b</NewUserID>", Some(|| member_hint(Some("b")))),
    ("change_contact", "delete_user", "<UserID>a</UserID>", Some(|| member_hint(None))),
    ("change_contact", "create_party", "<Id>7</Id><Name>部</Name><ParentId>1</ParentId><Order>1</Order>", Some(|| Hint::Departments)),
    ("change_contact", "update_party", "<Id>7</Id><ParentId>2</ParentId>", Some(|| Hint::Departments)),
    ("change_contact", "delete_party", "<Id>7</Id>", Some(|| Hint::Departments)),
    ("change_contact", "update_tag", "<TagId>3</TagId><AddUserItems>a</AddUserItems><DelPartyItems>4</DelPartyItems>", Some(|| Hint::Tag(TagId(3)))),
    ("change_external_contact", "add_external_contact", "<UserID>a</UserID><ExternalUserID>wm1</ExternalUserID><State>s</State>", Some(contact_hint)),
    ("change_external_contact", "edit_external_contact", "<UserID>a</UserID><ExternalUserID>wm1</ExternalUserID>", Some(contact_hint)),
    ("change_external_contact", "add_half_external_contact", "<UserID>a</UserID><ExternalUserID>wm1</ExternalUserID>", Some(contact_hint)),
    ("change_external_contact", "del_external_contact", "<UserID>a</UserID><ExternalUserID>wm1</ExternalUserID><Source>DELETE_BY_TRANSFER</Source>", Some(contact_hint)),
    ("change_external_contact", "del_follow_user", "<UserID>a</UserID><ExternalUserID>wm1</ExternalUserID>", Some(contact_hint)),
    ("change_external_contact", "transfer_fail", "<FailReason>customer_refused</FailReason><UserID>a</UserID><ExternalUserID>wm1</ExternalUserID>", None),
    ("change_external_chat", "create", "<ChatId>wr1</ChatId>", Some(room_hint)),
    ("change_external_chat", "update", "<ChatId>wr1</ChatId><UpdateDetail>add_member</UpdateDetail><MemChangeList><Item>a</Item></MemChangeList>", Some(room_hint)),
    ("change_external_chat", "update", "<ChatId>wr1</ChatId><UpdateDetail>change_name</UpdateDetail>", Some(room_hint)),
    ("change_external_chat", "dismiss", "<ChatId>wr1</ChatId>", Some(room_hint)),
    ("change_contact", "batch_job", "<JobId>1</JobId>", None),
    ("template_card_menu_event", "", "<TaskId>t</TaskId>", None),
];

fn member_hint(renamed_to: Option<&str>) -> Hint {
    Hint::Member { userid: "a".into(), renamed_to: renamed_to.map(PartyId::from) }
}

fn contact_hint() -> Hint {
    Hint::ExternalContact("wm1".into())
}

fn room_hint() -> Hint {
    Hint::Room(RoomId::new("wr1"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_documented_event_is_taken_and_leads_to_what_it_names() {
    let (corp, api) = connected().await;
    let services = &api.app.services;
    for (number, (event, change, fields, expected)) in KINDS.iter().enumerate() {
        let xml = format!(
            "<xml><ToUserName>{}</ToUserName><FromUserName>sys</FromUserName><CreateTime>{number}</CreateTime>\
             <MsgType>event</MsgType><Event>{event}</Event><ChangeType>{change}</ChangeType>{fields}</xml>",
            corp.sim.corp().corp_id
        );
        let (query, body) = corp.signed(&xml, &format!("kind-{number}"));
        let client = api.nobody().with("x-huicun", "");
        let answer = client.send(Method::POST, &format!("//wecom/callback?{query}"), Some(body)).await;
        assert_eq!(answer.status, 200, "{event} {change}");
        let noted = services.store.hints(&services.corp, 10).await.unwrap();
        let hints: Vec<Hint> = noted.iter().map(|row| row.hint.clone()).collect();
        assert_eq!(hints, expected.map(|hint| hint()).into_iter().collect::<Vec<_>>(), "{event} {change}");
        for row in &noted {
            services.store.drop_hint(&services.corp, row).await.unwrap();
        }
    }
    end(corp, api).await;
}

async fn member(client: &Client, id: &str) -> Value {
    client.get(&format!("/directory/members/{id}")).await.good()
}

async fn departments_of(client: &Client, id: &str) -> Vec<i64> {
    let member = member(client, id).await;
    let departments = member["member"]["departments"].as_array().unwrap();
    departments.iter().map(|department| department["id"].as_i64().unwrap()).collect()
}

async fn department(client: &Client, id: i64) -> Option<Value> {
    let tree = client.get("/directory/departments").await.good();
    tree["departments"].as_array().unwrap().iter().find(|department| department["id"] == id).cloned()
}

#[tokio::test(flavor = "multi_thread")]
async fn members_and_departments_follow_their_events() {
    let (corp, api) = connected().await;
    let services = &api.app.services;
    let wecom = services.wecom.connection().unwrap();
    reader::sync(services, &wecom.client, &corp.directory_secrets()).await.unwrap();
    let client = api.client(Role::Reviewer).await;
    let change = async |change: CorpChange| {
        assert!(corp.sim.change(change).unwrap());
        follow(&corp, &api).await;
    };
    let id = || "new.comer".to_owned();
    change(CorpChange::CreateDepartment { department: 77, name: "新设部门".into(), parent: 2 }).await;
    assert_eq!(department(&client, 77).await.unwrap()["parent"], 2);
    change(CorpChange::CreateUser { userid: id(), name: "新人".into(), department: 77 }).await;
    assert_eq!(departments_of(&client, "new.comer").await, [77]);
    assert_eq!(department(&client, 77).await.unwrap()["figures"]["members"], 1);
    change(CorpChange::MoveDepartment { department: 77, parent: 3 }).await;
    assert_eq!(department(&client, 77).await.unwrap()["parent"], 3);

    let name = Some("改名后".to_owned());
    change(CorpChange::UpdateUser { userid: id(), new_userid: None, name, departments: Some(vec![11, 21]) })
        .await;
    assert_eq!(departments_of(&client, "new.comer").await, [11, 21]);
    let found = client.get("/directory/members?q=%E6%96%B0%E4%BA%BA").await.good();
    assert_eq!(found["items"][0]["name"], "改名后", "found by the former name");

    change(CorpChange::DeleteDepartment { department: 77 }).await;
    let gone = department(&client, 77).await.unwrap();
    assert!(gone["gone_at"].is_i64() && gone["figures"]["members"] == 0, "{gone}");
    let new_userid = Some("renamed.comer".to_owned());
    change(CorpChange::UpdateUser { userid: id(), new_userid, name: None, departments: None }).await;
    let renamed = member(&client, "new.comer").await;
    assert_eq!(
        (&renamed["member"]["id"], &renamed["former_ids"][0]),
        (&"renamed.comer".into(), &"new.comer".into())
    );
    let places = renamed["departments"].as_array().unwrap();
    assert_eq!(places.len(), 3, "what was known of the former id stays: {places:?}");
    assert!(places[2]["until"].is_i64(), "the one that is gone comes last");
    let by_former = client.get("/directory/members?q=new.comer").await.good();
    assert_eq!((&by_former["total"], &by_former["items"][0]["id"]), (&1.into(), &"renamed.comer".into()));

    let tag = |add: Vec<String>, remove: Vec<String>| CorpChange::UpdateTag { tag: 5, add, remove };
    change(tag(vec!["renamed.comer".into()], vec![])).await;
    assert_eq!(member(&client, "renamed.comer").await["tags"][0]["id"], 5);
    change(tag(vec![], vec!["renamed.comer".into()])).await;
    assert!(member(&client, "renamed.comer").await["tags"][0]["until"].is_i64());
    change(CorpChange::DeleteUser { userid: "renamed.comer".into() }).await;
    assert_eq!(member(&client, "renamed.comer").await["member"]["standing"], "left");
    let left = client.get("/directory/members?state=left&q=renamed").await.good();
    assert_eq!((&left["total"], &left["items"][0]["id"]), (&1.into(), &"renamed.comer".into()));
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_and_rooms_follow_their_events() {
    let (corp, api) = connected().await;
    let services = &api.app.services;
    let wecom = services.wecom.connection().unwrap();
    reader::sync(services, &wecom.client, &corp.directory_secrets()).await.unwrap();
    let client = api.client(Role::Reviewer).await;
    let company = corp.sim.company();
    let contact = company.contacts.iter().find(|contact| !contact.is_lost).unwrap();
    let id = PartyId::from(&*contact.external_userid);
    let path = format!("/directory/contacts/{id}");
    assert_eq!(client.get(&path).await.good()["contact"]["lost"], false);
    assert!(corp.sim.change(CorpChange::LoseContact { external_userid: id.to_string() }).unwrap());
    follow(&corp, &api).await;
    let lost = client.get(&path).await.good();
    assert_eq!((&lost["contact"]["lost"], &lost["contact"]["servers"]), (&true.into(), &0.into()));
    assert!(lost["served"].as_array().unwrap().iter().all(|stay| stay["until"].is_i64()), "{lost}");
    let listed = client.get("/directory/contacts?state=lost").await.good();
    assert_eq!((&listed["total"], &listed["items"][0]["id"]), (&1.into(), &id.as_str().into()));

    let room = company.rooms.iter().find(|room| room.is_external).unwrap();
    let path = format!("/directory/rooms/{}", room.roomid);
    let leaver = company.seat_id(*room.seats.last().unwrap()).to_string();
    let (roomid, party) = (room.roomid.to_string(), leaver.clone());
    assert!(corp.sim.change(CorpChange::ChangeRoom { roomid, party, is_in: false }).unwrap());
    follow(&corp, &api).await;
    let shown = client.get(&path).await.good();
    assert_eq!(
        (&shown["seats"], &shown["seats_ever"]),
        (&(room.seats.len() - 1).into(), &room.seats.len().into())
    );
    let stays = client.get(&format!("{path}/seats?limit=200")).await.good();
    let last = stays["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (last["party"]["id"].as_str(), last["until"].is_i64()),
        (Some(&*leaver), true),
        "who left comes last"
    );
    end(corp, api).await;
}
