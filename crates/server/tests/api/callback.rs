//! WeCom's event callback.

use axum::http::Method;
use huicun_server::{CallbackKeys, ServerSettings};
use huicun_testkit::{NOW, TestApp};

use crate::client::{Answer, Api};
use crate::notices::{connected, end};

const ECHO: &str =
    "msg_signature=b8094b419742a57623befe93ce34159c05311480&timestamp=1785553200&nonce=730015527";
const ECHO_TEXT: &str =
    "jbWxI0QOJDYQzLvCh56PjepGxcrnR+Q91vLv+3fTnQghu7X5B/nOf3IYwv9BRgOW0/ij60xOf2/e2uHu8KF/LA==";
const EVENT: &str =
    "msg_signature=4c40f995732d8dfe09620f814298cedd5d2c37ff&timestamp=1785553201&nonce=288431907";
const EVENT_TEXT: &str = "fwi1zTdAr3ZIatyzwVrzrMWN8LDMmCrarbA/sGUaoxMB1DllrPTljP8A9fDkES9BPN0cyrCalmE+ZTMV4Mk3fqVM092YlDYqVU66XJAKhJkdZ9JReCqbh4t5QXJ5T197WHWl3WLPEeomMAEgQZKPy1JjLewA0tX2fc9q4jCXQev7iLDxsAdt7rKdViQ0RNQmBw6e24//SUe9Wy28Lcu9pHAqq218AwOah5Q4IE3qE0WmyOOE6l9xCzzxfUUkYkqSNuOmP2cRLlarOUVm8eWr5UbUjodXovkZvcyoL23zSePfI3iwn6z6Ay8Qjv50sTqEOHaWY1neHpWQQMRCb7Lmmfc7hDFwrL0OTXqlzwQ2kcTF8ZtiOHf5yojf0vZfhzjk";
const EVENT_AT: i64 = 1_785_553_201_000;

async fn with_callback() -> Api {
    let callback = CallbackKeys {
        token: "ArchiveTestToken2026".into(),
        encoding_aes_key: "t3Vq8ZrK0mYb5HcXw2LdUe7Gs9NfPa1RjTi4Bo6Cy7D".into(),
        receive_id: "wwabcdef0123456789".into(),
    };
    let api = Api::with(TestApp::builder(), ServerSettings { https: false, callback: Some(callback) }).await;
    api.app.clock.advance(EVENT_AT - NOW);
    api
}

async fn post(api: &Api, query: &str, body: String) -> Answer {
    let client = api.nobody().with("x-huicun", "");
    client.send(Method::POST, &format!("//wecom/callback?{query}"), Some(body)).await
}

fn event(text: &str) -> String {
    format!("<xml><ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[{text}]]></Encrypt></xml>")
}

#[tokio::test]
async fn the_address_is_proven_by_opening_what_wecom_closed() {
    let api = with_callback().await;
    let encoded = ECHO_TEXT.replace('+', "%2B");
    for echo in [ECHO_TEXT, encoded.as_str()] {
        let answer = api.nobody().get(&format!("//wecom/callback?{ECHO}&echostr={echo}")).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "4821907733615520019"));
    }
    api.finish().await;
}

#[tokio::test]
async fn an_event_is_taken_once() {
    let api = with_callback().await;
    let answer = post(&api, EVENT, event(EVENT_TEXT)).await;
    assert_eq!((answer.status, answer.text().as_str()), (200, "success"));
    post(&api, EVENT, event(EVENT_TEXT)).await.refused(404, "not_found");
    api.finish().await;
}

#[tokio::test]
async fn whoever_cannot_sign_gets_one_answer() {
    let api = with_callback().await;
    let unsigned = EVENT.replace("4c40", "0000");
    let mut answers = vec![
        post(&api, &unsigned, event(EVENT_TEXT)).await,
        post(&api, "", String::new()).await,
        post(&api, EVENT, "not xml".into()).await,
        post(&api, EVENT, event("AAAA")).await,
        post(&api, EVENT, "x".repeat(100 << 10)).await,
        post(&api, EVENT, event(&"A".repeat(1 << 20))).await,
        post(&api, EVENT, format!("<!DOCTYPE xml [<!ENTITY e \"x\">]>{}", event(EVENT_TEXT))).await,
        post(&api, &EVENT.replace("1785553201", "1785553202"), event(EVENT_TEXT)).await,
        post(&api, EVENT, event(&EVENT_TEXT.replacen('f', "g", 1))).await,
        api.nobody().get("//wecom/callback").await,
        api.nobody().get(&format!("//wecom/callback?{EVENT}&echostr=AAAA")).await,
    ];
    api.app.clock.advance(10 * 60_000);
    answers.push(post(&api, EVENT, event(EVENT_TEXT)).await);
    for answer in answers {
        answer.refused(404, "not_found");
    }
    api.finish().await;

    let without = Api::start(TestApp::builder()).await;
    post(&without, EVENT, event(EVENT_TEXT)).await.refused(404, "not_found");
    without.finish().await;
}

/// Whatever is wrong with a callback, whoever sends it learns the same: the answers differ in nothing but their number.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_tells_one_refusal_from_another() {
    let (corp, api) = connected().await;
    let xml =
        "<xml><FromUserName>sys</FromUserName><CreateTime>1</CreateTime><Event>msgaudit_notify</Event></xml>";
    let with_type = format!("<!DOCTYPE xml [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>{xml}");
    let (query, body) = corp.signed(xml, "n-1");
    assert_eq!(post(&api, &query, body.clone()).await.status, 200, "it is good");
    let (fresh, good) = corp.signed(xml, "n-2");
    let wrong_signature = fresh.replace("msg_signature=", "msg_signature=0");
    let (with_type_query, type_inside) = corp.signed(&with_type, "n-3");
    let (padding_query, padding_altered) = corp.signed_with_altered_padding(xml, "n-4");
    let (large_query, large) =
        corp.signed(&format!("<xml><Event>{}</Event></xml>", "x".repeat(1 << 20)), "n-5");
    assert!(large.len() > 1 << 20);
    let requests = [
        ("replayed", query, body),
        ("wrong signature", wrong_signature, good.clone()),
        ("a document type outside", fresh, format!("<!DOCTYPE xml>{good}")),
        ("a document type inside", with_type_query, type_inside),
        ("padding altered", padding_query, padding_altered),
        ("1 MB", large_query, large),
    ];
    let mut seen = Vec::new();
    for (what, query, body) in requests {
        let answer = post(&api, &query, body).await;
        let mut told = answer.json();
        assert!(told["request_id"].take().is_string(), "{what}");
        let headers: Vec<(String, String)> = answer
            .headers
            .iter()
            .filter(|(name, _)| *name != "x-request-id")
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
            .collect();
        seen.push((what, answer.status, told, headers));
    }
    for (what, status, told, headers) in &seen {
        assert_eq!((*status, told, headers), (404, &seen[0].2, &seen[0].3), "{what}");
    }
    end(corp, api).await;
}
