//! Signing in, staying in, getting out.

use huicun_domain::access::Role;
use huicun_server::ServerSettings;
use huicun_testkit::{CORP, PASSWORD, TestApp};
use serde_json::json;

use crate::client::Api;

fn sign_in(name: &str, password: &str) -> serde_json::Value {
    json!({ "name": name, "password": password })
}

#[tokio::test]
async fn a_session_tells_who_is_signed_in() {
    let api = Api::start(TestApp::builder()).await;
    let client = api.client(Role::Reviewer).await;
    let session = client.get("/session").await.good();
    assert_eq!(session["operator"]["name"], "reviewer");
    assert_eq!(session["operator"]["locale"], serde_json::Value::Null);
    assert_eq!(
        session["operator"]["permissions"],
        json!(["view_overview", "view_directory", "view_conversation", "search", "play_media"])
    );
    assert_eq!(session["corp"], json!({ "id": CORP, "name": "测试企业" }));
    assert_eq!(session["time_zone"], "Asia/Shanghai");
    api.nobody().get("/session").await.refused(401, "signed_out");
    api.finish().await;
}

#[tokio::test]
async fn the_cookie_is_for_the_server_alone() {
    let api = Api::start(TestApp::builder()).await;
    api.app.operator(Role::Owner).await;
    let answer = api.nobody().post("/session", &sign_in("owner", PASSWORD)).await;
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("huicun=") && !cookie.contains("Secure"), "{cookie}");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/"));
    assert!(answer.cookie().unwrap().len() > 40, "256 bits");
    api.finish().await;

    let settings = ServerSettings { https: true, callback: None };
    let api = Api::with(TestApp::builder(), settings).await;
    let client = api.client(Role::Owner).await;
    let cookie = client.cookie.clone().unwrap();
    assert!(cookie.starts_with("__Host-huicun="), "{cookie}");
    let mut renamed = client.clone();
    renamed.cookie = Some(cookie.replace("__Host-huicun", "huicun"));
    renamed.get("/session").await.refused(401, "signed_out");
    let answer = client.delete("/session").await;
    assert!(answer.header("set-cookie").contains("Secure"), "a browser takes it for this name only then");
    api.finish().await;
}

#[tokio::test]
async fn an_unknown_name_answers_as_a_wrong_password_does() {
    let api = Api::start(TestApp::builder()).await;
    api.app.operator(Role::Owner).await;
    let wrong = api.nobody().post("/session", &sign_in("owner", "a wrong password")).await;
    let mut wrong = wrong.refused(401, "sign_in_failed");
    let mut unknown =
        api.nobody().post("/session", &sign_in("nobody", PASSWORD)).await.refused(401, "sign_in_failed");
    for body in [&mut wrong, &mut unknown] {
        body["request_id"] = serde_json::Value::Null;
    }
    assert_eq!(wrong, unknown);
    api.finish().await;
}

#[tokio::test]
async fn guessing_is_slowed_and_nobody_else_is_locked_out() {
    let settings = ServerSettings { https: true, callback: None };
    let api = Api::with(TestApp::builder(), settings).await;
    api.app.operator(Role::Owner).await;
    for _ in 0..5 {
        let answer = api.nobody().post("/session", &sign_in("owner", "guess guess guess")).await;
        answer.refused(401, "sign_in_failed");
    }
    let right = sign_in("owner", PASSWORD);
    api.nobody().post("/session", &right).await.refused(429, "too_many_attempts");
    api.client(Role::Reviewer).await;
    api.app.clock.advance(31_000);
    assert_eq!(api.nobody().post("/session", &right).await.status, 200, "a try came back");
    api.finish().await;
}

#[tokio::test]
async fn a_session_ends_by_rest_and_by_age() {
    let api = Api::start(TestApp::builder()).await;
    let minute = 60_000;
    let client = api.client(Role::Owner).await;
    for _ in 0..24 {
        api.app.clock.advance(29 * minute);
        assert_eq!(client.get("/session").await.status, 200, "it is kept by use");
    }
    api.app.clock.advance(25 * minute);
    client.get("/session").await.refused(401, "signed_out");

    let client = api.client(Role::Owner).await;
    api.app.clock.advance(30 * minute);
    client.get("/session").await.refused(401, "signed_out");
    api.app.clock.advance(-10 * minute);
    client.get("/session").await.refused(401, "signed_out");
    api.finish().await;
}

#[tokio::test]
async fn signing_out_ends_the_session_for_every_holder_of_its_cookie() {
    let api = Api::start(TestApp::builder()).await;
    let client = api.client(Role::Owner).await;
    let other = api.client(Role::Owner).await;
    let answer = client.delete("/session").await;
    assert_eq!(answer.status, 204);
    assert!(answer.header("set-cookie").starts_with("huicun=;"), "{}", answer.header("set-cookie"));
    client.get("/session").await.refused(401, "signed_out");
    assert_eq!(other.get("/session").await.status, 200);
    api.finish().await;
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let api = Api::start(TestApp::builder()).await;
    let client = api.client(Role::Owner).await;
    let other = api.client(Role::Owner).await;
    let change = |current: &str, new: &str| json!({ "current": current, "new": new });
    let new = "an even better password";
    client.post("/session/password", &change("wrong", new)).await.refused(401, "sign_in_failed");
    client.post("/session/password", &change(PASSWORD, "short")).await.refused(422, "password_too_weak");
    assert_eq!(client.post("/session/password", &change(PASSWORD, new)).await.status, 204);
    assert_eq!(client.get("/session").await.status, 200);
    other.get("/session").await.refused(401, "signed_out");
    api.nobody().post("/session", &sign_in("owner", PASSWORD)).await.refused(401, "sign_in_failed");
    assert_eq!(api.nobody().post("/session", &sign_in("owner", new)).await.status, 200);
    api.finish().await;
}

#[tokio::test]
async fn made_up_cookies_open_nothing() {
    let api = Api::start(TestApp::builder()).await;
    let mut client = api.client(Role::Owner).await;
    for cookie in ["huicun=", "huicun=x", "huicun=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "other=1"] {
        client.cookie = Some(cookie.to_owned());
        client.get("/session").await.refused(401, "signed_out");
    }
    api.finish().await;
}

#[tokio::test]
async fn sign_ins_are_on_record_and_names_that_nobody_has_are_not() {
    let api = Api::start(TestApp::builder()).await;
    api.client(Role::Owner).await;
    api.nobody().post("/session", &sign_in("owner", "wrong wrong wrong")).await;
    api.nobody().post("/session", &sign_in("hunter2-in-the-wrong-field", "x")).await;
    let services = &api.app.services;
    let entries = services.store.list_audit(&services.corp, None, 100).await.unwrap();
    let signs: Vec<&str> = entries
        .iter()
        .filter(|entry| entry.action == "sign_in")
        .map(|entry| entry.outcome.as_str())
        .collect();
    assert_eq!(signs, ["refused", "done"]);
    assert!(entries.iter().all(|entry| !format!("{entry:?}").contains("hunter2")));
    api.finish().await;
}
