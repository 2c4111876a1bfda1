//! The rules of the archive scope: weighed, saved, and asked about at any moment.

use huicun_domain::access::Role;
use huicun_server::ServerSettings;
use huicun_testkit::{CorpChange, NOW, TestApp, VirtualCorp};
use serde_json::{Value, json};

use crate::client::{Api, Client};
use crate::notices::{end, published};

/// Between two steps of a test: no session ends meanwhile.
const STEP: i64 = 600_000;
const DAY: i64 = 24 * 3_600_000;

/// An archive whose directory is that of a virtual corp of at least so many members.
pub async fn with_directory(members: usize) -> (VirtualCorp, Api) {
    let corp = VirtualCorp::of_at_least(members).await;
    let api = Api::with(TestApp::builder().connected(&corp), ServerSettings::default()).await;
    corp.read_directory(&api.app.services).await;
    (corp, api)
}

/// An effect that includes.
pub fn include(mode: &str, edition: &str) -> Value {
    json!({ "does": "include", "mode": mode, "beats_consent": false, "internal": true, "external": true,
        "edition": edition })
}

/// A rule about members.
pub fn about(members: &[impl AsRef<str>], effect: &Value) -> Value {
    let ids: Vec<&str> = members.iter().map(AsRef::as_ref).collect();
    json!({ "selector": { "by": "members", "members": ids }, "effect": effect, "note": "制度第 3 条" })
}

pub fn draft(version: &Value, rules: &[Value]) -> Value {
    json!({ "version": version, "rules": rules })
}

fn everybody(effect: &Value) -> Value {
    json!({ "selector": { "by": "everybody" }, "effect": effect })
}

/// The rules of a view as a draft takes them: those that count or will.
fn kept(view: &Value) -> Vec<Value> {
    let rules = view["rules"].as_array().unwrap().iter().filter(|rule| rule["standing"] != "ended");
    let part = |rule: &Value| {
        let names = ["id", "selector", "effect", "from", "until", "note"];
        names.iter().map(|name| ((*name).to_owned(), rule[*name].clone())).collect::<serde_json::Map<_, _>>()
    };
    rules.map(|rule| Value::Object(part(rule))).collect()
}

fn listed(view: &Value, group: &str) -> Vec<String> {
    let first = view[group]["first"].as_array().unwrap();
    first.iter().map(|party| party["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_shows_who_comes_and_goes_and_saving_it_keeps_the_history() {
    let (corp, api) = with_directory(0).await;
    let client = api.client(Role::ComplianceOfficer).await;
    let members: Vec<String> = corp.members().iter().map(ToString::to_string).collect();
    let empty = client.get("/scope").await.good();
    assert_eq!(
        (&empty["ruled"], &empty["archived"], &empty["version"]),
        (&json!(false), &json!(0), &json!(0))
    );

    let ten = about(&members[..10], &include("forced", "service"));
    let first = draft(&json!(0), std::slice::from_ref(&ten));
    let preview = client.post("/scope/preview", &first).await.good();
    assert_eq!((&preview["before"], &preview["archived"]), (&json!(0), &json!(10)));
    assert_eq!(listed(&preview, "joins"), members[..10]);
    assert_eq!((&preview["joins"]["total"], &preview["leaves"]["total"]), (&json!(10), &json!(0)));
    assert_eq!(preview["seats"]["needed"], json!([{ "edition": "service", "seats": 10 }]));
    assert_eq!((&preview["seats"]["bought"], &preview["seats"]["lacking"]), (&Value::Null, &json!(10)));
    assert_eq!(client.get("/scope").await.good()["rules"], json!([]), "a preview saves nothing");

    let saved = client.put("/scope", &first).await.good();
    let rule = &saved["rules"][0];
    assert_eq!((&saved["version"], &saved["archived"]), (&json!(1), &json!(10)));
    assert_eq!(
        (&rule["standing"], &rule["selects"], &rule["from"]),
        (&json!("active"), &json!(10), &json!(NOW))
    );
    assert_eq!(
        (&rule["saved_by"]["name"], &rule["note"]),
        (&json!("compliance_officer"), &json!("制度第 3 条"))
    );
    assert!(rule["members"][0]["name"].is_string(), "members are named");
    client.put("/scope", &first).await.refused(409, "scope_changed");

    api.app.clock.advance(STEP);
    let without = about(&members[..3], &json!({ "does": "exclude" }));
    let mut rules = kept(&saved);
    rules.push(without);
    let second = draft(&saved["version"], &rules);
    let preview = client.post("/scope/preview", &second).await.good();
    assert_eq!((listed(&preview, "leaves"), &preview["archived"]), (members[..3].to_vec(), &json!(7)));
    let saved = client.put("/scope", &second).await.good();
    assert_eq!(saved["rules"].as_array().unwrap().len(), 2, "the rule that is the same stays");
    assert_eq!(saved["rules"][0]["standing"], "active");

    let office = about(&members[..10], &include("consent", "enterprise"));
    let third = draft(&saved["version"], &[office]);
    let preview = client.post("/scope/preview", &third).await.good();
    assert_eq!((&preview["joins"]["total"], &preview["changed"]["total"]), (&json!(3), &json!(7)));
    let saved = client.put("/scope", &third).await.good();
    let standings: Vec<&Value> =
        saved["rules"].as_array().unwrap().iter().map(|rule| &rule["standing"]).collect();
    assert_eq!(standings, ["ended", "ended", "active"], "nothing that was saved is gone");
    let unchanged = client.put("/scope", &draft(&saved["version"], &kept(&saved))).await.good();
    assert_eq!(unchanged["version"], saved["version"], "what changes nothing is no change");
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_meant_is_named_with_its_rule_and_not_saved() {
    let (corp, api) = with_directory(0).await;
    let client = api.client(Role::Owner).await;
    let id = corp.members()[0].to_string();
    let forced = include("forced", "service");
    let good = about(&[&id], &forced);
    let mut ends = everybody(&forced);
    (ends["from"], ends["until"]) = (json!(NOW + DAY), json!(NOW + STEP));
    let nothing = json!({ "does": "include", "mode": "forced", "beats_consent": false, "internal": false,
        "external": false, "edition": "office" });
    for (rule, flaw) in [
        (about(&[] as &[&str], &forced), "names_nobody"),
        (everybody(&nothing), "includes_nothing"),
        (everybody(&include("forced", "office")), "edition_without_external"),
        (ends, "ends_before_it_begins"),
    ] {
        let body = draft(&json!(0), &[good.clone(), rule]);
        let preview = client.post("/scope/preview", &body).await.good();
        assert_eq!(preview["flaws"], json!([{ "index": 1, "flaw": flaw }]));
        let refused = client.put("/scope", &body).await.refused(422, "scope_flawed");
        assert_eq!(refused["detail"], format!("{flaw} (2)"));
    }
    let emptied = draft(&json!(0), &[good.clone(), everybody(&json!({ "does": "exclude" }))]);
    let refused = client.put("/scope", &emptied).await.refused(422, "scope_flawed");
    assert_eq!(refused["detail"], "nobody_is_left");
    assert_eq!(client.get("/scope").await.good()["ruled"], false);

    let odd = [
        json!({ "selector": { "by": "department", "department": 4_711, "children": true }, "effect": forced }),
        json!({ "selector": { "by": "tag", "tag": 4_712 }, "effect": forced }),
        about(&["NoSuchOne"], &forced),
    ];
    let preview = client.post("/scope/preview", &draft(&json!(0), &odd)).await.good();
    let warnings = preview["warnings"].as_array().unwrap();
    let words: Vec<(u64, &str)> = warnings
        .iter()
        .map(|one| (one["index"].as_u64().unwrap(), one["warning"].as_str().unwrap()))
        .collect();
    assert_eq!(words, [(0, "department_gone"), (1, "tag_gone"), (2, "members_not_listed")]);
    let many = vec![good; 201];
    client.post("/scope/preview", &draft(&json!(0), &many)).await.refused(400, "bad_request");
    client
        .put("/scope", &json!({ "version": 0, "rules": [{ "selector": { "by": "magic" } }] }))
        .await
        .refused(400, "bad_request");
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_that_force_and_rules_that_ask_are_shown_to_meet() {
    let (corp, api) = with_directory(0).await;
    let client = api.client(Role::Owner).await;
    let members: Vec<String> = corp.members().iter().map(ToString::to_string).collect();
    let rules =
        [everybody(&include("consent", "service")), about(&members[..2], &include("forced", "service"))];
    let preview = client.post("/scope/preview", &draft(&json!(0), &rules)).await.good();
    assert_eq!(listed(&preview, "contradicted"), members[..2]);
    // Who is invited or disabled is listed too.
    let all = client.get("/scope").await.good()["listed"].clone();
    let mut later = everybody(&include("forced", "service"));
    later["from"] = json!(NOW + DAY);
    let preview = client.post("/scope/preview", &draft(&json!(0), &[later])).await.good();
    assert_eq!((&preview["archived"], &preview["joins"]["total"]), (&json!(0), &json!(0)), "not yet");
    assert_eq!(preview["turns"], json!([{ "at": NOW + DAY, "archived": all }]));
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_a_member_was_in_scope_has_an_answer_for_every_moment() {
    let (corp, api) = with_directory(0).await;
    let client = api.client(Role::ComplianceOfficer).await;
    let id = corp.members()[0].to_string();
    let path = format!("/scope/members/{id}");
    let before = client.get(&path).await.good();
    assert_eq!((&before["ruled"], &before["internal"]), (&json!(false), &json!(false)));

    let asking = about(&[&id], &include("consent", "service"));
    let saved = client.put("/scope", &draft(&json!(0), &[asking])).await.good();
    let asked = client.get(&path).await.good();
    assert_eq!((&asked["coverage"]["internal"], &asked["consent"]), (&json!("consent"), &json!("pending")));
    assert_eq!(
        (&asked["internal"], &asked["since"]),
        (&json!(false), &json!(NOW)),
        "it waits for the consent"
    );
    api.app.clock.advance(STEP);
    let (notice, _) = published(&client, "handbook_clause", "consent").await;
    let paper = json!({ "members": [id], "answer": "confirmed", "at": NOW + STEP, "note": "第 7 号承诺书" });
    client.post(&format!("{notice}/receipts"), &paper).await.good();
    let agreed = client.get(&path).await.good();
    assert_eq!((&agreed["internal"], &agreed["external"]), (&json!(true), &json!(true)), "{agreed}");

    api.app.clock.advance(STEP);
    let out = about(&[&id], &json!({ "does": "exclude" }));
    let other = about(&[corp.members()[1].as_str()], &include("forced", "service"));
    let mut rules = kept(&saved);
    rules.extend([out, other]);
    client.put("/scope", &draft(&saved["version"], &rules)).await.good();
    let now = client.get(&path).await.good();
    assert_eq!((&now["internal"], now["excluded_by"].as_array().unwrap().len()), (&json!(false), 1));
    for (at, consent, internal) in [
        (NOW - 1, "pending", false),
        (NOW, "pending", false),
        (NOW + STEP, "agreed", true),
        (NOW + 2 * STEP, "agreed", false),
    ] {
        let then = client.get(&format!("{path}?at={at}")).await.good();
        assert_eq!((&then["consent"], &then["internal"]), (&json!(consent), &json!(internal)), "{at}");
        assert_eq!(then["ruled"], at >= NOW);
    }
    client.get("/scope/members/NoSuchOne").await.refused(404, "not_found");
    let lower = client.get(&format!("/scope/members/{}", id.to_lowercase())).await.good();
    assert_eq!(lower["member"]["id"], id.as_str(), "ids are the same whatever their case");
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_rules_may_name_is_offered() {
    let (corp, api) = with_directory(0).await;
    let client = api.client(Role::SystemAdministrator).await;
    let choices = client.get("/scope/choices").await.good();
    let company = corp.sim.company();
    assert_eq!(choices["departments"].as_array().unwrap().len(), company.departments.len());
    assert_eq!(choices["tags"].as_array().unwrap().len(), company.tags.len());
    assert!(choices["departments"].as_array().unwrap().iter().all(|one| one["gone"] == false));
    let member = company.present().next().unwrap();
    let found = client.get(&format!("/scope/choices/members?q={}", member.userid)).await.good();
    assert_eq!(found["items"][0]["id"], &*member.userid);
    assert_eq!(found["items"][0]["name"], &*member.name);
    let all = client.get("/scope/choices/members").await.good();
    assert_eq!(all["items"].as_array().unwrap().len(), 20);
    end(corp, api).await;
}

async fn me(api: &Api, operator: &Client, member: &str) -> Value {
    let links = operator.post("/personal-links", &json!({ "members": [member] })).await.good();
    let url = links["items"][0]["url"].as_str().unwrap();
    let token = url.split_once('#').unwrap().1;
    let mut client = api.nobody();
    client.cookie = client.post("/me/session", &json!({ "token": token })).await.cookie();
    client.get("/me").await.good()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_reads_by_which_rule_they_are_archived_and_notices_go_to_those_in_scope() {
    let (corp, api) = with_directory(0).await;
    let officer = api.client(Role::ComplianceOfficer).await;
    let company = corp.sim.company();
    let of_tag = &company.tags[0];
    let tagged = of_tag.members.iter().map(|at| &company.members[*at]);
    let tagged = tagged.filter(|member| corp.members().iter().any(|id| id.as_str() == &*member.userid));
    let tagged: Vec<&str> = tagged.map(|member| &*member.userid).collect();
    assert_eq!(me(&api, &officer, tagged[0]).await["archived"]["standing"], Value::Null, "no rule yet");

    let rule = json!({ "selector": { "by": "tag", "tag": of_tag.id }, "effect": include("consent", "service"),
        "note": "只给合规人员看" });
    officer.put("/scope", &draft(&json!(0), &[rule])).await.good();
    let view = me(&api, &officer, tagged[0]).await;
    let standing = &view["archived"]["standing"];
    assert_eq!((&standing["archived"], &standing["internal"]), (&json!(false), &json!("consent")));
    assert_eq!(
        standing["rules"],
        json!([{ "by": "tag", "name": of_tag.name, "mode": "consent", "from": NOW, "until": null }])
    );
    assert!(!view.to_string().contains("只给合规人员看"), "what is noted is not for members");
    let other = corp.members().into_iter().find(|id| !tagged.contains(&id.as_str())).unwrap();
    let standing = me(&api, &officer, other.as_str()).await["archived"]["standing"].clone();
    assert_eq!((&standing["internal"], &standing["rules"]), (&Value::Null, &json!([])));

    let (notice, _) = published(&officer, "app_message", "receipt").await;
    let wish = json!({ "channel": "text", "in_scope": true });
    let answer = officer.post(&format!("{notice}/deliveries"), &wish).await.good();
    assert_eq!(answer["deliveries"][0]["waiting"], tagged.len(), "{}", answer["deliveries"][0]);
    huicun_app::jobs::drain(&api.app.services).await.unwrap();

    corp.sim
        .change(CorpChange::UpdateTag { tag: of_tag.id, add: vec![], remove: vec![tagged[0].to_owned()] })
        .unwrap();
    api.app.clock.advance(STEP);
    corp.read_directory(&api.app.services).await;
    let view = me(&api, &officer, tagged[0]).await;
    assert_eq!(view["archived"]["standing"]["rules"], json!([]), "who lost the tag is out at once");
    end(corp, api).await;
}
