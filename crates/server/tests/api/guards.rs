//! What every request passes and every answer carries.

use axum::http::Method;
use huicun_domain::access::Role;
use huicun_testkit::TestApp;
use serde_json::json;

use crate::archive::small;
use crate::client::Api;

#[tokio::test]
async fn what_changes_something_needs_the_header_and_the_own_site() {
    let api = Api::start(TestApp::builder()).await;
    let client = api.client(Role::Owner).await;
    let body = json!({ "q": "x" });
    client.clone().with("x-huicun", "").post("/search", &body).await.refused(403, "csrf_header_missing");
    let foreign = client.clone().with("origin", "https://evil.example");
    foreign.post("/search", &body).await.refused(403, "csrf_header_missing");
    foreign.delete("/session").await.refused(403, "csrf_header_missing");
    let sibling = client.clone().with("sec-fetch-site", "same-site");
    sibling.post("/search", &body).await.refused(403, "csrf_header_missing");
    let own = client.clone().with("origin", "http://archive.example").with("sec-fetch-site", "same-origin");
    assert_eq!(own.post("/search", &body).await.status, 200);
    assert_eq!(client.with("x-huicun", "").get("/session").await.status, 200, "reading needs no header");
    let nobody = api.nobody().with("x-huicun", "");
    nobody
        .post("/session", &json!({ "name": "x", "password": "y" }))
        .await
        .refused(403, "csrf_header_missing");
    api.finish().await;
}

#[tokio::test]
async fn problems_speak_the_callers_language() {
    let api = Api::start(TestApp::builder()).await;
    let chinese = api.nobody().get("/session").await;
    assert_eq!(chinese.header("content-language"), "zh-CN");
    assert_eq!(chinese.refused(401, "signed_out")["title"], "您尚未登录");
    let english = api.nobody().with("accept-language", "fr, en;q=0.5").get("/session").await;
    assert_eq!(english.header("content-language"), "en");
    let english = english.refused(401, "signed_out");
    assert_eq!(english["title"], "You are not signed in");
    assert_eq!(english["fix"], "Sign in and try again.");
    assert_eq!(english["detail"], serde_json::Value::Null);
    api.finish().await;
}

#[tokio::test]
async fn answers_stay_where_they_belong() {
    let api = Api::start(TestApp::builder()).await;
    let client = api.client(Role::Owner).await;
    for answer in
        [client.get("/session").await, client.get("/nowhere").await, api.nobody().get("/overview").await]
    {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("x-request-id").len(), 32);
    }
    let told = client.clone().with("x-request-id", "chosen-by-the-caller").get("/session").await;
    assert_ne!(told.header("x-request-id"), "chosen-by-the-caller");
    api.finish().await;
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem_too() {
    let api = Api::start(TestApp::builder()).await;
    let client = api.client(Role::Owner).await;
    client.get("/nowhere").await.refused(404, "not_found");
    client.get("/").await.refused(404, "not_found");
    client.send(Method::PUT, "/session", None).await.refused(405, "bad_request");
    client.send(Method::DELETE, "/overview", None).await.refused(405, "bad_request");
    api.finish().await;
}

#[tokio::test]
async fn bodies_that_are_none_are_refused() {
    let api = Api::start(TestApp::builder()).await;
    let client = api.client(Role::Owner).await;
    let send = async |body: String| client.send(Method::POST, "/search", Some(body)).await;
    send("{".into()).await.refused(400, "bad_request");
    send("[1]".into()).await.refused(422, "bad_request");
    send(json!({ "q": "x".repeat(300 << 10) }).to_string()).await.refused(413, "bad_request");
    client.send(Method::POST, "/search", None).await.refused(415, "bad_request");
    api.finish().await;
}

#[tokio::test]
async fn long_answers_are_compressed_for_those_who_can_read_it() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Owner).await;
    let path = "/conversations?limit=50";
    assert_eq!(client.get(path).await.header("content-encoding"), "");
    let answer = client.clone().with("accept-encoding", "gzip").get(path).await;
    assert_eq!((answer.header("content-encoding"), &answer.body[..2]), ("gzip", &[0x1f, 0x8b][..]));
    let small = client.with("accept-encoding", "gzip").get("/health").await;
    assert_eq!(small.header("content-encoding"), "");
    api.finish().await;
}
