//! The directory as it is looked at, read from the virtual corp.

use std::collections::{BTreeMap, BTreeSet};

use huicun_app::directory as reader;
use huicun_domain::access::Role;
use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, TagId};
use huicun_domain::ids::PartyId;
use huicun_domain::notice::How;
use huicun_domain::notice::consent::{ConsentSource, CustomerConsent, MemberConsent, Said};
use huicun_domain::scope::{Effect, Mode, Rule, RuleId, Selector};
use huicun_domain::service::Edition;
use huicun_testkit::{
    ConsentSide, CustomerConsentRow, CustomerTie, MemberConsentRow, NOW, ScopeRuleRow, TestApp, VirtualCorp,
};
use serde_json::Value;
use uuid::Uuid;

use crate::archive::{CUSTOMER, LI, ROOM, WANG, ZHANG, small};
use crate::client::{Api, Client};
use crate::notices::end;

/// An archive that has read the directory of a virtual corp.
async fn read() -> (VirtualCorp, Api) {
    let corp = VirtualCorp::start().await;
    let api = Api::start(TestApp::builder().connected(&corp)).await;
    let services = &api.app.services;
    let wecom = services.wecom.connection().unwrap();
    reader::sync(services, &wecom.client, &corp.directory_secrets()).await.unwrap();
    (corp, api)
}

fn rule(number: u128, selector: Selector, mode: Mode, internal: bool, external: bool) -> ScopeRuleRow {
    let effect =
        Effect::Include { mode, beats_consent: false, internal, external, edition: Edition::Service };
    let rule = Rule { id: RuleId(Uuid::from_u128(number)), selector, effect, from: 0, until: None };
    ScopeRuleRow { rule, note: String::new(), saved_at: NOW, saved_by: None }
}

async fn save(api: &Api, rules: &[ScopeRuleRow]) {
    let services = &api.app.services;
    let seen = services.store.scope_versions(&services.corp).await.unwrap().scope;
    assert!(services.store.save_scope(&services.corp, seen, &[], rules).await.unwrap());
}

async fn said(api: &Api, member: &PartyId, state: MemberConsent, at: Millis) {
    let row = MemberConsentRow {
        id: Uuid::now_v7(),
        member: member.clone(),
        said: Said { at, learnt_at: at, state },
        how: How::Paper,
        evidence: "{}".into(),
        notice: huicun_domain::ids::NoticeId(Uuid::nil()),
        version: 1,
        operator: None,
    };
    api.app.services.store.add_answer(&api.app.services.corp, None, Some(&row)).await.unwrap();
}

/// Everything in all pages of a list.
async fn all(client: &Client, path: &str) -> Vec<Value> {
    let with = |more: &str| format!("{path}{}{more}", if path.contains('?') { "&" } else { "?" });
    let mut page = client.get(&with("limit=7")).await.good();
    let mut items = page["items"].as_array().unwrap().clone();
    while let Some(next) = page["next"].as_str() {
        page = client.get(&with(&format!("limit=7&after={next}"))).await.good();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
    }
    assert_eq!(page["total"].as_u64(), Some(items.len() as u64), "{path}");
    items
}

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn departments_and_tags_count_their_members_once() {
    let (corp, api) = read().await;
    let client = api.client(Role::Reviewer).await;
    let company = corp.sim.company();
    let tree = client.get("/directory/departments").await.good();
    assert_eq!(tree["ruled"], false);
    let nodes = tree["departments"].as_array().unwrap();
    assert_eq!(nodes.len(), company.departments.len());
    let here: Vec<_> = company.members.iter().filter(|member| member.status.code() != 5).collect();
    let root = nodes.iter().find(|node| node["id"] == 1).unwrap();
    assert_eq!(root["figures"]["members"], here.len(), "whoever sits in two departments counts once");
    assert_eq!(root["figures"]["archived"], here.len(), "without a rule everybody is archived");

    save(
        &api,
        &[rule(
            1,
            Selector::Department { department: DepartmentId(2), children: true },
            Mode::Forced,
            true,
            true,
        )],
    )
    .await;
    let tree = client.get("/directory/departments").await.good();
    assert_eq!(tree["ruled"], true);
    let insurance = here.iter().filter(|member| member.departments.iter().any(|id| [2, 11, 12].contains(id)));
    let covered = insurance.count();
    assert!(covered > 0);
    for (id, in_scope) in [(1, covered), (2, covered), (3, 0)] {
        let node = tree["departments"].as_array().unwrap().iter().find(|node| node["id"] == id).unwrap();
        assert_eq!(node["figures"]["in_scope"], in_scope, "{node}");
    }
    let tags = client.get("/directory/tags").await.good();
    let licensed = tags["tags"].as_array().unwrap().iter().find(|tag| tag["id"] == 2).unwrap();
    let carriers: Vec<&str> =
        licensed["departments"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(carriers, ["投资顾问组", "机构业务组"]);
    let of_tag = all(&client, "/directory/members?tag=2").await;
    assert_eq!(licensed["figures"]["members"], of_tag.len());
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn members_are_found_by_department_tag_name_and_standing() {
    let (corp, api) = read().await;
    let client = api.client(Role::Reviewer).await;
    let company = corp.sim.company();
    let everybody = all(&client, "/directory/members").await;
    assert!(ids(&everybody).is_sorted());
    assert_eq!(everybody.len(), company.members.len());
    let of = |path: &'static str| {
        let client = client.clone();
        async move { ids(&all(&client, path).await).into_iter().collect::<BTreeSet<_>>() }
    };
    let expected = |wanted: &[u32]| -> BTreeSet<String> {
        let here = company.members.iter().filter(|member| member.status.code() != 5);
        let sits = here.filter(|member| member.departments.iter().any(|id| wanted.contains(id)));
        sits.map(|member| member.userid.to_string()).collect()
    };
    assert_eq!(of("/directory/members?department=3").await, expected(&[3]));
    assert_eq!(of("/directory/members?department=3&children=true").await, expected(&[3, 13, 14]));
    assert!(of("/directory/members?department=999").await.is_empty());

    let (asked, forced) = (corp.members()[0].clone(), corp.members()[1].clone());
    let refuser = corp.members()[2].clone();
    let members =
        |these: &[&PartyId]| Selector::Members { members: these.iter().map(|id| (*id).clone()).collect() };
    save(
        &api,
        &[
            rule(1, members(&[&asked, &refuser]), Mode::Consent, true, true),
            rule(2, members(&[&forced]), Mode::Forced, false, true),
        ],
    )
    .await;
    said(&api, &refuser, MemberConsent::Refused, NOW - 1).await;
    let mut standings: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for state in ["archived", "awaits_consent", "refused", "out_of_scope", "left", "unlisted"] {
        let found = ids(&all(&client, &format!("/directory/members?state={state}")).await);
        standings.insert(state, found.into_iter().collect());
    }
    let one = |id: &PartyId| BTreeSet::from([id.to_string()]);
    assert_eq!(standings["archived"], one(&forced));
    assert_eq!((&standings["awaits_consent"], &standings["refused"]), (&one(&asked), &one(&refuser)));
    let left = company.members.iter().filter(|member| member.status.code() == 5);
    let left: BTreeSet<String> = left.map(|member| member.userid.to_string()).collect();
    assert_eq!(standings["left"], left);
    assert!(standings["unlisted"].is_empty());
    assert_eq!(standings.values().map(BTreeSet::len).sum::<usize>(), company.members.len());
    said(&api, &asked, MemberConsent::Agreed, NOW).await;
    assert_eq!(all(&client, "/directory/members?state=archived").await.len(), 2, "at once");

    let found = all(&client, &format!("/directory/members?q={}", asked.as_str().to_lowercase())).await;
    assert!(ids(&found).contains(&asked.to_string()));
    client.get("/directory/members?after=forged").await.refused(400, "bad_page_token");
    let first = client.get("/directory/members?limit=1").await.good();
    let other = format!("/directory/members?limit=1&state=left&after={}", first["next"].as_str().unwrap());
    client.get(&other).await.refused(400, "bad_page_token");
    client.get("/directory/members?state=king").await.refused(400, "bad_request");
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_is_told_with_its_rules_ties_and_past() {
    let (corp, api) = read().await;
    let client = api.client(Role::Reviewer).await;
    let company = corp.sim.company();
    let at = company.contacts[0].owners[0];
    let member = &company.members[at];
    let id = PartyId::from(&*member.userid);
    let own = DepartmentId(i64::from(member.departments[0]));
    save(
        &api,
        &[
            rule(1, Selector::Department { department: own, children: false }, Mode::Consent, true, true),
            rule(2, Selector::Members { members: BTreeSet::from([id.clone()]) }, Mode::Forced, false, true),
            rule(3, Selector::Tag { tag: TagId(99) }, Mode::Forced, true, true),
        ],
    )
    .await;
    let view = client.get(&format!("/directory/members/{id}")).await.good();
    let rules: Vec<&str> = view["rules"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    assert_eq!(rules, [1, 2].map(|number| Uuid::from_u128(number).to_string()));
    assert_eq!((&view["contradicted"], view["edition"].as_str()), (&Value::Bool(true), Some("service")));
    assert_eq!(
        (&view["member"]["internal"], &view["member"]["external"]),
        (&"consent".into(), &"consent".into())
    );
    let path = view["departments"][0]["path"].as_array().unwrap();
    assert_eq!((&path[0]["id"], &path.last().unwrap()["id"]), (&1.into(), &own.0.into()));
    let served = company.contacts.iter().filter(|one| !one.is_lost && one.owners.contains(&at)).count();
    assert_eq!(view["customers"], served);
    let customers = all(&client, &format!("/directory/contacts?member={id}")).await;
    assert_eq!(customers.len(), served);
    assert!(view["listed"][0]["from"].is_null() && view["listed"][0]["until"].is_null());

    let contact = &company.contacts[0].external_userid;
    client.get(&format!("/directory/members/{contact}")).await.refused(404, "not_found");
    client.get("/directory/members/nobody").await.refused(404, "not_found");
    let audited = api.app.services.store.list_audit(&api.app.services.corp, None, 100).await.unwrap();
    let of = |action: &str| audited.iter().filter(|entry| entry.action == action).count();
    assert!(of("view_directory") == 1 && of("list_directory") >= 1);
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn contacts_and_rooms_are_told_with_who_serves_sits_and_said_what() {
    let (corp, api) = read().await;
    let client = api.client(Role::Reviewer).await;
    let (company, services) = (corp.sim.company(), &api.app.services);
    let large = company.contacts.iter().find(|contact| !contact.is_lost).unwrap();
    let id = PartyId::from(&*large.external_userid);
    let tie = |owner: &str, side| CustomerTie { side, owner: owner.to_owned(), customer: id.clone() };
    let room = company.rooms.iter().find(|room| room.is_external && !room.name.is_empty()).unwrap();
    let row = |tie, state, at| CustomerConsentRow {
        tie,
        said: Said { at, learnt_at: at, state },
        source: ConsentSource::Check,
    };
    let pair = company.members[large.owners[0]].userid.to_string();
    let rows = [
        row(tie(&pair, ConsentSide::Pair), CustomerConsent::Disagree, NOW - 2),
        row(tie(&pair, ConsentSide::Pair), CustomerConsent::Agree, NOW - 1),
        row(tie(&room.roomid, ConsentSide::Room), CustomerConsent::Disagree, NOW),
    ];
    services.store.add_customer_consents(&services.corp, &rows).await.unwrap();
    let view = client.get(&format!("/directory/contacts/{id}")).await.good();
    let said = &view["contact"]["said"];
    assert_eq!((&said["agree"], &said["disagree"]), (&1.into(), &1.into()), "what was said last counts");
    assert_eq!(view["consents"][0]["owner_name"], room.name);
    let owners = large.owners.iter().filter(|at| company.members[**at].status.code() != 5);
    assert_eq!(view["served"].as_array().unwrap().len(), owners.count());
    let disagreed = all(&client, "/directory/contacts?state=disagreed").await;
    assert_eq!(ids(&disagreed), [id.to_string()]);
    let everybody = all(&client, "/directory/contacts").await;
    assert_eq!(everybody.len(), company.contacts.len());
    assert!(
        all(&client, "/directory/contacts?state=lost").await.is_empty(),
        "none was served and is no more"
    );
    let name = &*large.name;
    let found = all(&client, &format!("/directory/contacts?q={}", urlencoded(name))).await;
    assert!(ids(&found).contains(&id.to_string()));

    let rooms = all(&client, "/directory/rooms?external=true").await;
    let external = company.rooms.iter().filter(|room| room.is_external);
    assert_eq!(rooms.len(), external.count());
    let shown = rooms.iter().find(|shown| shown["id"] == *room.roomid).unwrap();
    assert_eq!(shown["seats"], room.seats.len());
    assert_eq!(shown["owner"]["id"], *company.members[room.owner].userid);
    let seats = all(&client, &format!("/directory/rooms/{}/seats", room.roomid)).await;
    assert_eq!(seats.len(), room.seats.len());
    let sits = ids(&seats.iter().map(|seat| seat["party"].clone()).collect::<Vec<_>>());
    let with = all(&client, &format!("/directory/rooms?party={}", sits[0])).await;
    assert!(ids(&with).contains(&room.roomid.to_string()));
    client.get("/directory/rooms/wrNone").await.refused(404, "not_found");
    client.get("/directory/rooms/wrNone/seats").await.refused(404, "not_found");
    end(corp, api).await;
}

fn urlencoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn what_is_known_from_messages_alone_is_listed_too() {
    let api = Api::start(small()).await;
    let client = api.client(Role::ComplianceOfficer).await;
    let members = all(&client, "/directory/members").await;
    let zhang = members.iter().find(|member| member["id"] == ZHANG).unwrap();
    assert_eq!((&zhang["standing"], zhang["messages"].as_u64() > Some(100)), (&"archived".into(), true));
    let rooms = all(&client, "/directory/rooms").await;
    let room = rooms.iter().find(|room| room["id"] == ROOM).unwrap();
    assert_eq!(
        (&room["external"], &room["messages"], &room["owner"]),
        (&false.into(), &2.into(), &Value::Null)
    );
    let conversation = room["conversation"].as_str().unwrap();
    client.get(&format!("/conversations/{conversation}/messages")).await.good();
    let contact = client.get(&format!("/directory/contacts/{CUSTOMER}")).await.good();
    assert_eq!(contact["extent"]["message_count"].as_u64(), Some(251));

    save(&api, &[rule(1, Selector::Everybody, Mode::Forced, true, true)]).await;
    let member = client.get(&format!("/directory/members/{LI}")).await.good();
    assert_eq!(member["member"]["standing"], "left");
    let member = client.get(&format!("/directory/members/{WANG}")).await.good();
    assert_eq!(member["member"]["standing"], "unlisted", "no rule reaches whom the directory never listed");
    api.finish().await;
}
