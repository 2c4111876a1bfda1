//! Notices: from the text to the receipt, against the virtual corp.

use std::net::SocketAddr;
use std::time::Duration;

use huicun_app::jobs::drain;
use huicun_app::notice::remind;
use huicun_domain::access::Role;
use huicun_domain::ids::PartyKind;
use huicun_server::{CallbackKeys, ServerSettings};
use huicun_testkit::{NOW, TestApp, VirtualCorp};
use serde_json::{Value, json};

use crate::archive::party;
use crate::client::{Api, Client};

/// A member whom the directory still has and WeCom does not know any more.
const GHOST: &str = "GhostOfTheDirectory";

/// An archive that a virtual corp tells its events to.
pub async fn connected() -> (VirtualCorp, Api) {
    let corp = VirtualCorp::start().await;
    let told = corp.sim.corp();
    let callback = CallbackKeys {
        token: told.callback_token.clone(),
        encoding_aes_key: told.encoding_aes_key.clone(),
        receive_id: told.corp_id.clone(),
    };
    let settings = ServerSettings { https: false, callback: Some(callback) };
    let ghost = party(GHOST, PartyKind::Member, "已不在企业微信");
    let api = Api::with(TestApp::builder().connected(&corp).party(ghost), settings).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/wecom/callback", listener.local_addr().unwrap());
    let service = api.router().into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    corp.sim.set_callback(&url).await.unwrap();
    (corp, api)
}

/// Ends a test of a connected archive.
pub async fn end(corp: VirtualCorp, api: Api) {
    corp.sim.stop().await;
    api.finish().await;
}

/// Publishes a notice and returns its address and the hash of its text.
pub async fn published(client: &Client, kind: &str, asks: &str) -> (String, String) {
    let new = json!({ "kind": kind, "asks": asks, "name": format!("告知 {kind}") });
    let notice = client.post("/notices", &new).await.good();
    let path = format!("/notices/{}", notice["summary"]["id"].as_str().unwrap());
    let sha256 = publish(client, &path, "公司将依法存档工作会话。").await;
    (path, sha256)
}

async fn publish(client: &Client, path: &str, body: &str) -> String {
    let text = json!({ "title_zh": "会话存档告知", "body_zh": body, "title_en": "Notice", "body_en": "Chats are archived." });
    let view = client.put(&format!("{path}/draft"), &text).await.good();
    let sha256 = view["versions"][0]["sha256"].as_str().unwrap().to_owned();
    client.post(&format!("{path}/publish"), &json!({ "sha256": sha256 })).await.good();
    sha256
}

/// Waits until an entry of the audit says that something ended so.
pub async fn until_told(api: &Api, action: &str, outcome: &str, count: usize) {
    let services = &api.app.services;
    for _ in 0..500 {
        let entries = services.store.list_audit(&services.corp, None, 1_000).await.unwrap();
        let found = entries.iter().filter(|entry| entry.action == action && entry.outcome == outcome);
        if found.count() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{action} never ended as {outcome} {count} times");
}

async fn figures(client: &Client, path: &str) -> Value {
    client.get(path).await.good()["summary"]["figures"].clone()
}

/// The task id of the last card that was sent.
fn last_task(corp: &VirtualCorp) -> String {
    let sent = corp.sent("app");
    sent.last().unwrap()["template_card"]["task_id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_goes_from_its_text_to_the_receipt() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, sha256) = published(&officer, "template_card", "consent").await;
    let members = corp.members();
    let chosen = json!({ "channel": "buttons", "members": members[..3] });
    let answer = officer.post(&format!("{path}/deliveries"), &chosen).await;
    assert_eq!(answer.status, 202, "{}", answer.text());
    drain(&api.app.services).await.unwrap();
    let view = officer.get(&path).await.good();
    let delivery = &view["deliveries"][0];
    assert_eq!(
        (delivery["state"].as_str(), delivery["sent"].as_u64()),
        (Some("done"), Some(3)),
        "{delivery}"
    );
    assert_eq!(delivery["operator"]["name"], "compliance_officer");

    let task = last_task(&corp);
    corp.sim.press_card(members[0].as_str(), &task, "confirm");
    until_told(&api, "press_card", "done", 1).await;
    corp.sim.press_card(members[1].as_str(), &task, "decline");
    until_told(&api, "press_card", "done", 2).await;

    let figures = figures(&officer, &path).await;
    let all = members.len() as u64;
    assert_eq!(figures["sent"], 3);
    assert_eq!((figures["confirmed"].as_u64(), figures["declined"].as_u64()), (Some(1), Some(1)));
    assert_eq!(figures["recipients"].as_u64().unwrap() - figures["without"].as_u64().unwrap(), 2);
    assert!(figures["recipients"].as_u64().unwrap() >= all);
    let page = officer.get(&format!("{path}/people?group=confirmed")).await.good();
    let person = &page["items"][0];
    assert_eq!(person["member"]["id"], members[0].as_str());
    assert_eq!((person["how"].as_str(), person["consent"].as_str()), (Some("card"), Some("agreed")));
    assert_eq!((person["answered_at"].as_i64(), person["standing"].as_str()), (Some(NOW), Some("confirmed")));
    let declined = officer.get(&format!("{path}/people?group=declined")).await.good();
    assert_eq!(declined["items"][0]["consent"], "refused");

    // The buttons give way to what was answered.
    let updates = corp.sent("card_update");
    let words: Vec<&str> =
        updates.iter().filter_map(|body| body["button"]["replace_name"].as_str()).collect();
    assert_eq!(words, ["已同意", "已登记：不同意"]);
    let register = officer.get("/notice-register").await.good();
    let evidence = register["entries"][0]["evidence"].as_str().unwrap();
    assert!(evidence.contains(&sha256) && evidence.contains(&task), "{evidence}");
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_odd_press_has_its_meaning_and_changes_nothing() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, _) = published(&officer, "template_card", "consent").await;
    let members = corp.members();
    let chosen = json!({ "channel": "buttons", "members": members[..1] });
    officer.post(&format!("{path}/deliveries"), &chosen).await.good();
    drain(&api.app.services).await.unwrap();
    let (task, member) = (last_task(&corp), members[0].as_str());
    let press = |who: &str, key: &str| corp.sim.press_card(who, &task, key);
    press(member, "confirm");
    until_told(&api, "press_card", "done", 1).await;
    press(member, "confirm");
    until_told(&api, "press_card", "again", 1).await;
    press(members[1].as_str(), "confirm");
    until_told(&api, "press_card", "other_member", 1).await;
    press(member, "contact");
    until_told(&api, "press_card", "unknown_button", 1).await;
    corp.sim.press_card(member, "notice-of-nobody", "confirm");
    until_told(&api, "press_card", "other_member", 2).await;

    // The consent is taken back on paper; the old card does not give it again.
    corp.clock.advance(60_000);
    let paper =
        json!({ "members": [member], "answer": "declined", "at": NOW + 30_000, "note": "书面撤回 2026-08" });
    assert_eq!(officer.post(&format!("{path}/receipts"), &paper).await.good()["added"], 1);
    press(member, "confirm");
    until_told(&api, "press_card", "after_withdrawal", 1).await;
    let person = officer.get(&format!("{path}/people?group=declined")).await.good()["items"][0].clone();
    assert_eq!(
        (person["member"]["id"].as_str(), person["consent"].as_str()),
        (Some(member), Some("withdrawn"))
    );
    assert_eq!(officer.get(&format!("{path}/people?group=confirmed")).await.good()["total"], 0);

    // A card that is sent afterwards asks anew; its buttons may be pressed when the code for new words has expired.
    officer.post(&format!("{path}/deliveries"), &chosen).await.good();
    drain(&api.app.services).await.unwrap();
    corp.refuse("/cgi-bin/message/update_template_card", 40_058);
    corp.sim.press_card(member, &last_task(&corp), "confirm");
    until_told(&api, "press_card", "done", 2).await;
    let person = officer.get(&format!("{path}/people?group=confirmed")).await.good()["items"][0].clone();
    assert_eq!(person["consent"], "agreed");
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_text_never_changes_and_a_changed_draft_is_read_again() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, first) = published(&officer, "announcement", "receipt").await;
    let draft = format!("{path}/draft");
    let publish_path = format!("{path}/publish");
    officer.post(&publish_path, &json!({ "sha256": first })).await.refused(409, "conflict");
    let incomplete = json!({ "title_zh": "", "body_zh": "第二版" });
    let view = officer.put(&draft, &incomplete).await.good();
    assert_eq!(view["versions"][0]["version"], 2);
    let read = json!({ "sha256": view["versions"][0]["sha256"] });
    officer.post(&publish_path, &read).await.refused(422, "notice_incomplete");
    officer.put(&draft, &json!({ "title_zh": "告知", "body_zh": "第二版" })).await.good();
    officer.post(&publish_path, &read).await.refused(409, "notice_changed");
    let second = publish(&officer, &path, "第二版").await;
    assert_ne!(first, second);
    let versions = officer.get(&path).await.good()["versions"].clone();
    assert_eq!(versions.as_array().unwrap().len(), 2);
    assert_eq!(versions[1]["text"]["body_zh"], "公司将依法存档工作会话。");
    assert_eq!(versions[1]["sha256"], first);
    let long = json!({ "title_zh": "题".repeat(37), "body_zh": "x" });
    officer.put(&draft, &long).await.refused(422, "notice_incomplete");
    let customers = json!({ "kind": "service_terms", "asks": "consent", "name": "x" });
    officer.post("/notices", &customers).await.refused(400, "bad_request");
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_reached_is_named_and_a_reminder_goes_to_the_rest() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, _) = published(&officer, "app_message", "receipt").await;
    let deliveries = format!("{path}/deliveries");
    let everybody = json!({ "channel": "text" });
    officer.post(&deliveries, &everybody).await.good();
    drain(&api.app.services).await.unwrap();
    let delivery = officer.get(&path).await.good()["deliveries"][0].clone();
    let (sent, refused) = (delivery["sent"].as_u64().unwrap(), delivery["refused"].as_u64().unwrap());
    assert_eq!(sent, corp.members().len() as u64, "those whom WeCom knows as active");
    let named = delivery["refused_members"].as_array().unwrap();
    assert_eq!(named.len() as u64, refused);
    assert!(named.iter().any(|one| one["member"]["id"] == GHOST), "{named:?}");
    let text = corp.sent("app")[0]["text"]["content"].as_str().unwrap().to_owned();
    assert!(text.contains("公司将依法存档") && text.ends_with("https://archive.example/me/oauth"), "{text}");

    let members = corp.members();
    let paper = json!({ "members": members[..2], "answer": "confirmed", "at": NOW, "note": "入职档案 A-7" });
    assert_eq!(officer.post(&format!("{path}/receipts"), &paper).await.good()["added"], 2);
    assert_eq!(officer.post(&format!("{path}/receipts"), &paper).await.good()["added"], 0, "the same again");
    let reminder = json!({ "channel": "text_card", "members": members[..3], "reminder": true });
    officer.post(&deliveries, &reminder).await.good();
    drain(&api.app.services).await.unwrap();
    let view = officer.get(&path).await.good();
    assert_eq!(
        (&view["deliveries"][0]["reminder"], &view["deliveries"][0]["sent"]),
        (&json!(true), &json!(1))
    );
    assert_eq!(corp.sent("app").last().unwrap()["touser"], members[2].as_str());
    let only_who_answered = json!({ "channel": "text", "members": members[..2], "reminder": true });
    officer.post(&deliveries, &only_who_answered).await.refused(422, "nobody_to_tell");
    let unknown = json!({ "channel": "text", "members": ["NoSuchOne"] });
    let problem = officer.post(&deliveries, &unknown).await.refused(422, "members_unknown");
    assert_eq!(problem["detail"], "NoSuchOne");

    // Pages of those without a receipt meet without holes.
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = officer.get(&format!("{path}/people?group=without&limit=7{after}")).await.good();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["member"]["id"].to_string()));
        assert_eq!(page["total"], page["figures"]["without"]);
        let Some(next) = page["next"].as_str() else { break };
        after = format!("&after={next}");
    }
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted.len(), seen.len());
    assert!(!seen.contains(&format!("\"{}\"", members[0])) && seen.contains(&format!("\"{}\"", members[2])));
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_not_answered_is_reminded_by_itself_in_the_days_that_were_set() {
    let (corp, api) = connected().await;
    let services = &api.app.services;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, _) = published(&officer, "app_message", "receipt").await;
    let deliveries = format!("{path}/deliveries");
    let weekly = json!({ "every_days": 7, "most": 1 });
    for odd in [
        json!({ "channel": "text", "reminders": { "every_days": 0, "most": 1 } }),
        json!({ "channel": "text", "reminders": weekly, "reminder": true }),
        json!({ "channel": "text", "reminders": weekly, "members": [corp.members()[0]] }),
    ] {
        officer.post(&deliveries, &odd).await.refused(400, "bad_request");
    }
    officer.post(&deliveries, &json!({ "channel": "text", "reminders": weekly })).await.good();
    drain(services).await.unwrap();
    let answered = corp.members()[0].clone();
    let paper = json!({ "members": [answered], "answer": "confirmed", "at": NOW, "note": "入职档案 A-7" });
    officer.post(&format!("{path}/receipts"), &paper).await.good();

    let day = 86_400_000;
    for (days, expected) in [(6, 1), (1, 2), (7, 2)] {
        api.app.clock.advance(days * day);
        remind(services).await.unwrap();
        drain(services).await.unwrap();
        let officer = api.client(Role::ComplianceOfficer).await;
        let view = officer.get(&path).await.good();
        assert_eq!(view["deliveries"].as_array().unwrap().len(), expected, "{days} days later");
    }
    let view = api.client(Role::ComplianceOfficer).await.get(&path).await.good();
    let (reminder, first) = (&view["deliveries"][0], &view["deliveries"][1]);
    assert_eq!((&reminder["reminder"], &reminder["operator"]), (&json!(true), &Value::Null));
    assert_eq!(
        reminder["sent"].as_u64().unwrap() + 1,
        first["sent"].as_u64().unwrap(),
        "all but who answered"
    );
    assert_eq!(first["reminders"], weekly);
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_that_stopped_goes_on_and_sends_nothing_twice() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, _) = published(&officer, "template_card", "receipt").await;
    corp.refuse("/cgi-bin/message/send", 301_002);
    let chosen = json!({ "channel": "buttons", "members": corp.members()[..2] });
    officer.post(&format!("{path}/deliveries"), &chosen).await.good();
    drain(&api.app.services).await.unwrap();
    let delivery = officer.get(&path).await.good()["deliveries"][0].clone();
    assert_eq!(
        (delivery["state"].as_str(), delivery["waiting"].as_u64()),
        (Some("failed"), Some(2)),
        "{delivery}"
    );
    assert_eq!(delivery["problem"], "app_wrong");
    corp.sim.clear_faults();
    let resume = format!("/notice-deliveries/{}/resume", delivery["id"].as_str().unwrap());
    officer.post(&resume, &Value::Null).await.good();
    drain(&api.app.services).await.unwrap();
    let delivery = officer.get(&path).await.good()["deliveries"][0].clone();
    assert_eq!((delivery["state"].as_str(), delivery["sent"].as_u64()), (Some("done"), Some(2)));
    officer.post(&resume, &Value::Null).await.refused(409, "conflict");
    assert_eq!(corp.sent("app").len(), 1);
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_by_itself_is_tried_again() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, _) = published(&officer, "app_message", "receipt").await;
    corp.refuse_at_most(1, "/cgi-bin/message/send", 6_000);
    let chosen = json!({ "channel": "text", "members": corp.members()[..1] });
    officer.post(&format!("{path}/deliveries"), &chosen).await.good();
    drain(&api.app.services).await.unwrap();
    let delivery = officer.get(&path).await.good()["deliveries"][0].clone();
    assert_eq!(
        (delivery["state"].as_str(), delivery["sent"].as_u64()),
        (Some("done"), Some(1)),
        "{delivery}"
    );

    // A message that reaches nobody is no failure: each is named.
    let chosen = json!({ "channel": "text", "members": [GHOST] });
    officer.post(&format!("{path}/deliveries"), &chosen).await.good();
    drain(&api.app.services).await.unwrap();
    let delivery = officer.get(&path).await.good()["deliveries"][0].clone();
    assert_eq!(
        (&delivery["state"], &delivery["sent"], &delivery["refused"]),
        (&json!("done"), &json!(0), &json!(1))
    );
    assert_eq!(delivery["refused_members"][0]["problem"], "invalid");
    let refused = officer.get(&format!("{path}/people?group=refused")).await.good();
    assert_eq!((&refused["total"], &refused["items"][0]["member"]["id"]), (&json!(1), &json!(GHOST)));
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_an_app_a_notice_is_told_by_link_and_paper() {
    let api = Api::start(crate::archive::small()).await;
    let administrator = api.client(Role::SystemAdministrator).await;
    let (path, _) = published(&administrator, "handbook_clause", "receipt").await;
    let everybody = json!({ "channel": "text" });
    administrator.post(&format!("{path}/deliveries"), &everybody).await.refused(409, "app_not_connected");
    let paper =
        json!({ "members": ["zhangwei"], "answer": "confirmed", "at": NOW - 1, "note": "手册签收页" });
    assert_eq!(administrator.post(&format!("{path}/receipts"), &paper).await.good()["added"], 1);
    let later = json!({ "members": ["ZhangWei"], "answer": "declined", "at": NOW + 1, "note": "x" });
    administrator.post(&format!("{path}/receipts"), &later).await.refused(400, "bad_request");
    let links = administrator.post("/personal-links", &json!({ "members": ["ZhangWei"] })).await.good();
    assert!(links["items"][0]["url"].as_str().unwrap().starts_with("/me#"));
    api.client(Role::Reviewer).await.get("/notices").await.refused(403, "forbidden");
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_register_is_read_and_taken_away() {
    let api = Api::start(crate::archive::small()).await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, sha256) = published(&officer, "onboarding_clause", "consent").await;
    let note = "=HYPERLINK(\"https://evil.example\")";
    let paper = json!({ "members": ["ZhangWei"], "answer": "confirmed", "at": NOW - 5, "note": note });
    officer.post(&format!("{path}/receipts"), &paper).await.good();
    let rule = json!({ "member": "archived_all_the_same", "customer": "no_service", "basis": "consent", "note": "x" });
    officer.put("/refusal-rule", &rule).await.refused(422, "refusal_contradictory");
    let rule = json!({ "member": "archived_all_the_same", "customer": "no_service", "basis": "labour_management",
                       "note": "员工手册第 7 条" });
    assert_eq!(officer.put("/refusal-rule", &rule).await.status, 204);
    let register = officer.get("/notice-register").await.good();
    assert_eq!(register["rule"], rule);
    assert_eq!((&register["entry_count"], &register["entries"][0]["what"]), (&json!(1), &json!("agreed")));
    assert_eq!(register["entries"][0]["name"], "张伟");
    assert_eq!(register["notices"][0]["version"]["sha256"], sha256);
    let file = officer.clone().with("accept-language", "zh").get("/notice-register/csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let text = file.text();
    assert!(
        text.starts_with("\u{feff}\"账号\"") && text.contains("\"ZhangWei\",\"张伟\",\"同意\""),
        "{text}"
    );
    assert!(!text.contains(",\"=") && text.contains(&sha256), "{text}");

    let terms = path.replace("/notices/", "/terms/");
    let everybody = api.nobody().get(&terms).await.good();
    assert_eq!((&everybody["sha256"], &everybody["version"]), (&json!(sha256), &json!(1)));
    let new = json!({ "kind": "service_terms", "asks": "receipt", "name": "草稿" });
    let draft = officer.post("/notices", &new).await.good()["summary"]["id"].clone();
    api.nobody().get(&format!("/terms/{}", draft.as_str().unwrap())).await.refused(404, "not_found");
    api.finish().await;
}
