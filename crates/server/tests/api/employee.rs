//! The employee's own page.

use huicun_domain::access::Role;
use huicun_testkit::NOW;
use serde_json::{Value, json};

use crate::archive::{LI, WANG, ZHANG, small};
use crate::client::{Api, Client};
use crate::notices::{connected, end, published};

const DAY: i64 = 24 * 3_600_000;

async fn token_of(operator: &Client, member: &str) -> String {
    let links = operator.post("/personal-links", &json!({ "members": [member] })).await.good();
    let url = links["items"][0]["url"].as_str().unwrap().to_owned();
    url.split_once('#').unwrap().1.to_owned()
}

async fn entered(api: &Api, operator: &Client, member: &str) -> Client {
    let token = token_of(operator, member).await;
    let mut client = api.nobody();
    let answer = client.post("/me/session", &json!({ "token": token })).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    assert!(
        answer.header("set-cookie").contains("HttpOnly; SameSite=Strict"),
        "{}",
        answer.header("set-cookie")
    );
    client.cookie = answer.cookie();
    client
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_once_and_every_other_link_is_answered_alike() {
    let api = Api::start(small()).await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let token = token_of(&officer, ZHANG).await;
    let open = async |token: &str, from: &str| {
        let client = api.nobody().with("x-forwarded-for", from);
        client.post("/me/session", &json!({ "token": token })).await
    };
    assert_eq!(open(&token, "1").await.status, 204);
    let late = token_of(&officer, ZHANG).await;
    let mut refusals = Vec::new();
    for bad in [token.as_str(), "", "x", &"x".repeat(600)] {
        refusals.push(open(bad, "1").await.refused(403, "personal_link_invalid"));
    }
    api.app.clock.advance(7 * DAY);
    refusals.push(open(&late, "1").await.refused(403, "personal_link_invalid"));
    for refusal in &mut refusals {
        refusal.as_object_mut().unwrap().remove("request_id");
    }
    assert!(refusals.windows(2).all(|pair| pair[0] == pair[1]), "{refusals:?}");
    officer_cannot(&api).await;
    api.finish().await;
}

/// A session of an operator opens no member's page, and a member's none of the console.
async fn officer_cannot(api: &Api) {
    api.app.clock.advance(DAY);
    let officer = api.client(Role::ComplianceOfficer).await;
    officer.get("/me").await.refused(401, "signed_out");
    let member = entered(api, &officer, ZHANG).await;
    member.get("/session").await.refused(401, "signed_out");
    member.get("/notices").await.refused(401, "signed_out");
    let left = json!({ "members": [LI] });
    officer.post("/personal-links", &left).await.refused(422, "members_unknown");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_links_is_slowed_down() {
    let api = Api::start(small()).await;
    let mut statuses = Vec::new();
    for _ in 0..7 {
        statuses.push(api.nobody().post("/me/session", &json!({ "token": "x" })).await.status);
    }
    assert_eq!(statuses, [403, 403, 403, 403, 403, 429, 429]);
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_reads_decides_withdraws_and_asks() {
    let api = Api::start(small()).await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, sha256) = published(&officer, "template_card", "consent").await;
    published(&officer, "service_terms", "receipt").await;
    let id = path.rsplit('/').next().unwrap();
    let member = entered(&api, &officer, ZHANG).await;
    let me = member.get("/me").await.good();
    assert_eq!((me["member"]["name"].as_str(), me["consent"].as_str()), (Some("张伟"), Some("pending")));
    assert_eq!(me["notices"].as_array().unwrap().len(), 1, "what is for customers is not shown");
    assert_eq!(me["notices"][0]["sha256"], sha256);
    assert_eq!(me["archived"]["seen"], true);
    assert!(me["archived"]["conversations"].as_u64().unwrap() >= 3, "{}", me["archived"]);
    assert!(me["archived"]["since"].as_i64().unwrap() < NOW);

    let wish = |wish: &str, version: i64| json!({ "notice": id, "version": version, "wish": wish });
    member.post("/me/answers", &wish("withdraw", 1)).await.refused(409, "conflict");
    member.post("/me/answers", &wish("confirm", 2)).await.refused(409, "conflict");
    let agreed = member.post("/me/answers", &wish("confirm", 1)).await.good();
    assert_eq!(
        (&agreed["consent"], &agreed["notices"][0]["answer"]),
        (&json!("agreed"), &json!("confirmed"))
    );
    member.post("/me/answers", &wish("confirm", 1)).await.good();
    api.app.clock.advance(1_000);
    let withdrawn = member.post("/me/answers", &wish("withdraw", 1)).await.good();
    assert_eq!(withdrawn["consent"], "withdrawn");
    let what: Vec<&Value> =
        withdrawn["decisions"].as_array().unwrap().iter().map(|one| &one["what"]).collect();
    assert_eq!(what, ["withdrawn", "agreed"], "the same twice is one decision");
    assert_eq!(withdrawn["decisions"][0]["how"], "link");

    let question = "存档会看我的私人微信吗？";
    let asked = member.post("/me/questions", &json!({ "text": question })).await.good();
    assert_eq!(asked["questions"][0]["question"], question);
    member.post("/me/questions", &json!({ "text": "  " })).await.refused(400, "bad_request");
    let list = officer.get("/member-questions").await.good();
    assert_eq!(
        (&list["items"][0]["question"], &list["items"][0]["member"]["id"]),
        (&json!(question), &json!(ZHANG))
    );
    let answer = format!("/member-questions/{}/answer", list["items"][0]["id"].as_str().unwrap());
    officer.post(&answer, &json!({ "text": "不会，只存档企业微信的工作会话。" })).await.good();
    officer.post(&answer, &json!({ "text": "再答一次" })).await.refused(409, "conflict");
    let me = member.get("/me").await.good();
    assert_eq!(me["questions"][0]["answer"], "不会，只存档企业微信的工作会话。");

    // Another member sees nothing of it; the audit keeps no word of the question.
    let other = entered(&api, &officer, WANG).await;
    assert_eq!(other.get("/me").await.good()["questions"], json!([]));
    let services = &api.app.services;
    let entries = services.store.list_audit(&services.corp, None, 1_000).await.unwrap();
    assert!(entries.iter().all(|entry| !entry.object.contains("私人微信")));
    assert!(
        entries
            .iter()
            .any(|entry| entry.actor == format!("member:{ZHANG}") && entry.action == "answer_notice")
    );
    assert_eq!(member.delete("/me/session").await.status, 204);
    member.get("/me").await.refused(401, "signed_out");
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_ends_after_two_hours() {
    let api = Api::start(small()).await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let member = entered(&api, &officer, ZHANG).await;
    api.app.clock.advance(2 * 3_600_000 - 1);
    member.get("/me").await.good();
    api.app.clock.advance(1);
    member.get("/me").await.refused(401, "signed_out");
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wecom_signs_a_member_in_and_nobody_else() {
    let (corp, api) = connected().await;
    let begun = api.nobody().get("//me/oauth").await;
    assert_eq!(begun.status, 303);
    let url = begun.header("location").to_owned();
    assert!(url.contains("redirect_uri=https%3A%2F%2Farchive.example%2Fme%2Foauth%2Fdone"), "{url}");
    assert!(begun.header("set-cookie").contains("SameSite=Lax"), "it is sent when WeCom leads back");
    let state = url.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    assert!(state.len() == 32 && state.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let mut browser = api.nobody();
    browser.cookie = begun.cookie();
    let member = corp.members()[0].clone();
    let back = async |browser: &Client, code: &str, state: &str| {
        browser.get(&format!("//me/oauth/done?code={code}&state={state}")).await
    };
    let customer = corp.customers()[0].clone();
    let used = corp.sim.login_code(member.as_str());
    for (browser, code, state) in [
        (&browser, corp.sim.login_code(customer.as_str()), state.as_str()),
        (&browser, "made-up".to_owned(), &state),
        (&browser, corp.sim.login_code(member.as_str()), "another"),
        (&api.nobody(), corp.sim.login_code(member.as_str()), &state),
    ] {
        let answer = back(browser, &code, state).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/me#refused"));
    }
    corp.clock.advance(10 * 60_000);
    let late = back(&browser, &used, &state).await;
    assert_eq!(late.header("location"), "/me#refused", "a code is good for five minutes");
    let answer = back(&browser, &corp.sim.login_code(member.as_str()), &state).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/me"));
    let cookies: Vec<&str> =
        answer.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    let session = cookies.iter().find(|cookie| cookie.starts_with("huicun-me=")).unwrap();
    let mut signed_in = api.nobody();
    signed_in.cookie = session.split(';').next().map(str::to_owned);
    let me = signed_in.get("/me").await.good();
    assert_eq!(me["member"]["id"], member.as_str());
    end(corp, api).await;
}
