//! The HTTP interfaces.

use huicun_sim::{Consent, Effect, FaultPoint, FaultRule, FaultScript, MemberStatus, Sim};
use serde_json::{Value, json};

use crate::{config, get, post};

async fn corp() -> (tempfile::TempDir, Sim) {
    let dir = tempfile::tempdir().unwrap();
    let sim = Sim::start(config(dir.path(), 100)).await.unwrap();
    (dir, sim)
}

async fn token(sim: &Sim, secret: &str) -> String {
    let corp_id = &sim.corp().corp_id;
    let answer = get(sim, &format!("/cgi-bin/gettoken?corpid={corp_id}&corpsecret={secret}")).await;
    assert_eq!((answer["errcode"].as_i64(), answer["expires_in"].as_i64()), (Some(0), Some(7_200)));
    answer["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn tokens_belong_to_secrets_and_expire() {
    let (_dir, sim) = corp().await;
    let corp_id = sim.corp().corp_id.clone();
    let code = |answer: Value| answer["errcode"].as_i64().unwrap();
    assert_eq!(code(get(&sim, &format!("/cgi-bin/gettoken?corpid={corp_id}&corpsecret=x")).await), 40_001);
    assert_eq!(code(get(&sim, "/cgi-bin/gettoken?corpid=ww0&corpsecret=x").await), 40_013);
    assert_eq!(code(get(&sim, "/cgi-bin/gettoken?corpid=ww0").await), 41_004);
    let app = token(&sim, &sim.corp().app_secret).await;
    let archive = token(&sim, &sim.corp().archive_secret).await;
    let permit = |token: &str| format!("/cgi-bin/msgaudit/get_permit_user_list?access_token={token}");
    assert_eq!(code(post(&sim, &permit(&app), &json!({})).await), 48_002);
    assert_eq!(code(post(&sim, &permit("made-up"), &json!({})).await), 40_014);
    assert_eq!(code(post(&sim, "/cgi-bin/msgaudit/get_permit_user_list", &json!({})).await), 41_001);
    let all = post(&sim, &permit(&archive), &json!({})).await;
    let service = post(&sim, &permit(&archive), &json!({ "type": 2 })).await;
    let count = |answer: &Value| answer["ids"].as_array().unwrap().len();
    assert!(count(&all) > count(&service) && count(&service) > 10);
    sim.expire_tokens();
    assert_eq!(code(post(&sim, &permit(&archive), &json!({})).await), 42_001);
    let renewed = token(&sim, &sim.corp().archive_secret).await;
    assert_ne!(renewed, archive);
    sim.stop().await;
}

#[tokio::test]
async fn the_directory_is_complete_and_hides_what_privacy_took() {
    let (_dir, sim) = corp().await;
    let app = token(&sim, &sim.corp().app_secret).await;
    let sync = token(&sim, &sim.corp().contact_secret).await;
    let company = sim.company();
    let mut ids = Vec::new();
    let departments = get(&sim, &format!("/cgi-bin/department/list?access_token={app}")).await;
    for department in departments["department"].as_array().unwrap() {
        let path = format!("/cgi-bin/user/list?access_token={app}&department_id={}", department["id"]);
        for user in get(&sim, &path).await["userlist"].as_array().unwrap() {
            assert!(user.get("mobile").is_none() && user.get("avatar").is_none());
            ids.push(user["userid"].as_str().unwrap().to_owned());
        }
    }
    ids.sort();
    ids.dedup();
    let here = company.members.iter().filter(|member| member.status != MemberStatus::Left).count();
    assert_eq!(ids.len(), here);
    let mut rows = 0;
    let mut cursor = String::new();
    loop {
        let path = format!("/cgi-bin/user/list_id?access_token={sync}");
        let page = post(&sim, &path, &json!({ "cursor": cursor, "limit": 30 })).await;
        rows += page["dept_user"].as_array().unwrap().len();
        cursor = page["next_cursor"].as_str().unwrap().to_owned();
        if cursor.is_empty() {
            break;
        }
    }
    assert!(rows >= here);
    let left = company.members.iter().find(|member| member.status == MemberStatus::Left).unwrap();
    let gone = get(&sim, &format!("/cgi-bin/user/get?access_token={app}&userid={}", left.userid)).await;
    assert_eq!(gone["errcode"], 60_111);
    sim.stop().await;
}

#[tokio::test]
async fn customers_rooms_consent_and_robots_are_found() {
    let (_dir, sim) = corp().await;
    let archive = token(&sim, &sim.corp().archive_secret).await;
    let customers = token(&sim, &sim.corp().customer_secret).await;
    let company = sim.company();
    let contact = company.contacts.iter().find(|contact| !contact.is_lost).unwrap();
    let path = format!(
        "/cgi-bin/externalcontact/get?access_token={customers}&external_userid={}",
        contact.external_userid
    );
    let found = get(&sim, &path).await;
    assert_eq!(found["external_contact"]["name"], *contact.name);
    let owner = &company.members[contact.owners[0]].userid;
    assert_eq!(found["follow_user"][0]["userid"], **owner);
    let inner = company.rooms.iter().find(|room| !room.is_external).unwrap();
    let outer = company.rooms.iter().find(|room| room.is_external).unwrap();
    let audit = format!("/cgi-bin/msgaudit/groupchat/get?access_token={archive}");
    assert_eq!(post(&sim, &audit, &json!({ "roomid": *inner.roomid })).await["roomname"], inner.name);
    assert_eq!(post(&sim, &audit, &json!({ "roomid": *outer.roomid })).await["errcode"], 301_059);
    let path = format!("/cgi-bin/externalcontact/groupchat/get?access_token={customers}");
    let group = post(&sim, &path, &json!({ "chat_id": *outer.roomid, "need_name": 1 })).await;
    assert_eq!(group["group_chat"]["member_list"].as_array().unwrap().len(), outer.seats.len());
    let refuser = company.contacts.iter().find(|contact| contact.consent == Consent::Disagree).unwrap();
    let pair = json!({ "userid": **owner, "exteranalopenid": *refuser.external_userid });
    let path = format!("/cgi-bin/msgaudit/check_single_agree?access_token={archive}");
    let answer = post(&sim, &path, &json!({ "info": [pair] })).await;
    assert_eq!(answer["agreeinfo"][0]["agree_status"], "Disagree");
    assert_eq!(post(&sim, &path, &json!({ "info": vec![pair; 101] })).await["errcode"], 301_060);
    let robot = &company.robots[0];
    let path = format!("/cgi-bin/msgaudit/get_robot_info?access_token={archive}&robot_id={}", robot.robot_id);
    assert_eq!(get(&sim, &path).await["data"]["name"], robot.name);
    sim.stop().await;
}

#[tokio::test]
async fn messages_go_out_within_their_limits() {
    let (_dir, sim) = corp().await;
    let app = token(&sim, &sim.corp().app_secret).await;
    let company = sim.company();
    let member = company.members.iter().find(|member| member.is_archived()).unwrap();
    let path = format!("/cgi-bin/message/send?access_token={app}");
    let text = |to: &str| json!({ "touser": to, "msgtype": "text", "agentid": sim.corp().agent_id, "text": { "content": "告知" } });
    let sent = post(&sim, &path, &text(&format!("{}|Nobody", member.userid))).await;
    assert_eq!((sent["errcode"].as_i64(), sent["invaliduser"].as_str()), (Some(0), Some("nobody")));
    assert_eq!(post(&sim, &path, &text("Nobody")).await["errcode"], 81_013);
    assert_eq!(post(&sim, &path, &json!({ "touser": "x", "agentid": 5 })).await["errcode"], 301_002);
    let hook = format!("/cgi-bin/webhook/send?key={}", company.robots[0].webhook_key);
    let body = json!({ "msgtype": "markdown", "markdown": { "content": "**告警**" } });
    for _ in 0..20 {
        assert_eq!(post(&sim, &hook, &body).await["errcode"], 0);
    }
    assert_eq!(post(&sim, &hook, &body).await["errcode"], 45_009);
    assert_eq!(post(&sim, "/cgi-bin/webhook/send?key=none", &body).await["errcode"], 93_000);
    assert_eq!(get(&sim, "/sim/control/outbox").await["sent"].as_array().unwrap().len(), 21);
    sim.stop().await;
}

#[tokio::test]
async fn a_person_signs_in_with_a_code_once() {
    let (_dir, sim) = corp().await;
    let app = token(&sim, &sim.corp().app_secret).await;
    let company = sim.company();
    let userid = &company.members[0].userid;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let page = format!(
        "{}/wwlogin/sso/login?appid={}&redirect_uri=http://127.0.0.1/cb&state=s1&userid={userid}",
        sim.base_url(),
        sim.corp().corp_id
    );
    let answer = client.get(page).send().await.unwrap();
    let location = answer.headers()["location"].to_str().unwrap().to_owned();
    let code = location.strip_prefix("http://127.0.0.1/cb?code=").unwrap().strip_suffix("&state=s1").unwrap();
    let path = format!("/cgi-bin/auth/getuserinfo?access_token={app}&code={code}");
    assert_eq!(get(&sim, &path).await["userid"], **userid);
    assert_eq!(get(&sim, &path).await["errcode"], 42_022);
    sim.stop().await;
}

#[tokio::test]
async fn scripted_errors_hit_the_interfaces_they_name() {
    let (_dir, sim) = corp().await;
    let archive = token(&sim, &sim.corp().archive_secret).await;
    let mut rule = FaultRule::new(FaultPoint::Http, 1_000_000, Effect::Errcode { errcode: 301_053 });
    rule.path = Some("/cgi-bin/msgaudit".to_owned());
    sim.add_faults(FaultScript { rules: vec![rule.at_most(1)], ..FaultScript::default() });
    let path = format!("/cgi-bin/msgaudit/get_permit_user_list?access_token={archive}");
    assert_eq!(post(&sim, &path, &json!({})).await["errcode"], 301_053);
    assert_eq!(post(&sim, &path, &json!({})).await["errcode"], 0);
    sim.stop().await;
}
