//! What customers say: told by WeCom, asked of it, drawn from messages.

use axum::http::Method;
use huicun_app::jobs::drain;
use huicun_domain::access::Role;
use huicun_domain::ids::PartyKind;
use huicun_server::ServerSettings;
use huicun_testkit::{Agreement, Line, START, TestApp, VirtualCorp};
use serde_json::{Value, json};

use crate::archive::party;
use crate::client::{Api, Client};
use crate::notices::{connected, end, published, until_told};

async fn listed(client: &Client, query: &str) -> Vec<Value> {
    client.get(&format!("/customer-consents{query}")).await.good()["items"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_agrees_is_looked_up_recorded_and_welcomed() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    published(&officer, "first_contact", "receipt").await;
    let (member, customer) = (corp.members()[0].clone(), corp.customers()[0].clone());
    corp.sim.agree(member.as_str(), customer.as_str(), Agreement::Agree);
    until_told(&api, "welcome_customer", "done", 1).await;
    let welcomes = corp.sent("welcome");
    assert!(welcomes[0]["text"]["content"].as_str().unwrap().contains("公司将依法存档"), "{welcomes:?}");
    let consents = listed(&officer, "").await;
    assert_eq!(
        (consents.len(), &consents[0]["state"], &consents[0]["source"]),
        (1, &json!("agree"), &json!("event"))
    );
    assert_eq!(consents[0]["owner"], member.as_str());

    end(corp, api).await;
}

fn agreement(member: &str, customer: &str) -> String {
    format!(
        "<xml><FromUserName>sys</FromUserName><CreateTime>1</CreateTime><Event>change_external_contact</Event>\
         <ChangeType>msg_audit_approved</ChangeType><UserID>{member}</UserID>\
         <ExternalUserID>{customer}</ExternalUserID><WelcomeCode>CODE</WelcomeCode></xml>"
    )
}

async fn tell(api: &Api, (query, body): &(String, String)) -> crate::client::Answer {
    api.nobody().send(Method::POST, &format!("//wecom/callback?{query}"), Some(body.clone())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_event_says_is_not_believed_but_looked_up() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    published(&officer, "first_contact", "receipt").await;
    let (member, customer) = (corp.members()[0].clone(), corp.customers()[0].clone());
    corp.sim.agree(member.as_str(), customer.as_str(), Agreement::Disagree);
    let event = corp.signed(&agreement(member.as_str(), customer.as_str()), "1");
    assert_eq!(tell(&api, &event).await.status, 200);
    until_told(&api, "customer_agreed", "not_confirmed", 1).await;
    assert_eq!(listed(&officer, "").await[0]["state"], "disagree");
    assert!(corp.sent("welcome").is_empty());
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_could_not_be_looked_up_is_taken_when_it_comes_again() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (member, customer) = (corp.members()[0].clone(), corp.customers()[0].clone());
    corp.sim.agree(member.as_str(), customer.as_str(), Agreement::Disagree);
    corp.refuse("/cgi-bin/msgaudit/check", 301_052);
    let event = corp.signed(&agreement(member.as_str(), customer.as_str()), "2");
    tell(&api, &event).await.refused(503, "archive_expired");
    assert!(listed(&officer, "").await.is_empty());
    corp.sim.clear_faults();
    assert_eq!(tell(&api, &event).await.status, 200, "the very same is told once more");
    assert_eq!(listed(&officer, "").await.len(), 1);
    tell(&api, &event).await.refused(404, "not_found");
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_wecom_did_not_sign_is_answered_alike_and_changes_nothing() {
    let (corp, api) = connected().await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let (path, _) = published(&officer, "template_card", "consent").await;
    let member = corp.members()[0].clone();
    let chosen = json!({ "channel": "buttons", "members": [member] });
    officer.post(&format!("{path}/deliveries"), &chosen).await.good();
    drain(&api.app.services).await.unwrap();
    let task = corp.sent("app")[0]["template_card"]["task_id"].as_str().unwrap().to_owned();
    let press = format!(
        "<xml><FromUserName>{member}</FromUserName><CreateTime>1</CreateTime><Event>template_card_event</Event>\
         <EventKey>confirm</EventKey><TaskId>{task}</TaskId><ResponseCode>x</ResponseCode></xml>"
    );
    let (query, body) = corp.signed(&press, "3");
    let altered = |from: &str, to: &str| (query.clone(), body.replacen(from, to, 1));
    let last = body.find("]]>").unwrap();
    let mut padding = body.clone();
    let other = if &body[last - 6..last - 5] == "A" { "B" } else { "A" };
    padding.replace_range(last - 6..last - 5, other);
    let doctype = corp.signed(&format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{press}"), "4");
    let mut answers = Vec::new();
    for forged in [
        (query.replace("msg_signature=", "msg_signature=0"), body.clone()),
        (query.replace("nonce=3", "nonce=33"), body.clone()),
        (query.clone(), padding),
        (query.clone(), "x".repeat(1 << 20)),
        altered("<xml>", "<!DOCTYPE x [<!ENTITY a \"b\">]><xml>"),
        altered("CDATA[", "CDATA[A"),
        doctype,
        corp.signed("no xml at all <", "5"),
    ] {
        let mut problem = tell(&api, &forged).await.refused(404, "not_found");
        problem.as_object_mut().unwrap().remove("request_id");
        answers.push(problem);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    assert_eq!(officer.get(&path).await.good()["summary"]["figures"]["confirmed"], 0);
    assert_eq!(tell(&api, &(query.clone(), body.clone())).await.status, 200);
    tell(&api, &(query, body)).await.refused(404, "not_found");
    assert_eq!(officer.get(&path).await.good()["summary"]["figures"]["confirmed"], 1);
    end(corp, api).await;
}

/// An archive in which a member and a customer talk, and one of whom WeCom knows nothing.
async fn talking(corp: &VirtualCorp, more: Vec<Line>) -> Api {
    let (member, customer) = (corp.members()[0].clone(), corp.customers()[0].clone());
    let stranger = "wmUnknownUnknownUnknownUnknown00";
    let builder = TestApp::builder()
        .connected(corp)
        .party(party(stranger, PartyKind::ExternalContact, "陌生人"))
        .line(Line::text(1, member.as_str(), &[customer.as_str()], "您好"))
        .line(Line::text(2, member.as_str(), &[stranger], "您好"))
        .lines(more);
    Api::with(builder, ServerSettings::default()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_asks_about_everybody_and_finds_who_is_unknown() {
    let corp = VirtualCorp::start().await;
    let (member, customer) = (corp.members()[0].clone(), corp.customers()[0].clone());
    let other = corp.members()[1].clone();
    let said = json!({
        "msgid": "1000009_1785553237721", "action": "send", "from": customer, "tolist": [other], "roomid": "",
        "msgtime": START + 9_000, "msgtype": "disagree",
        "disagree": { "userid": customer, "disagree_time": START + 9_000 },
    });
    let api = talking(&corp, vec![Line::raw(9, said).at(START + 9_000)]).await;
    let officer = api.client(Role::ComplianceOfficer).await;
    corp.sim.agree(member.as_str(), customer.as_str(), Agreement::DefaultAgree);
    let check = async || {
        let answer = officer.post("/customer-consents/check", &Value::Null).await;
        assert_eq!(answer.status, 202, "{}", answer.text());
        officer.post("/customer-consents/check", &Value::Null).await.refused(409, "conflict");
        drain(&api.app.services).await.unwrap();
    };
    check().await;
    let page = officer.get("/customer-consents").await.good();
    assert_eq!((&page["check"]["state"], &page["check"]["done"]), (&json!("done"), &json!(3)), "{page}");
    let of = |owner: &str, items: &[Value]| items.iter().find(|item| item["owner"] == owner).unwrap().clone();
    let items = listed(&officer, "").await;
    assert_eq!(items.len(), 2, "of the stranger nothing is known");
    let told = of(member.as_str(), &items);
    assert_eq!((&told["state"], &told["source"]), (&json!("default_agree"), &json!("check")));
    // The corp was made with an answer of its own for this pair, which the check adds to what the message says.
    let path = format!("/customer-consents/history?side=pair&owner={other}&customer={customer}");
    let history = officer.get(&path).await.good()["items"].as_array().unwrap().clone();
    assert!(
        history.iter().any(|entry| entry["source"] == "message" && entry["state"] == "disagree"),
        "{history:?}"
    );

    corp.clock.advance(60_000);
    corp.sim.agree(member.as_str(), customer.as_str(), Agreement::Disagree);
    check().await;
    corp.clock.advance(60_000);
    check().await;
    let items = listed(&officer, "?side=pair&state=disagree").await;
    let told = of(member.as_str(), &items);
    assert_eq!((&told["state"], &told["entries"]), (&json!("disagree"), &json!(2)), "the same is kept once");
    assert!(listed(&officer, "?q=nobody").await.is_empty());
    officer.get("/customer-consents?side=poem").await.refused(400, "bad_request");
    officer.get("/customer-consents/history?side=pair&owner=x&customer=y").await.refused(404, "not_found");
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_wecom_refuses_stops_a_round_which_goes_on_later() {
    let corp = VirtualCorp::start().await;
    let api = talking(&corp, Vec::new()).await;
    let officer = api.client(Role::ComplianceOfficer).await;
    corp.refuse("/cgi-bin/msgaudit/check", 301_052);
    officer.post("/customer-consents/check", &Value::Null).await.good();
    drain(&api.app.services).await.unwrap();
    let check = officer.get("/customer-consents").await.good()["check"].clone();
    assert_eq!((&check["state"], &check["problem"]), (&json!("failed"), &json!("archive_expired")));
    corp.sim.clear_faults();
    officer.post("/customer-consents/check", &Value::Null).await.good();
    drain(&api.app.services).await.unwrap();
    assert_eq!(listed(&officer, "").await.len(), 1);
    end(corp, api).await;
}
