//! Files of messages: links, what they answer with, and the texts drawn from them.

use huicun_domain::access::Role;
use huicun_testkit::{Line, START, TestApp, TestAppBuilder};
use serde_json::{Value, json};

use crate::archive::{CUSTOMER, LI, ZHANG};
use crate::client::{Api, Client};

const PICTURE: i64 = 1;
const RECORD: i64 = 2;
const PAGE: i64 = 3;

fn line(seq: i64, kind: &str, content: &Value) -> Line {
    let message = json!({
        "msgid": format!("{}_1785553237721", 1_000_000 + seq), "action": "send", "from": ZHANG, "tolist": [CUSTOMER],
        "roomid": "", "msgtime": START + 1_000 * seq, "msgtype": kind, kind: content,
    });
    Line::raw(seq, message)
}

fn archive() -> TestAppBuilder {
    let file = |name: &str| json!({ "sdkfileid": "capability-of-wecom", "md5sum": "", "filename": name, "fileext": "", "filesize": 9 });
    let inner = json!({ "type": "ChatRecordFile", "msgtime": 1_785_553_200, "content": file("内页.txt").to_string() });
    TestApp::builder().lines([
        line(PICTURE, "image", &json!({ "sdkfileid": "capability-of-wecom", "md5sum": "", "filesize": 9 })),
        line(RECORD, "chatrecord", &json!({ "title": "记录", "item": [inner.clone(), inner] })),
        line(PAGE, "file", &file("页面.html")),
        Line::text(4, LI, &[ZHANG], "请看附件里的条款"),
    ])
}

async fn link(client: &Client, seq: i64, slot: u32) -> String {
    let answer = client.post(&format!("/files/{seq}/{slot}/link"), &json!({})).await.good();
    // A path that is not under the interface's is written with a second slash.
    format!("/{}", answer["url"].as_str().unwrap())
}

#[tokio::test]
async fn a_message_tells_of_its_files_and_a_link_reads_them_whole_or_in_part() {
    let api = Api::start(archive()).await;
    let bytes: Vec<u8> = (0..3_000_000_u32).map(|number| number.to_le_bytes()[number as usize % 4]).collect();
    let row = api.app.keep_file(PICTURE, 0, "image/png", &bytes).await;
    api.app.queue_file(RECORD, 1).await;
    let client = api.client(Role::Reviewer).await;
    let message = client.get(&format!("/messages/{PICTURE}")).await.good();
    let file = &message["files"][0];
    assert_eq!((file["state"].as_str(), file["size"].as_u64()), (Some("saved"), Some(3_000_000)));
    assert_eq!(file["sha256"].as_str(), row.sha256.as_deref());
    let record = client.get(&format!("/messages/{RECORD}")).await.good();
    assert_eq!(
        record["content"]["items"][1]["content"]["media"]["slot"], 1,
        "a card knows which file is its own"
    );
    assert_eq!(
        (record["files"][0]["slot"].as_u64(), record["files"][0]["state"].as_str()),
        (Some(1), Some("waiting"))
    );
    assert!(!message.to_string().contains("capability"));

    let url = link(&client, PICTURE, 0).await;
    let nobody = api.nobody();
    let whole = nobody.get(&url).await;
    assert_eq!((whole.status, whole.body == bytes), (200, true), "no cookie is asked for");
    let part = nobody.clone().with("range", "bytes=1048570-1048585").get(&url).await;
    assert_eq!((part.status, part.header("content-range")), (206, "bytes 1048570-1048585/3000000"));
    assert_eq!(part.body, bytes[1_048_570..=1_048_585], "across the border of two sealed chunks");
    let end = nobody.clone().with("range", "bytes=-3").get(&url).await;
    assert_eq!(end.body, bytes[2_999_997..]);
    let behind = nobody.with("range", "bytes=3000000-").get(&url).await;
    assert_eq!((behind.status, behind.header("content-range")), (416, "bytes */3000000"));
    api.finish().await;
}

#[tokio::test]
async fn nothing_active_is_shown_and_everything_is_kept_apart() {
    let api = Api::start(archive()).await;
    api.app.keep_file(PAGE, 0, "text/html", b"<script>alert(1)</script>").await;
    api.app.keep_file(PICTURE, 0, "image/png", b"\x89PNG").await;
    let client = api.client(Role::Reviewer).await;
    let page = api.nobody().get(&link(&client, PAGE, 0).await).await;
    assert_eq!(page.header("content-type"), "application/octet-stream");
    assert_eq!(
        page.header("content-disposition"),
        "attachment; filename=\"3-0.bin\"",
        "a name of our making"
    );
    let picture = api.nobody().get(&link(&client, PICTURE, 0).await).await;
    assert_eq!(
        (picture.header("content-type"), picture.header("content-disposition")),
        ("image/png", "inline")
    );
    for answer in [&page, &picture] {
        assert!(answer.header("content-security-policy").starts_with("sandbox; default-src 'none'"));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(
            (answer.header("cache-control"), answer.header("referrer-policy")),
            ("no-store", "no-referrer")
        );
        assert_eq!(answer.header("set-cookie"), "");
    }
    let message = client.get(&format!("/messages/{PAGE}")).await.good();
    assert_eq!(message["files"][0]["active"], true);
    api.finish().await;
}

#[tokio::test]
async fn a_link_is_on_record_ends_and_cannot_be_made_up() {
    let api = Api::start(archive()).await;
    api.app.keep_file(PICTURE, 0, "image/png", b"\x89PNG").await;
    let client = api.client(Role::Reviewer).await;
    let url = link(&client, PICTURE, 0).await;
    let entries = api.app.services.store.list_audit(&api.app.services.corp, None, 99).await.unwrap();
    let opened = entries.iter().find(|entry| entry.action == "open_file").unwrap();
    assert_eq!((opened.object.as_str(), opened.outcome.as_str()), (r#"{"seq":1,"slot":0}"#, "answered"));
    client.post("/files/1/7/link", &json!({})).await.refused(404, "not_found");
    client.post("/files/999/0/link", &json!({})).await.refused(404, "not_found");
    // Another message's number, under the seal of this one.
    let forged = url.replacen("AAAAAAAAAAEA", "AAAAAAAAAAIA", 1);
    assert_ne!(forged, url);
    for other in [forged.as_str(), "//media/", "//media/AAAA", "//media/%2e%2e%2fkeys"] {
        assert_eq!(api.nobody().get(other).await.status, 404, "{other}");
    }
    api.app.clock.advance(41 * 60_000);
    assert_eq!(api.nobody().get(&url).await.status, 404, "after half an hour and a step");
    api.finish().await;
}

#[tokio::test]
async fn a_file_that_is_not_here_says_so() {
    let api = Api::start(archive()).await;
    api.app.queue_file(PICTURE, 0).await;
    let client = api.client(Role::Reviewer).await;
    client.post("/files/1/0/link", &json!({})).await.refused(409, "file_not_kept");
    api.finish().await;
}

#[tokio::test]
async fn a_search_finds_what_was_drawn_from_files_once_and_says_where() {
    let api = Api::start(archive()).await;
    let file = api.app.keep_file(PAGE, 0, "application/pdf", b"%PDF-").await;
    let client = api.client(Role::Reviewer).await;
    let search = async |body: Value| client.post("/search", &body).await.good();
    let nothing = search(json!({ "q": "提前赎回" })).await;
    assert_eq!(nothing["total"], 0);
    let lacking = |answer: &Value| {
        let lacks = answer["coverage"]["not_searchable"].as_array().unwrap().clone();
        lacks.iter().find(|row| row["what"] == "file").map(|row| row["count"].as_u64().unwrap())
    };
    assert_eq!(lacking(&nothing), Some(1));
    api.app.draw_text(&file, "file", "第三条：提前赎回须付费用，本条款即日生效").await;
    for indexed in [false, true] {
        if indexed {
            huicun_app::file_texts::reindex(&api.app.services).await.unwrap();
        }
        let found = search(json!({ "q": "提前赎回" })).await;
        assert_eq!((found["total"].as_u64(), lacking(&found)), (Some(1), None), "indexed: {indexed}");
        let hit = &found["hits"][0];
        assert_eq!(
            (hit["message"]["seq"].as_i64(), &hit["snippet"][1]),
            (Some(PAGE), &json!({ "text": "提前赎回", "hit": true }))
        );
        assert_eq!(hit["drawn_from"], json!({ "slot": 0, "source": "file" }));
        let exact = search(json!({ "q": "第三条：提前", "fold": false })).await;
        assert_eq!(exact["total"], 1);
        assert_eq!(search(json!({ "q": "第三条:提前", "fold": false })).await["total"], 0, "byte for byte");
        // Of two messages that match, one by its own text and one by its file's.
        let both = search(json!({ "q": "条款", "kinds_count": true, "order": "oldest" })).await;
        let seqs: Vec<i64> = both["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| hit["message"]["seq"].as_i64().unwrap())
            .collect();
        assert_eq!((both["total"].as_u64(), seqs), (Some(2), vec![PAGE, 4]));
        // The file's name and its text both match: it is one message.
        api.app.draw_text(&file, "file", "第三条：提前赎回须付费用，本条款即日生效；页面").await;
        assert_eq!(search(json!({ "q": "页面" })).await["total"], 1);
        assert_eq!(
            search(json!({ "q": "提前赎回", "sender": LI })).await["total"],
            0,
            "filters hold for files too"
        );
        assert_eq!(search(json!({ "q": "提前赎回 -生效" })).await["total"], 0);
    }
    api.finish().await;
}

#[tokio::test]
async fn what_was_drawn_from_a_file_is_read_on_record() {
    let api = Api::start(archive()).await;
    let file = api.app.keep_file(PAGE, 0, "application/pdf", b"%PDF-").await;
    api.app.draw_text(&file, "file", "第三条：提前赎回须付费用").await;
    let client = api.client(Role::Reviewer).await;
    let read = client.get(&format!("/files/{PAGE}/0/texts")).await.good();
    assert_eq!(read["texts"], json!([{ "source": "file", "text": "第三条：提前赎回须付费用" }]));
    let entries = api.app.services.store.list_audit(&api.app.services.corp, None, 99).await.unwrap();
    let opened = entries.iter().find(|entry| entry.action == "open_file").unwrap();
    assert_eq!(
        (opened.object.as_str(), opened.outcome.as_str()),
        (r#"{"seq":3,"slot":0,"texts":true}"#, "answered")
    );
    client.get("/files/3/7/texts").await.refused(404, "not_found");
    api.app.keep_file(PICTURE, 0, "image/png", b"\x89PNG").await;
    assert_eq!(client.get(&format!("/files/{PICTURE}/0/texts")).await.good()["texts"], json!([]));
    api.finish().await;
}
