//! Searching through the interface.

use huicun_domain::access::Role;
use serde_json::{Value, json};

use crate::archive::{CUSTOMER, LI, small};
use crate::client::Api;

#[tokio::test]
async fn hits_come_with_what_shows_them() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let answer =
        client.post("/search", &json!({ "q": "赎回", "context": true, "kinds_count": true })).await.good();
    assert_eq!(answer["total"], 2);
    assert_eq!(answer["hits"][0]["message"]["seq"], 500, "what the index has not reached is found too");
    assert_eq!(answer["coverage"]["lag_messages"], 1);
    let hit = &answer["hits"][1];
    assert_eq!(hit["conversation"]["title"], "理财交流群");
    assert_eq!(hit["snippet"][1], json!({ "text": "赎回", "hit": true }));
    assert_eq!(hit["after"]["content"]["text"], "收到");
    assert_eq!(hit["before"], Value::Null);
    assert_eq!(answer["kinds"], json!([{ "kind": "text", "count": 2 }]));
    assert_eq!(answer["understood"][0], json!({ "text": "赎回", "role": "all", "phrase": false }));
    api.finish().await;
}

#[tokio::test]
async fn filters_compose_and_pages_follow_each_other() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let sent = json!({ "contact": CUSTOMER, "direction": "sent", "order": "oldest", "limit": 50 });
    let mut request = sent.clone();
    let mut walked = Vec::new();
    loop {
        let answer = client.post("/search", &request).await.good();
        assert_eq!(answer["total"], 125);
        let hits = answer["hits"].as_array().unwrap();
        walked.extend(hits.iter().map(|hit| hit["message"]["seq"].as_i64().unwrap()));
        let Some(next) = answer["next"].as_str() else { break };
        request["after"] = json!(next);
    }
    assert_eq!(walked, (100..350).filter(|seq| seq % 2 == 1).collect::<Vec<i64>>());
    let recalled = client.post("/search", &json!({ "member": LI, "recalled": "only" })).await.good();
    assert_eq!(
        (recalled["total"].as_u64(), recalled["hits"][0]["message"]["seq"].as_i64()),
        (Some(1), Some(3))
    );
    let external = client.post("/search", &json!({ "q": "order", "side": "internal" })).await.good();
    assert_eq!(external["total"], 0);
    api.finish().await;
}

#[tokio::test]
async fn useless_searches_are_refused_with_their_reason() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    for (request, status, code) in [
        (json!({}), 422, "query_empty"),
        (json!({ "q": " \t\n" }), 422, "query_empty"),
        (json!({ "q": "\u{200b}" }), 422, "query_empty"),
        (json!({ "q": "-赎回" }), 422, "query_only_excludes"),
        (json!({ "q": "好".repeat(10_000) }), 422, "query_too_long"),
        (json!({ "q": "x", "from": 2, "to": 1 }), 422, "dates_reversed"),
        (json!({ "q": "x", "after": "forged" }), 400, "bad_page_token"),
        (json!({ "q": "x", "limit": -1 }), 422, "bad_request"),
        (json!({ "q": "x", "colour": "red" }), 422, "bad_request"),
        (json!({ "q": "x", "kinds": ["telegram"] }), 422, "bad_request"),
        (json!({ "q": "x", "direction": "sent" }), 400, "bad_request"),
    ] {
        client.post("/search", &request).await.refused(status, code);
    }
    api.finish().await;
}

#[tokio::test]
async fn hits_of_a_conversation_are_listed_for_stepping() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    let id = client.get("/messages/100").await.good()["conversation_id"].as_str().unwrap().to_owned();
    let hits = client.post(&format!("/conversations/{id}/hits"), &json!({ "q": "第10" })).await.good();
    assert_eq!(hits["total"], 10);
    assert_eq!(hits["seqs"].as_array().unwrap()[..2], [json!(100), json!(101)]);
    let exact = json!({ "q": "ORDER-", "fold": false });
    assert_eq!(client.post(&format!("/conversations/{id}/hits"), &exact).await.good()["total"], 0);
    let folded = json!({ "q": "ORDER-" });
    assert_eq!(client.post(&format!("/conversations/{id}/hits"), &folded).await.good()["total"], 250);
    client.post(&format!("/conversations/{id}/hits"), &json!({ "q": "" })).await.refused(422, "query_empty");
    api.finish().await;
}

#[tokio::test]
async fn the_audit_keeps_no_word_of_a_query() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Reviewer).await;
    client.post("/search", &json!({ "q": "赎回规则的秘密" })).await.good();
    client.post("/search", &json!({ "q": "赎回规则的秘密" })).await.good();
    let services = &api.app.services;
    let entries = services.store.list_audit(&services.corp, None, 2).await.unwrap();
    assert!(entries.iter().all(|entry| entry.action == "search" && !entry.object.contains("赎回")));
    assert_eq!(entries[0].object, entries[1].object, "equal queries are recognised");
    api.finish().await;
}
