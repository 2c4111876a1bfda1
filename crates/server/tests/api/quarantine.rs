//! Quarantine: counted, and otherwise as if it were not there.

use huicun_domain::access::Role;
use huicun_domain::scope::QuarantineReason;
use huicun_testkit::{Line, NOW, START, TestApp};
use serde_json::json;

use crate::archive::{CUSTOMER, LI, ZHANG};
use crate::client::Api;

const SECRET: i64 = 1;

#[tokio::test]
async fn what_is_in_quarantine_is_counted_and_read_by_nobody() {
    let picture = json!({
        "msgid": "1000001_1785553237721", "action": "send", "from": ZHANG, "tolist": [CUSTOMER], "roomid": "",
        "msgtime": START + 1_000, "msgtype": "image",
        "image": { "sdkfileid": "capability-of-wecom", "md5sum": "", "filesize": 9 },
    });
    let others = Line::text(2, LI, &[ZHANG], "请看附件里的条款");
    let api = Api::start(TestApp::builder().lines([Line::raw(SECRET, picture), others])).await;
    let file = api.app.keep_file(SECRET, 0, "image/png", b"a picture").await;
    api.app.draw_text(&file, "ocr", "图里的字").await;
    let client = api.client(Role::Owner).await;
    let conversation = client.get(&format!("/messages/{SECRET}")).await.good()["conversation_id"].clone();
    let conversation = conversation.as_str().unwrap();
    let link = client.post(&format!("/files/{SECRET}/0/link"), &json!({})).await.good();
    let link = format!("/{}", link["url"].as_str().unwrap());
    assert_eq!(api.nobody().get(&link).await.status, 200);
    let none = client.get("/quarantine").await.good();
    assert_eq!((none["total"].as_u64(), none["days"].as_u64()), (Some(0), Some(90)));

    api.app.take_out(SECRET, &[ZHANG, CUSTOMER], QuarantineReason::CustomerRefused).await;

    let view = client.get("/quarantine").await.good();
    let reason = &view["reasons"][0];
    assert_eq!((reason["reason"].as_str(), reason["count"].as_u64()), (Some("customer_refused"), Some(1)));
    assert_eq!(reason["destroyed_from"].as_i64(), Some(NOW + 90 * 86_400_000));
    assert_eq!(view["events"][0]["outcome"], "taken_out");
    assert!(!view.to_string().contains(CUSTOMER), "nobody is named");
    for path in [
        format!("/messages/{SECRET}"),
        format!("/messages/{SECRET}/raw"),
        format!("/conversations/{conversation}"),
        format!("/conversations/{conversation}/messages"),
        format!("/files/{SECRET}/0/texts"),
    ] {
        client.get(&path).await.refused(404, "not_found");
    }
    assert_eq!(api.nobody().get(&link).await.status, 404, "a link from before leads nowhere");
    client.post(&format!("/files/{SECRET}/0/link"), &json!({})).await.refused(404, "not_found");
    let person = client.get(&format!("/parties/{CUSTOMER}/messages")).await.good();
    assert_eq!(person["items"].as_array().map(Vec::len), Some(0));
    let overview = client.get("/overview").await.good();
    assert_eq!(
        (overview["messages"]["total"].as_u64(), overview["waiting"]["quarantined"].as_u64()),
        (Some(1), Some(1))
    );
    api.finish().await;
}
