//! Exports through the interface.

use huicun_app::jobs::drain;
use huicun_domain::access::Role;
use serde_json::{Value, json};

use crate::archive::small;
use crate::client::{Api, Client};

async fn ask(client: &Client, format: &str) -> String {
    let answer = client.post("/exports", &json!({ "format": format, "search": { "q": "赎回" } })).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    answer.good()["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_asked_for_followed_and_fetched() {
    let api = Api::start(small()).await;
    let client = api.client(Role::ComplianceOfficer).await;
    let id = ask(&client, "csv").await;
    let file = format!("/exports/{id}/file");
    client.get(&file).await.refused(409, "export_not_ready");
    drain(&api.app.services).await.unwrap();

    let export = client.get(&format!("/exports/{id}")).await.good();
    assert_eq!((export["state"].as_str(), export["rows_done"].as_u64()), (Some("done"), Some(2)));
    assert_eq!(export["operator"]["name"], "compliance_officer");
    assert_eq!(export["search"]["q"], "赎回");
    let answer = client.clone().with("accept-encoding", "gzip").get(&file).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/csv; charset=utf-8"));
    assert_eq!(answer.header("content-encoding"), "", "a file comes as it is");
    assert!(answer.header("content-disposition").starts_with("attachment; filename*=UTF-8''"));
    assert_eq!(answer.header("content-length"), answer.body.len().to_string());
    assert_eq!(export["bytes"].as_u64(), Some(answer.body.len() as u64));
    let text = answer.text();
    assert!(text.contains("大家好，本周  赎回\n规则有变化") && text.contains("索引还没有到的赎回"), "{text}");
    client.get(&file).await;
    let export = client.get(&format!("/exports/{id}")).await.good();
    assert_eq!(export["downloads"], 2, "one click, one download");

    let services = &api.app.services;
    let entries = services.store.list_audit(&services.corp, None, 100).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.action == "download_export").count(), 2);
    assert_eq!(client.delete(&format!("/exports/{id}")).await.status, 204);
    client.get(&file).await.refused(404, "not_found");
    assert_eq!(client.get("/exports").await.good(), json!({ "items": [] }));
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_cancelled_and_resumed() {
    let api = Api::start(small()).await;
    let client = api.client(Role::ComplianceOfficer).await;
    let id = ask(&client, "xlsx").await;
    let cancelled = client.post(&format!("/exports/{id}/cancel"), &Value::Null).await.good();
    assert_eq!(cancelled["state"], "cancelled");
    client.post(&format!("/exports/{id}/cancel"), &Value::Null).await.refused(409, "conflict");
    let resumed = client.post(&format!("/exports/{id}/resume"), &Value::Null).await.good();
    assert_eq!(resumed["state"], "queued");
    drain(&api.app.services).await.unwrap();
    let answer = client.get(&format!("/exports/{id}/file")).await;
    assert_eq!(&answer.body[..2], b"PK");
    client.post(&format!("/exports/{id}/resume"), &Value::Null).await.refused(409, "conflict");
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_somebody_else_does_not_exist() {
    let api = Api::start(small()).await;
    let owner = api.client(Role::Owner).await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let of_owner = ask(&owner, "csv").await;
    let of_officer = ask(&officer, "csv").await;
    for (method, path) in
        [("GET", ""), ("GET", "/file"), ("POST", "/cancel"), ("POST", "/resume"), ("DELETE", "")]
    {
        let path = format!("/exports/{of_owner}{path}");
        officer.send(method.parse().unwrap(), &path, None).await.refused(404, "not_found");
    }
    assert_eq!(owner.get(&format!("/exports/{of_officer}")).await.status, 200);
    assert_eq!(officer.get("/exports").await.good()["items"].as_array().unwrap().len(), 1);
    owner.get("/exports/nonsense").await.refused(404, "not_found");
    drain(&api.app.services).await.unwrap();
    api.finish().await;
}

#[tokio::test]
async fn what_cannot_be_searched_cannot_be_exported() {
    let api = Api::start(small()).await;
    let client = api.client(Role::ComplianceOfficer).await;
    for (request, status, code) in [
        (json!({ "format": "csv", "search": {} }), 422, "query_empty"),
        (json!({ "format": "csv", "search": { "q": "x", "from": 2, "to": 1 } }), 422, "dates_reversed"),
        (json!({ "format": "docx", "search": { "q": "x" } }), 422, "bad_request"),
        (json!({ "search": { "q": "x" } }), 422, "bad_request"),
    ] {
        client.post("/exports", &request).await.refused(status, code);
    }
    assert_eq!(client.get("/exports").await.good(), json!({ "items": [] }));
    api.finish().await;
}
