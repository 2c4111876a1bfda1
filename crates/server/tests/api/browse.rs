//! Parties, conversations, messages.

use huicun_app::browse::conversations::{self, ConversationQuery};
use huicun_app::browse::messages::{self, Edge, Stretch, Timeline};
use huicun_app::search::{SearchRequest, hits_in_conversation, search};
use huicun_domain::access::Role;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{PartyKind, Seq};
use huicun_testkit::START;
use serde_json::{Value, json};

use crate::archive::{CUSTOMER, DAY, LI, LONG, ROOM, UNNAMED_ROOM, ZHANG, party, small};
use crate::client::{Api, Client};

fn names(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap_or("-")).collect()
}

fn seqs(page: &Value) -> Vec<i64> {
    page["items"].as_array().unwrap().iter().map(|item| item["seq"].as_i64().unwrap()).collect()
}

async fn conversation(client: &Client, kind: &str, title: &str) -> Value {
    let page = client.get(&format!("/conversations?kind={kind}")).await.good();
    let found = page["items"].as_array().unwrap().iter().find(|item| item["title"] == title).cloned();
    found.unwrap_or_else(|| panic!("{title}: {page}"))
}

async fn long_chat(client: &Client) -> String {
    let chat = conversation(client, "direct", "张伟 · 客户赵先生").await;
    chat["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn parties_are_listed_filtered_and_paged() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let all = client.get("/parties").await.good();
    assert_eq!((all["total"].as_u64(), all["next"].as_str()), (Some(4), None));
    let members = client.get("/parties?kind=member&q=%E5%BC%A0").await.good();
    assert_eq!(names(&members), ["张伟"]);
    let party = client.get(&format!("/parties/{LI}")).await.good();
    assert_eq!((party["left"].as_bool(), party["detail"].as_str()), (Some(true), Some("销售部")));
    assert_eq!(party["conversations"], 3);

    let mut walked = Vec::new();
    let mut path = "/parties?limit=1".to_owned();
    loop {
        let page = client.get(&path).await.good();
        walked.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/parties?limit=1&after={next}");
    }
    assert_eq!(
        walked,
        all["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
    );
    client.get("/parties/nobody").await.refused(404, "not_found");
    client.get("/parties?kind=king").await.refused(400, "bad_request");
    client.get("/parties?colour=red").await.refused(400, "bad_request");
    api.finish().await;
}

#[tokio::test]
async fn conversations_are_named_and_listed_by_last_activity() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let page = client.get("/conversations").await.good();
    assert_eq!(page["total"], 4);
    let last: Vec<i64> =
        page["items"].as_array().unwrap().iter().map(|item| item["last_at"].as_i64().unwrap()).collect();
    assert!(last.is_sorted_by(|one, other| one >= other), "{last:?}");
    assert_eq!(page["items"][0]["title"], "李娜 · 张伟");
    assert_eq!(page["items"][0]["last_preview"], "索引还没有到的赎回");

    let room = conversation(&client, "room", "理财交流群").await;
    assert_eq!((room["party_count"].as_u64(), room["external"].as_bool()), (Some(3), Some(false)));
    assert_eq!((room["last_preview"].as_str(), room["last_kind"].as_str()), (Some("收到"), Some("text")));
    let unnamed = conversation(&client, "room", "李娜、WangFang、张伟 (4)").await;
    assert_eq!(unnamed["external"], true);
    let shown = client.get(&format!("/conversations/{}", unnamed["id"].as_str().unwrap())).await.good();
    assert_eq!(shown["parties"].as_array().unwrap().len(), 4);

    let of_customer = client.get(&format!("/conversations?party={CUSTOMER}")).await.good();
    assert_eq!(of_customer["total"], 2);
    let found = client.get("/conversations?q=%E7%90%86%E8%B4%A2").await.good();
    assert_eq!(found["items"][0]["title"], "理财交流群");
    client.get("/conversations/nonsense").await.refused(404, "not_found");
    let absent = "/conversations/00000000-0000-5000-8000-000000000000";
    client.get(absent).await.refused(404, "not_found");
    client.get(&format!("{absent}/messages")).await.refused(404, "not_found");
    client.get(&format!("{absent}/days")).await.refused(404, "not_found");
    assert!(ROOM != UNNAMED_ROOM);
    api.finish().await;
}

#[tokio::test]
async fn a_conversation_is_walked_from_its_end_to_its_beginning_and_back() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let path = format!("/conversations/{}/messages", long_chat(&client).await);
    let expected: Vec<i64> = (100..100 + LONG).collect();

    let mut page = client.get(&format!("{path}?limit=60")).await.good();
    assert_eq!(page["after"], Value::Null);
    let mut walked = seqs(&page);
    while let Some(token) = page["before"].as_str() {
        page = client.get(&format!("{path}?limit=60&before={token}")).await.good();
        walked.splice(0..0, seqs(&page));
    }
    assert_eq!(walked, expected, "backwards, none twice, none missing");

    let mut page = client.get(&format!("{path}?limit=37&edge=first")).await.good();
    assert_eq!(page["before"], Value::Null);
    let mut walked = seqs(&page);
    while let Some(token) = page["after"].as_str() {
        page = client.get(&format!("{path}?limit=37&after={token}")).await.good();
        walked.extend(seqs(&page));
    }
    assert_eq!(walked, expected, "forwards");
    api.finish().await;
}

#[tokio::test]
async fn a_stretch_surrounds_a_message_or_a_moment() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let path = format!("/conversations/{}/messages", long_chat(&client).await);
    let around = client.get(&format!("{path}?around=201&limit=10")).await.good();
    assert_eq!((seqs(&around), around["focus"].as_i64()), ((196..206).collect(), Some(201)));
    let (before, after) = (around["before"].as_str().unwrap(), around["after"].as_str().unwrap());
    let older = client.get(&format!("{path}?before={before}&limit=3")).await.good();
    assert_eq!(seqs(&older), [193, 194, 195]);
    let newer = client.get(&format!("{path}?after={after}&limit=3")).await.good();
    assert_eq!(seqs(&newer), [206, 207, 208]);

    let at = client.get(&format!("{path}?at={}&limit=4", START + 100 * 60_000)).await.good();
    assert_eq!((seqs(&at), at["focus"].as_i64()), (vec![198, 199, 200, 201], Some(200)));
    let late = client.get(&format!("{path}?at={}&limit=4", START + 30 * DAY)).await.good();
    assert_eq!((late["focus"].as_i64(), late["after"].clone()), (Some(99 + LONG), Value::Null));
    let early = client.get(&format!("{path}?at=0&limit=2")).await.good();
    assert_eq!((seqs(&early), early["before"].clone()), (vec![100, 101], Value::Null));

    client.get(&format!("{path}?around=1")).await.refused(404, "not_found");
    client.get(&format!("{path}?around=1&at=2")).await.refused(400, "bad_request");
    client.get(&format!("{path}?edge=middle")).await.refused(400, "bad_request");
    api.finish().await;
}

#[tokio::test]
async fn page_tokens_are_of_use_to_their_reader_and_list_alone() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let other = api.client(Role::Owner).await;
    let chat = format!("/conversations/{}/messages", long_chat(&client).await);
    let page = client.get(&format!("{chat}?limit=5")).await.good();
    let token = page["before"].as_str().unwrap().to_owned();
    let mut forged = token.clone().into_bytes();
    forged[3] = if forged[3] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    for wrong in [forged.as_str(), "", "AAAA", "%00", &token[1..]] {
        client.get(&format!("{chat}?before={wrong}")).await.refused(400, "bad_page_token");
    }
    other.get(&format!("{chat}?before={token}")).await.refused(400, "bad_page_token");
    client.get(&format!("/conversations?after={token}")).await.refused(400, "bad_page_token");
    client.get(&format!("/parties?after={token}")).await.refused(400, "bad_page_token");
    let room = conversation(&client, "room", "理财交流群").await;
    let elsewhere = format!("/conversations/{}/messages?before={token}", room["id"].as_str().unwrap());
    client.get(&elsewhere).await.refused(400, "bad_page_token");

    let list = client.get("/conversations?limit=1").await.good();
    let token = list["next"].as_str().unwrap();
    client.get(&format!("/conversations?kind=room&after={token}")).await.refused(400, "bad_page_token");
    assert_eq!(client.get(&format!("/conversations?limit=1&after={token}")).await.status, 200);
    api.finish().await;
}

#[tokio::test]
async fn days_are_counted_in_the_archives_time_zone() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let chat = conversation(&client, "direct", "李娜 · 张伟").await;
    let days = client.get(&format!("/conversations/{}/days", chat["id"].as_str().unwrap())).await.good();
    let expected = json!([{ "day": "2026-08-01", "count": 3 }, { "day": "2026-08-02", "count": 2 }]);
    assert_eq!(days["days"], expected);
    api.finish().await;
}

#[tokio::test]
async fn a_recall_and_its_message_know_each_other() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let original = client.get("/messages/3").await.good();
    assert_eq!(original["content"], json!({ "type": "text", "text": "密码我发错了", "quote": null }));
    assert_eq!(original["recalled"]["after_ms"], 1_000);
    assert_eq!(original["recalled"]["by"]["name"], "张伟");
    assert_eq!(
        original["recipients"][0],
        json!({ "id": LI, "kind": "member", "name": "李娜", "left": true })
    );
    let recall = client.get("/messages/4").await.good();
    assert_eq!((recall["recalls_seq"].as_i64(), recall["action"].as_str()), (Some(3), Some("recall")));
    assert_eq!(recall["kind"], "revoke");
    api.finish().await;
}

#[tokio::test]
async fn a_damaged_message_is_shown_as_such_and_stops_nothing() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let damaged = client.get("/messages/5").await.good();
    assert_eq!(
        (damaged["kind"].as_str(), damaged["content"]["type"].as_str()),
        (Some("text"), Some("unknown"))
    );
    assert_eq!(damaged["sender"]["id"], LI);
    let chat = damaged["conversation_id"].as_str().unwrap();
    let page = client.get(&format!("/conversations/{chat}/messages")).await.good();
    assert_eq!(seqs(&page), [3, 4, 5, 7, 500]);
    api.finish().await;
}

#[tokio::test]
async fn the_exact_plaintext_is_shown() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let raw = client.get("/messages/1/raw").await.good();
    let plaintext: Value = serde_json::from_str(raw["plaintext"].as_str().unwrap()).unwrap();
    assert_eq!(plaintext["text"]["content"], "大家好，本周  赎回\n规则有变化");
    let damaged = client.get("/messages/5/raw").await.good();
    assert_eq!(damaged["plaintext"], "{\"not\": \"a message\"}");
    client.get("/messages/9999").await.refused(404, "not_found");
    client.get("/messages/9999/raw").await.refused(404, "not_found");
    client.get("/messages/one").await.refused(404, "not_found");
    api.finish().await;
}

#[tokio::test]
async fn every_reading_of_content_is_on_record() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let chat = long_chat(&client).await;
    client.get(&format!("/conversations/{chat}/messages?limit=7")).await.good();
    client.get("/messages/1").await.good();
    client.get("/messages/1/raw").await.good();
    let services = &api.app.services;
    let entries = services.store.list_audit(&services.corp, None, 100).await.unwrap();
    let seen: Vec<(&str, u64)> =
        entries.iter().take(4).map(|entry| (entry.action.as_str(), entry.count)).collect();
    assert_eq!(
        seen,
        [("view_message", 1), ("view_message", 1), ("view_conversation", 7), ("list_conversations", 2)]
    );
    let operator = api.app.operator(Role::Reviewer).await.to_string();
    assert!(entries.iter().take(4).all(|entry| entry.actor == operator && entry.outcome == "answered"));
    assert!(entries[2].object.contains(&chat) && entries[0].object.contains("raw"));
    assert_eq!(ZHANG, "ZhangWei");
    api.finish().await;
}

#[tokio::test]
async fn without_an_audit_entry_there_is_no_answer() {
    let api = Api::start(small()).await;
    let chat = long_chat(&api.client(Role::Reviewer).await).await.parse().unwrap();
    let (ctx, services) = (api.app.ctx(Role::Owner).await, api.app.read_only().await);
    let request = SearchRequest { q: "收到".into(), ..SearchRequest::default() };
    let last = Stretch::Edge(Edge::Last);
    let refusals = [
        messages::get(&ctx, &services, Seq(1)).await.map(|_| ()),
        messages::raw(&ctx, &services, Seq(1)).await.map(|_| ()),
        messages::page(&ctx, &services, Timeline::Conversation(chat), Vec::new(), &last, None)
            .await
            .map(|_| ()),
        messages::page(&ctx, &services, Timeline::Party(ZHANG.into()), Vec::new(), &last, None)
            .await
            .map(|_| ()),
        conversations::list(&ctx, &services, &ConversationQuery::default()).await.map(|_| ()),
        conversations::get(&ctx, &services, chat).await.map(|_| ()),
        search(&ctx, &services, &request).await.map(|_| ()),
        hits_in_conversation(&ctx, &services, chat, "第", true).await.map(|_| ()),
    ];
    for refusal in refusals {
        assert_eq!(refusal.unwrap_err().code(), ProblemCode::DataReadOnly);
    }
    services.store.close().await;
    api.finish().await;
}

#[tokio::test]
async fn what_a_customer_took_part_in_is_read_as_one() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let path = format!("/parties/{CUSTOMER}/messages");
    let last = client.get(&format!("{path}?limit=3")).await.good();
    assert_eq!(seqs(&last), [347, 348, 349]);
    assert_eq!(last["conversations"][0]["title"], "张伟 · 客户赵先生");
    let first = client.get(&format!("{path}?edge=first&limit=2")).await.good();
    // The room comes before the direct chat: both belong to what was asked for.
    assert_eq!(seqs(&first), [6, 100]);
    assert_eq!(first["conversations"].as_array().unwrap().len(), 2);
    let on = first["after"].as_str().unwrap();
    assert_eq!(seqs(&client.get(&format!("{path}?after={on}&limit=2")).await.good()), [101, 102]);
    // A token is for one timeline alone.
    client.get(&format!("/parties/{ZHANG}/messages?after={on}")).await.refused(400, "bad_page_token");
    let around = client.get(&format!("{path}?around=200&limit=4")).await.good();
    assert_eq!((seqs(&around), around["focus"].as_i64()), (vec![198, 199, 200, 201], Some(200)));
    client.get(&format!("{path}?around=2")).await.refused(404, "not_found");
    client.get("/parties/nobody/messages").await.refused(404, "not_found");
    client.get(&format!("{path}?kinds=image")).await.good();
    client.get(&format!("{path}?kinds=telegram")).await.refused(400, "bad_request");
    let days = client.get(&format!("/parties/{CUSTOMER}/days")).await.good();
    let total: i64 = days["days"].as_array().unwrap().iter().map(|day| day["count"].as_i64().unwrap()).sum();
    assert_eq!(total, 1 + LONG);
    let party = client.get(&format!("/parties/{CUSTOMER}")).await.good();
    assert_eq!(party["extent"]["message_count"], 1 + LONG);
    assert_eq!(party["names"][0]["name"], "客户赵先生");
    api.finish().await;
}

#[tokio::test]
async fn a_sender_is_named_as_it_was_and_as_it_is() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let renamed = party(ZHANG, PartyKind::Member, "张伟（离职）");
    let services = &api.app.services;
    services.store.upsert_parties(&services.corp, &[renamed], services.now() + 1).await.unwrap();
    let message = client.get("/messages/1").await.good();
    assert_eq!(message["sender"]["name"], "张伟（离职）");
    assert_eq!(message["sender_then"], "张伟");
    assert_eq!(client.get("/messages/2").await.good()["sender_then"], Value::Null);
    api.finish().await;
}

#[tokio::test]
async fn what_was_read_and_pinned_is_noted_for_each_operator() {
    let api = Api::start(small()).await;
    let (one, other) = (api.client(Role::Reviewer).await, api.client(Role::Owner).await);
    let chat = long_chat(&one).await;
    let path = format!("/conversations/{chat}");
    assert_eq!(one.get(&path).await.good()["unread"], true);
    let newest = json!({ "read": 349, "pinned": true });
    assert_eq!(one.put(&format!("{path}/reading"), &newest).await.status, 204);
    // What was read before stays read.
    assert_eq!(one.put(&format!("{path}/reading"), &json!({ "read": 100 })).await.status, 204);
    let shown = one.get(&path).await.good();
    assert_eq!((&shown["unread"], &shown["pinned"]), (&json!(false), &json!(true)));
    let shown = other.get(&path).await.good();
    assert_eq!((&shown["unread"], &shown["pinned"]), (&json!(true), &json!(false)));
    assert_eq!(one.get("/conversations?pinned=true").await.good()["total"], 1);
    assert_eq!(other.get("/conversations?pinned=true").await.good()["total"], 0);
    one.put(&format!("{path}/reading"), &json!({ "read": 1 })).await.refused(404, "not_found");
    let absent = "/conversations/00000000-0000-5000-8000-000000000000/reading";
    one.put(absent, &json!({ "pinned": true })).await.refused(404, "not_found");
    api.finish().await;
}

#[tokio::test]
async fn messages_are_chosen_one_by_one() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Owner).await;
    let found = client.post("/search", &json!({ "seqs": [3, 101, 4_000] })).await.good();
    assert_eq!(found["total"], 2);
    let many: Vec<i64> = (1..=1_001).collect();
    client.post("/search", &json!({ "seqs": many })).await.refused(400, "bad_request");
    api.finish().await;
}
