//! Operators and their rights: created, granted, ended, explained.

use huicun_domain::access::Role;
use huicun_domain::ids::PartyKind;
use huicun_testkit::{Line, NOW, PASSWORD, TestApp};
use serde_json::{Value, json};

use crate::archive::{CUSTOMER, LI, ZHANG, party, small};
use crate::client::{Api, Client};

const HOUR: i64 = 3_600_000;

fn over(department: i64) -> Value {
    let mut scope = whole();
    scope["departments"] = json!([{ "department": department, "children": true }]);
    scope
}

fn whole() -> Value {
    json!({ "departments": [], "members": [], "tags": [], "contacts": [], "rooms": [], "kind": null, "side": null,
        "from": null, "until": null })
}

fn right(role: &str, scope: &Value) -> Value {
    json!({ "role": role, "scope": scope, "reason": "季度复核" })
}

async fn create(client: &Client, name: &str, right: &Value) -> Value {
    let body = json!({ "name": name, "display_name": "赵磊", "right": right });
    client.post("/operators", &body).await.good()
}

async fn signed_in(api: &Api, name: &str, password: &str) -> Client {
    let mut client = api.nobody();
    let answer = client.post("/session", &json!({ "name": name, "password": password })).await;
    client.cookie = answer.cookie();
    answer.good();
    client
}

fn operator<'v>(view: &'v Value, name: &str) -> &'v Value {
    view["operators"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap()
}

#[tokio::test]
async fn a_reviewer_of_one_department_sees_that_and_loses_it_at_once() {
    let api = Api::start(small()).await;
    api.app.place(&[(ZHANG, 2), (LI, 3)]).await;
    let security = api.client(Role::SecurityAdministrator).await;
    security.get("/conversations").await.refused(403, "forbidden");
    let made = create(&security, "zhao", &right("reviewer", &over(3))).await;
    let reviewer = signed_in(&api, "zhao", made["password"].as_str().unwrap()).await;

    let session = reviewer.get("/session").await.good();
    assert_eq!(session["operator"]["roles"], json!(["reviewer"]));
    assert_eq!(session["operator"]["permissions"], json!(["view_conversation", "search", "play_media"]));
    let page = reviewer.get("/conversations").await.good();
    assert_eq!(page["total"], 3, "Li's two rooms and the chat with Zhang: {page}");
    reviewer.get("/messages/100").await.refused(404, "not_found");
    reviewer.get("/overview").await.refused(403, "forbidden");
    reviewer.get("/directory/members").await.refused(403, "forbidden");

    let view = security.get("/operators").await.good();
    let zhao = operator(&view, "zhao");
    let assignment = zhao["assignments"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(zhao["assignments"][0]["names"]["departments"], json!(["3"]));
    let end = format!("/assignments/{assignment}/end");
    security.post(&end, &json!({ "reason": " " })).await.refused(422, "reason_missing");
    let preview = format!("/operators/{}/preview", zhao["id"].as_str().unwrap());
    let change = json!({ "change": "end", "assignment": assignment });
    let told = security.post(&preview, &change).await.good();
    assert_eq!(told["before"]["conversations"], 3);
    assert_eq!(told["after"], json!({ "conversations": 0, "messages": 0 }));
    let change = json!({ "change": "grant", "right": right("reviewer", &whole()) });
    assert_eq!(security.post(&preview, &change).await.good()["after"]["conversations"], 4);

    assert_eq!(security.post(&end, &json!({ "reason": "换岗" })).await.status, 204);
    reviewer.get("/conversations").await.refused(403, "forbidden");
    security.post(&end, &json!({ "reason": "换岗" })).await.refused(409, "conflict");
    let view = security.get("/operators").await.good();
    let ended = &operator(&view, "zhao")["assignments"][0];
    assert_eq!((&ended["live"], &ended["ending"]["reason"]), (&json!(false), &json!("换岗")));
    assert_eq!(ended["ending"]["by"]["name"], "security_administrator");
    api.finish().await;
}

#[tokio::test]
async fn a_right_counts_from_its_beginning_until_its_end() {
    let api = Api::start(small()).await;
    let security = api.client(Role::SecurityAdministrator).await;
    let mut planned = right("regulator", &whole());
    security
        .post("/operators", &json!({ "name": "bureau", "display_name": "监管", "right": planned }))
        .await
        .refused(422, "right_needs_end");
    planned["from"] = json!(NOW + HOUR);
    planned["until"] = json!(NOW + 2 * HOUR);
    let made = create(&security, "bureau", &planned).await;
    let mut seen = Vec::new();
    for step in [0, HOUR - 1, 1, HOUR - 1, 1] {
        api.app.clock.advance(step);
        let bureau = signed_in(&api, "bureau", made["password"].as_str().unwrap()).await;
        seen.push(bureau.get("/conversations").await.status);
    }
    assert_eq!(seen, [403, 403, 200, 200, 403]);
    api.finish().await;
}

#[tokio::test]
async fn nobody_grants_or_ends_a_right_of_their_own_and_somebody_always_manages() {
    let api = Api::start(small()).await;
    let (owner, security) = (api.client(Role::Owner).await, api.client(Role::SecurityAdministrator).await);
    let view = owner.get("/operators").await.good();
    let (own, other) = (operator(&view, "owner").clone(), operator(&view, "security_administrator").clone());
    let of = |row: &Value, rest: &str| format!("/operators/{}{rest}", row["id"].as_str().unwrap());
    let end = |row: &Value| format!("/assignments/{}/end", row["assignments"][0]["id"].as_str().unwrap());
    let why = json!({ "reason": "x" });
    owner
        .post(&of(&own, "/assignments"), &right("reviewer", &whole()))
        .await
        .refused(409, "right_to_oneself");
    owner.post(&end(&own), &why).await.refused(409, "right_to_oneself");
    owner.post(&of(&own, "/disable"), &why).await.refused(409, "right_to_oneself");

    assert_eq!(security.put(&of(&other, "/member"), &json!({ "member": ZHANG })).await.status, 204);
    security.put(&of(&other, "/member"), &json!({ "member": LI })).await.refused(409, "conflict");
    security.put(&of(&own, "/member"), &json!({ "member": CUSTOMER })).await.refused(422, "member_unknown");
    let mut over_zhang = whole();
    over_zhang["members"] = json!([ZHANG]);
    let granted = security.post(&of(&own, "/assignments"), &right("reviewer", &over_zhang)).await;
    granted.refused(409, "right_over_oneself");

    assert_eq!(security.post(&of(&own, "/disable"), &why).await.status, 204);
    owner.get("/session").await.refused(401, "signed_out");
    let again = api.nobody().post("/session", &json!({ "name": "owner", "password": PASSWORD })).await;
    again.refused(401, "sign_in_failed");
    let left = api.app.services.store.assignments().await.unwrap();
    assert_eq!(left.iter().filter(|one| one.role == Role::SecurityAdministrator).count(), 1);
    api.finish().await;
}

#[tokio::test]
async fn separated_duties_exclude_each_other() {
    let api = Api::start(small()).await;
    let (owner, security) = (api.client(Role::Owner).await, api.client(Role::SecurityAdministrator).await);
    let strict = json!({ "separation": "strict" });
    let view = owner.get("/operators").await.good();
    assert_eq!(view["separation"], "small_team");
    assert_eq!(view["merged"], json!([{ "operator": operator(&view, "owner")["id"], "roles": ["owner"] }]));
    security.put("/separation", &strict).await.refused(409, "not_separable");
    let end =
        format!("/assignments/{}/end", operator(&view, "owner")["assignments"][0]["id"].as_str().unwrap());
    assert_eq!(security.post(&end, &json!({ "reason": "职责分立" })).await.status, 204);
    assert_eq!(security.put("/separation", &strict).await.status, 204);

    create(&security, "sun", &right("system_administrator", &whole())).await;
    let view = security.get("/operators").await.good();
    let grant = format!("/operators/{}/assignments", operator(&view, "sun")["id"].as_str().unwrap());
    for role in ["audit_administrator", "security_administrator", "reviewer", "owner"] {
        security.post(&grant, &right(role, &whole())).await.refused(409, "roles_exclude");
    }
    let body = json!({ "name": "sun", "display_name": "x", "right": right("reviewer", &whole()) });
    security.post("/operators", &body).await.refused(409, "operator_exists");
    security.post(&grant, &right("reviewer", &over(3))).await.refused(409, "roles_exclude");
    security
        .post(&grant, &right("system_administrator", &over(3)))
        .await
        .refused(422, "right_takes_no_scope");
    security.post(&grant, &right("investigator", &whole())).await.refused(422, "right_needs_scope");
    assert!(security.get("/operators").await.good()["merged"].as_array().unwrap().is_empty());
    api.finish().await;
}

#[tokio::test]
async fn what_is_explained_is_what_is_enforced() {
    let api = Api::start(small()).await;
    api.app.place(&[(ZHANG, 2), (LI, 3)]).await;
    let security = api.client(Role::SecurityAdministrator).await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let mut readers = Vec::new();
    for (name, role, scope) in [
        ("sales", "reviewer", over(2)),
        ("support", "reviewer", over(3)),
        ("nobody", "reviewer", over(9)),
        ("everything", "reviewer", whole()),
        ("finds", "exporter", whole()),
    ] {
        let made = create(&security, name, &right(role, &scope)).await;
        readers.push((name, signed_in(&api, name, made["password"].as_str().unwrap()).await));
    }
    let page = officer.get("/conversations").await.good();
    let mut reasons = Vec::new();
    for item in page["items"].as_array().unwrap() {
        let id = item["id"].as_str().unwrap();
        let answer = security.get(&format!("/conversations/{id}/access")).await.good();
        assert_eq!(answer["title"], Value::Null, "who reads nothing is told no title");
        assert_eq!(answer["messages"], item["message_count"]);
        for (name, reader) in &readers {
            let standing = answer["operators"]
                .as_array()
                .unwrap()
                .iter()
                .find(|row| row["operator"]["name"] == *name)
                .unwrap();
            let read = reader.get(&format!("/conversations/{id}")).await;
            let granted = standing["reason"] == "granted";
            assert_eq!(granted, read.status == 200, "{name} {id}: {standing}");
            if granted {
                assert_eq!(standing["messages"], read.good()["message_count"], "{name} {id}");
                let own = standing["operator"]["id"].as_str().unwrap();
                let told = reader.get(&format!("/conversations/{id}/access?operator={own}")).await.good();
                assert_eq!(told["operators"][0]["reason"], "granted");
                assert_eq!(told["title"], item["title"]);
            } else if read.status == 404 {
                let own = standing["operator"]["id"].as_str().unwrap();
                let told = reader.get(&format!("/conversations/{id}/access?operator={own}")).await;
                told.refused(404, "not_found");
            }
            reader.get(&format!("/conversations/{id}/access")).await.refused(403, "forbidden");
            reasons.push(standing["reason"].as_str().unwrap().to_owned());
        }
    }
    for reason in ["granted", "out_of_scope", "role_lacks"] {
        assert!(reasons.iter().any(|one| one == reason), "{reason}: {reasons:?}");
    }
    let id = page["items"][0]["id"].as_str().unwrap();
    let before = security.get(&format!("/conversations/{id}/access?at={}", NOW - 1)).await.good();
    let seeing = before["operators"].as_array().unwrap().iter().filter(|row| row["reason"] == "granted");
    assert_eq!(seeing.count(), 0, "nobody was appointed then");
    api.finish().await;
}

#[tokio::test]
async fn protected_members_are_seen_only_where_they_are_named() {
    let builder = TestApp::builder()
        .party(party(ZHANG, PartyKind::Member, "张伟"))
        .party(party(LI, PartyKind::Member, "李娜"))
        .lines([Line::text(1, ZHANG, &[LI], "赎回"), Line::text(2, LI, &[CUSTOMER], "赎回")]);
    let api = Api::start(builder).await;
    let (owner, reviewer) = (api.client(Role::Owner).await, api.client(Role::Reviewer).await);
    assert_eq!(reviewer.get("/conversations").await.good()["total"], 2);
    let protect = format!("/protected-members/{ZHANG}");
    owner.put("/protected-members/nobody", &json!({ "reason": "高管" })).await.refused(422, "member_unknown");
    assert_eq!(owner.put(&protect, &json!({ "reason": "高管" })).await.status, 204);
    owner.put(&protect, &json!({ "reason": "高管" })).await.refused(409, "conflict");

    let page = reviewer.get("/conversations").await.good();
    assert_eq!(page["total"], 1, "the open session too: {page}");
    let found = reviewer.post("/search", &json!({ "q": "赎回" })).await.good();
    assert_eq!((&found["total"], &found["coverage"]["visible"]), (&json!(1), &json!(1)));
    reviewer.get("/messages/1").await.refused(404, "not_found");

    let view = owner.get("/operators").await.good();
    assert_eq!(view["protected"][0]["member"]["name"], "张伟");
    let mut named = whole();
    named["members"] = json!([ZHANG]);
    let grant = format!("/operators/{}/assignments", operator(&view, "reviewer")["id"].as_str().unwrap());
    owner.post(&grant, &right("investigator", &named)).await.good();
    assert_eq!(reviewer.get("/conversations").await.good()["total"], 2);
    assert_eq!(owner.delete(&protect).await.status, 204);
    owner.delete(&protect).await.refused(404, "not_found");
    api.finish().await;
}
