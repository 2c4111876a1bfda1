//! No text of a message, no query and no secret reaches the log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use axum::http::Method;
use huicun_domain::access::Role;
use huicun_testkit::{Line, PASSWORD, TestApp};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;

use crate::client::{Api, Client};

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[test]
fn the_log_keeps_no_secret() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::level_filters::LevelFilter::TRACE)
        .with_writer(log.clone())
        .finish();
    let _ = tracing::subscriber::set_global_default(subscriber);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let secrets = runtime.block_on(talk());
    let written = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(written.contains("answered") && written.contains("/api/v1/search"), "the log was looked at");
    assert!(written.contains("does not decode"), "a damaged message is told of, by its number");
    for secret in secrets {
        assert!(!written.contains(&secret), "{secret} is in the log");
    }
}

/// Uses the archive in every way that has a secret in it, and returns the secrets.
async fn talk() -> Vec<String> {
    let api = Api::start(
        TestApp::builder()
            .line(Line::text(1, "ZhangWei", &["LiNa"], "机密内容甲"))
            .line(Line::text(2, "ZhangWei", &["LiNa"], "x").damaged("{机密内容乙".as_bytes())),
    )
    .await;
    let setup = huicun_app::auth::setup_token(&api.app.services).await.unwrap().unwrap();
    let client = api.client(Role::Owner).await;
    let token = client.cookie.clone().unwrap().replace("huicun=", "");
    for query in ["机密内容", "机密查询丙"] {
        client.post("/search", &json!({ "q": query })).await.good();
        client.post("/search", &json!({ "q": query, "fold": false })).await.good();
    }
    client
        .post("/search", &json!({ "q": "机密查询丁", "after": "forged" }))
        .await
        .refused(400, "bad_page_token");
    client
        .send(Method::POST, "/search", Some("{\"q\": \"机密查询戊\"".into()))
        .await
        .refused(400, "bad_request");
    client.get("/messages/1").await.good();
    client.get("/messages/1/raw").await.good();
    client.get("/messages/2").await.good();
    client.get("/parties?q=%E6%9C%BA%E5%AF%86%E5%A7%93%E5%90%8D").await.good();
    client
        .post("/session", &json!({ "name": "owner", "password": "机密密码己" }))
        .await
        .refused(401, "sign_in_failed");
    let change = json!({ "current": PASSWORD, "new": "机密密码庚机密密码庚机密密码庚" });
    assert_eq!(client.post("/session/password", &change).await.status, 204);
    client
        .get("/nowhere?q=机密路径".replace("机密路径", "%E6%9C%BA%E5%AF%86").as_str())
        .await
        .refused(404, "not_found");
    connect(&client).await;
    api.finish().await;
    let spoken = ["机密", "%E6%9C%BA", PASSWORD].map(str::to_owned);
    let written = CONNECTION.map(|(_, _, secret)| secret.to_owned());
    spoken.into_iter().chain([setup, token]).chain(written).collect()
}

/// The secrets of the connection: the step, the field, and what is written there.
const CONNECTION: [(&str, &str, &str); 6] = [
    ("archive", "secret", "Archive-Secret-that-only-WeCom-knows-0001"),
    ("customer", "secret", "Customer-Secret-that-only-WeCom-knows-002"),
    ("app", "secret", "App-Secret-that-only-WeCom-knows-00000003"),
    ("network", "proxy_password", "somebody:Proxy-Password-0004"),
    ("callback", "token", "CallbackToken0005"),
    ("callback", "encoding_aes_key", "CallbackAesKey0006CallbackAesKey0006Callbac"),
];

/// Fills in what connects the archive to WeCom, lets it be checked where nobody answers, and hands over no key.
async fn connect(client: &Client) {
    let mut forms = serde_json::Map::new();
    forms.insert("network".into(), json!({ "proxy": "http://127.0.0.1:9" }));
    forms.insert("app".into(), json!({ "agent_id": 7 }));
    for (step, field, secret) in CONNECTION {
        forms.entry(step).or_insert_with(|| json!({}))[field] = json!(secret);
    }
    for (step, form) in &forms {
        client.put(&format!("/connection/steps/{step}"), form).await.good();
    }
    for step in ["archive", "customer", "app", "callback", "network"] {
        client.post(&format!("/connection/steps/{step}/check"), &json!({})).await.good();
    }
    let odd = json!({ "version": 9, "pem": format!("-----BEGIN RSA PRIVATE KEY-----\n{}", CONNECTION[0].2) });
    assert!(client.post("/connection/keys/import", &odd).await.status >= 400);
}
