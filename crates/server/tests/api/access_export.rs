//! Exports take away what their requester sees, and stop where the right ends.

use huicun_app::jobs;
use huicun_domain::access::Role;
use huicun_testkit::department;
use serde_json::{Value, json};

use crate::archive::{CUSTOMER, LI, ZHANG, small};
use crate::client::{Api, Client};

async fn begin(client: &Client, filters: &Value) -> String {
    let mut search = json!({ "q": "", "order": "oldest" });
    for (name, value) in filters.as_object().unwrap() {
        search[name] = value.clone();
    }
    let answer = client.post("/exports", &json!({ "format": "csv", "search": search })).await;
    answer.good()["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_holds_what_its_requester_sees_and_ends_with_the_right() {
    let api = Api::start(small()).await;
    api.app.place(&[(ZHANG, 2), (LI, 3)]).await;
    let operator = api.app.stranger("exporter-of-support", None).await;
    let right = api.app.right(operator, Role::ComplianceOfficer, department(3), (0, None)).await;
    let client = api.sign_in("exporter-of-support").await;

    let all = client.get("/conversations").await.good();
    let seen: u64 =
        all["items"].as_array().unwrap().iter().map(|item| item["message_count"].as_u64().unwrap()).sum();
    let id = begin(&client, &json!({ "from": 0 })).await;
    jobs::drain(&api.app.services).await.unwrap();
    let view = client.get(&format!("/exports/{id}")).await.good();
    assert_eq!((view["state"].as_str(), view["rows_done"].as_u64()), (Some("done"), Some(seen)), "{view}");
    let file = client.get(&format!("/exports/{id}/file")).await;
    assert!(file.text().contains("次日的消息") && !file.text().contains("order-100"));

    // Of somebody who is not seen the cover tells the id that was asked for, and no name.
    let foreign = begin(&client, &json!({ "contact": CUSTOMER })).await;
    let waiting = begin(&client, &json!({ "from": 0 })).await;
    jobs::drain(&api.app.services).await.unwrap();
    let told = client.get(&format!("/exports/{foreign}/file")).await;
    assert_eq!(told.status, 200);

    let late = begin(&client, &json!({ "from": 0 })).await;
    api.app.end_right(right).await;
    jobs::drain(&api.app.services).await.unwrap();
    client.get(&format!("/exports/{waiting}/file")).await.refused(403, "forbidden");
    let owner = api.client(Role::Owner).await;
    let view = owner.get(&format!("/exports/{late}")).await.good();
    assert_eq!((view["state"].as_str(), view["problem"].as_str()), (Some("failed"), Some("right_ended")));

    // Whoever has another part now does not fetch what was made of the former one.
    api.app.right(operator, Role::ComplianceOfficer, department(2), (0, None)).await;
    client.get(&format!("/exports/{id}/file")).await.refused(403, "right_ended");
    api.finish().await;
}
