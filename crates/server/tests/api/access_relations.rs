//! What each role gets of an object by its relation to it, and that what one may not know answers like what is not there.

use std::fmt::Write as _;

use axum::http::Method;
use huicun_domain::access::{DataScope, Role};
use huicun_domain::ids::{PartyId, PartyKind};
use huicun_testkit::{Line, NOW, TestApp, department};
use serde_json::{Value, json};

use crate::archive::{CUSTOMER, party};
use crate::client::{Api, Client};

const SALES: i64 = 2;
/// In sales.
const SELLER: &str = "ZhangWei";
/// In another department.
const HELPER: &str = "LiNa";
/// In sales, and protected.
const CHIEF: &str = "WangFang";
/// In sales, and the operator.
const ONESELF: &str = "ChenJie";
const OTHER_CUSTOMER: &str = "wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ6";
const NOWHERE: &str = "00000000-0000-7000-8000-000000000000";

/// A message of each conversation, and whom it is listed under.
const OBJECTS: [(&str, i64, &str); 4] =
    [("own", 1, CUSTOMER), ("other", 11, HELPER), ("chief", 21, CHIEF), ("self", 31, ONESELF)];

/// One conversation for each relation.
pub async fn archive() -> Api {
    let builder = TestApp::builder()
        .party(party(SELLER, PartyKind::Member, "张伟"))
        .party(party(HELPER, PartyKind::Member, "李娜"))
        .party(party(CHIEF, PartyKind::Member, "王芳"))
        .party(party(ONESELF, PartyKind::Member, "陈杰"))
        .party(party(CUSTOMER, PartyKind::ExternalContact, "客户赵先生"))
        .lines([
            Line::text(1, SELLER, &[CUSTOMER], "本周赎回"),
            Line::text(2, CUSTOMER, &[SELLER], "好的，赎回"),
            Line::text(11, HELPER, &[OTHER_CUSTOMER], "另一部门的赎回"),
            Line::text(12, OTHER_CUSTOMER, &[HELPER], "知道了"),
            Line::text(21, CHIEF, &[SELLER], "高管谈赎回"),
            Line::text(31, ONESELF, &[SELLER], "本人的赎回"),
        ]);
    let api = Api::start(builder).await;
    api.app.place(&[(SELLER, SALES), (CHIEF, SALES), (ONESELF, SALES), (HELPER, 3)]).await;
    api.app.protect(CHIEF).await;
    api
}

/// The scope that names each member one by one, the protected one too.
fn everybody() -> DataScope {
    let members = [CHIEF, HELPER, SELLER, ONESELF].into_iter().map(PartyId::from).collect();
    DataScope { members, ..DataScope::default() }
}

/// The conversation of a message, as whoever sees everything is told.
async fn conversation(all: &Client, seq: i64) -> String {
    all.get(&format!("/messages/{seq}")).await.good()["conversation_id"].as_str().unwrap().to_owned()
}

/// Every operation that is about an object that has an id.
fn operations(id: &str, seq: i64, party: &str) -> Vec<(&'static str, Method, String, Option<Value>)> {
    let conversation = |rest: &str| format!("/conversations/{id}{rest}");
    vec![
        ("get_conversation", Method::GET, conversation(""), None),
        ("get_conversation_days", Method::GET, conversation("/days"), None),
        ("get_conversation_seats", Method::GET, conversation("/seats"), None),
        ("list_conversation_stays", Method::GET, conversation("/stays"), None),
        ("list_messages", Method::GET, conversation("/messages"), None),
        ("list_messages_around", Method::GET, conversation(&format!("/messages?around={seq}")), None),
        ("set_reading", Method::PUT, conversation("/reading"), Some(json!({ "pinned": true }))),
        ("list_hits", Method::POST, conversation("/hits"), Some(json!({ "q": "赎回" }))),
        ("get_message", Method::GET, format!("/messages/{seq}"), None),
        ("get_message_raw", Method::GET, format!("/messages/{seq}/raw"), None),
        ("get_party", Method::GET, format!("/parties/{party}"), None),
        ("get_party_days", Method::GET, format!("/parties/{party}/days"), None),
        ("list_party_messages", Method::GET, format!("/parties/{party}/messages"), None),
    ]
}

/// What came back, without what names the request itself.
fn told(answer: &crate::client::Answer) -> Value {
    let mut body = answer.json();
    if let Some(body) = body.as_object_mut() {
        body.remove("request_id");
        body.remove("instance");
    }
    body
}

#[tokio::test]
async fn each_relation_gets_what_the_matrix_says() {
    let api = archive().await;
    let whole = api.app.stranger("whole", None).await;
    let mut ids = Vec::new();
    api.app.right(whole, Role::Reviewer, everybody(), (0, None)).await;
    let everything = api.sign_in("whole").await;
    for (_, seq, _) in OBJECTS {
        ids.push(conversation(&everything, seq).await);
    }
    let mut lines: Vec<String> = Vec::new();
    for role in Role::ALL {
        let operator = api.app.stranger(&format!("of-{}", role.as_str()), Some(ONESELF)).await;
        let client = api.sign_in(&format!("of-{}", role.as_str())).await;
        let mut table: Vec<(&'static str, String)> = Vec::new();
        let mut add = |name: &'static str, cell: String| match table.iter_mut().find(|row| row.0 == name) {
            Some((_, row)) => drop(write!(row, " {cell:>5}")),
            None => table.push((name, format!(" {cell:>5}"))),
        };
        let planned = api.app.right(operator, *role, department(SALES), (NOW + 60_000, None)).await;
        for (name, cell) in sweep(&client, &ids[0], OBJECTS[0]).await {
            add(name, cell);
        }
        api.app.end_right(planned).await;
        let live = api.app.right(operator, *role, department(SALES), (0, None)).await;
        for (id, object) in ids.iter().zip(OBJECTS) {
            for (name, cell) in sweep(&client, id, object).await {
                add(name, cell);
            }
        }
        api.app.end_right(live).await;
        for (name, cell) in sweep(&client, &ids[0], OBJECTS[0]).await {
            add(name, cell);
        }
        lines.push(format!("{:<24}  plan   own other chief  self ended", role.as_str()));
        lines.extend(table.into_iter().map(|(name, cells)| format!("  {name:<22}{cells}")));
    }
    let text = lines.join("\n") + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/relations.txt");
    if std::env::vars_os().any(|(name, _)| name == "UPDATE_PERMISSIONS") {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(path).unwrap_or_default(), "see UPDATE_PERMISSIONS");
    api.finish().await;
}

async fn sweep(client: &Client, id: &str, (_, seq, party): (&str, i64, &str)) -> Vec<(&'static str, String)> {
    let mut cells = Vec::new();
    for (name, method, path, body) in operations(id, seq, party) {
        let answer = client.send(method, &path, body.map(|body| body.to_string())).await;
        // Hits are a list: of what is not seen it is empty.
        let cell = match (name, answer.status) {
            ("list_hits", 200) => format!("{}", answer.json()["total"]),
            (_, status) => status.to_string(),
        };
        cells.push((name, cell));
    }
    cells
}

#[tokio::test]
async fn what_one_may_not_know_answers_like_what_is_not_there() {
    let api = archive().await;
    let reviewer = api.app.stranger("reviewer-of-sales", Some(ONESELF)).await;
    api.app.right(reviewer, Role::ComplianceOfficer, department(SALES), (0, None)).await;
    let officer = api.app.stranger("sees-all", None).await;
    api.app.right(officer, Role::Reviewer, everybody(), (0, None)).await;
    let (all, narrow) = (api.sign_in("sees-all").await, api.sign_in("reviewer-of-sales").await);
    let mut probes = 0;
    for (relation, seq, party) in OBJECTS.into_iter().filter(|(relation, ..)| *relation != "own") {
        let id = conversation(&all, seq).await;
        let foreign = operations(&id, seq, party);
        let nowhere = operations(NOWHERE, 999, "nobody-at-all");
        for ((name, method, path, body), (_, _, gone, _)) in foreign.into_iter().zip(nowhere) {
            // The party is known by what is seen of others only where it takes part there.
            let body = body.map(|body| body.to_string());
            let one = narrow.send(method.clone(), &path, body.clone()).await;
            let other = narrow.send(method, &gone, body).await;
            assert_eq!(one.status, other.status, "{relation} {name}: {}", one.text());
            if one.status == 404 {
                assert_eq!(told(&one), told(&other), "{relation} {name}");
            } else {
                assert_eq!((name, &one.json()["total"]), ("list_hits", &json!(0)), "{relation}");
            }
            assert!(!one.text().contains("赎回") && !one.text().contains(HELPER), "{relation} {name}");
            probes += 1;
        }
    }
    assert_eq!(probes, 39);
    for path in ["/conversations", "/parties"] {
        let page = narrow.get(path).await.good().to_string();
        for hidden in [HELPER, OTHER_CUSTOMER, CHIEF, ONESELF, "李娜", "王芳", "陈杰"] {
            assert!(!page.contains(hidden), "{path} shows {hidden}: {page}");
        }
        assert!(page.contains(SELLER) && page.contains(CUSTOMER), "{page}");
    }
    api.finish().await;
}
