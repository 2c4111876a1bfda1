//! Overview, status, health, the description.

use huicun_domain::access::Role;
use huicun_testkit::{CORP, NOW, TestApp};
use serde_json::{Value, json};

use crate::archive::{LONG, small};
use crate::client::Api;

#[tokio::test]
async fn the_overview_counts_what_is_there() {
    let api = Api::start(small()).await;
    let client = api.client(Role::SystemAdministrator).await;
    let overview = client.get("/overview").await.good();
    assert_eq!(overview["as_of"], NOW);
    assert_eq!(overview["messages"], json!({ "total": LONG + 8, "today": 2, "yesterday": LONG + 6 }));
    assert_eq!(overview["people"]["external_contacts"], 1);
    assert_eq!(
        (overview["people"]["rooms"].as_u64(), overview["people"]["conversations"].as_u64()),
        (Some(2), Some(4))
    );
    assert_eq!(overview["ingest"]["state"], "stopped");
    assert_eq!(overview["ingest"]["cursor"], 500);
    assert_eq!(
        overview["loss_horizon"],
        json!({
            "text_seconds": null, "media_seconds": null, "text_alarm_hours": null, "media_alarm_hours": null,
            "window_seconds": 432_000,
        })
    );
    assert_eq!(overview["index"], json!({ "indexed": LONG + 7, "lag_messages": 1, "lag_ms": 0 }));
    let trend = overview["trend"].as_array().unwrap();
    assert_eq!(trend.len(), 30);
    assert_eq!(trend[29], json!({ "day": "2026-08-02", "internal": 2, "external": 0 }));
    assert_eq!(trend[28], json!({ "day": "2026-08-01", "internal": 5, "external": LONG + 1 }));
    assert_eq!(overview["kinds"][0], json!({ "kind": "text", "count": LONG + 7 }));
    api.finish().await;
}

#[tokio::test]
async fn status_is_for_programs() {
    let api = Api::start(small()).await;
    let status = api.client(Role::SystemAdministrator).await.get("/status").await.good();
    assert_eq!((status["corp"].as_str(), status["readable"].as_i64()), (Some(CORP), Some(LONG + 8)));
    assert_eq!((status["received"].as_i64(), status["cursor"].as_i64()), (Some(LONG + 8), Some(500)));
    for zero in ["parked", "poison", "broken", "duplicates", "gaps", "unsealing"] {
        assert_eq!(status[zero], 0, "{zero}");
    }
    assert_eq!((status["ingest"].as_str(), status["problem"].clone()), (Some("stopped"), Value::Null));
    api.finish().await;
}

#[tokio::test]
async fn health_tells_anybody_and_tells_no_more() {
    let api = Api::start(TestApp::builder()).await;
    assert_eq!(api.nobody().get("/health").await.good(), json!({ "status": "ok" }));
    api.app.services.store.close().await;
    let client = api.nobody();
    assert_eq!(client.get("/health").await.good(), json!({ "status": "degraded" }));
    client.get("/setup").await.refused(503, "unavailable");
    api.app.abandon();
}

#[test]
fn the_committed_description_is_what_the_code_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi/api.json");
    let described = huicun_server::openapi() + "\n";
    // The one switch of this test, as insta has its own.
    if std::env::vars_os().any(|(name, _)| name == "UPDATE_OPENAPI") {
        std::fs::write(path, &described).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    assert!(
        committed == described,
        "run UPDATE_OPENAPI=1 cargo test -p huicun-server, or cargo xtask openapi"
    );
}

#[test]
fn the_description_refers_to_what_it_holds() {
    let document: Value = serde_json::from_str(&huicun_server::openapi()).unwrap();
    let text = document.to_string();
    let known = document["components"]["schemas"].as_object().unwrap();
    let mut references = 0;
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(known.contains_key(name), "{name}");
        references += 1;
    }
    assert!(references > 100);
    assert_eq!(document["openapi"], "3.1.0");
    assert!(text.contains("\"chatrecord\"") && !text.contains("locator"));
}

#[tokio::test]
async fn the_description_is_served() {
    let api = Api::start(TestApp::builder()).await;
    let answer = api.nobody().get("/openapi.json").await;
    assert_eq!(answer.text(), huicun_server::openapi());
    assert_eq!(answer.header("content-type"), "application/json");
    api.finish().await;
}
