//! The first operator.

use huicun_app::auth::setup_token;
use huicun_testkit::TestApp;
use serde_json::{Value, json};

use crate::client::Api;

fn first(token: &str) -> Value {
    json!({ "token": token, "name": "Chen", "display_name": "陈静", "password": "a password of some length" })
}

#[tokio::test]
async fn the_one_time_link_makes_one_owner() {
    let api = Api::start(TestApp::builder()).await;
    let nobody = api.nobody();
    assert_eq!(nobody.get("/setup").await.good(), json!({ "needed": true }));
    nobody.post("/setup", &first("")).await.refused(403, "setup_token_invalid");

    let void = setup_token(&api.app.services).await.unwrap().unwrap();
    let token = setup_token(&api.app.services).await.unwrap().unwrap();
    nobody.post("/setup", &first(&void)).await.refused(403, "setup_token_invalid");
    let mut weak = first(&token);
    weak["password"] = json!("short");
    nobody.post("/setup", &weak).await.refused(422, "password_too_weak");
    let mut nameless = first(&token);
    nameless["name"] = json!(" \t ");
    nobody.post("/setup", &nameless).await.refused(400, "bad_request");

    let answer = nobody.post("/setup", &first(&token)).await;
    let mut owner = api.nobody();
    owner.cookie = answer.cookie();
    assert_eq!(answer.good()["operator"]["roles"], json!(["owner"]));
    assert_eq!(owner.get("/session").await.good()["operator"]["display_name"], "陈静");

    assert_eq!(nobody.get("/setup").await.good(), json!({ "needed": false }));
    nobody.post("/setup", &first(&token)).await.refused(403, "setup_token_invalid");
    assert_eq!(setup_token(&api.app.services).await.unwrap(), None);
    api.finish().await;
}

#[tokio::test]
async fn of_two_holders_of_the_link_one_becomes_the_first() {
    let api = Api::start(TestApp::builder()).await;
    let token = setup_token(&api.app.services).await.unwrap().unwrap();
    let (one, other) = (api.nobody(), api.nobody());
    let mut second = first(&token);
    second["name"] = json!("Wang");
    let first = first(&token);
    let (one, other) = tokio::join!(one.post("/setup", &first), other.post("/setup", &second));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 403]);
    assert_eq!(api.app.services.store.operator_count().await.unwrap(), 1);
    api.finish().await;
}
