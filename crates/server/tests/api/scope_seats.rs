//! Seats (席位对账): who should be archived and is not, by WeCom's own list.

use huicun_domain::access::Role;
use huicun_testkit::{ArchiveRange, CorpChange};
use serde_json::{Value, json};

use crate::client::{Api, Client};
use crate::notices::end;
use crate::scope::{about, draft, include, with_directory};
use crate::service::{id_of, open, place, transfer};

/// Between two steps of a test: no session ends meanwhile.
const STEP: i64 = 600_000;

fn ids(view: &Value) -> Vec<String> {
    let items = view["items"].as_array().unwrap();
    items.iter().map(|item| item["member"]["id"].as_str().unwrap().to_owned()).collect()
}

async fn buy(one: &Client, other: &Client, kind: &str, seats: u32, reference: &str) {
    let years = u32::from(kind == "new");
    let request = json!({ "kind": kind, "edition": "service", "seats": seats, "storage": 0, "years": years });
    let order = place(one, &request).await;
    let amount = order["quote"]["amount"].as_i64().unwrap();
    let at = order["created_at"].as_i64().unwrap();
    transfer(one, other, &id_of(&order), amount, reference, at).await;
}

/// Puts the first members of the corp's range into the scope, and tells who they are in the order of their seats.
async fn in_scope(client: &Client, corp: &huicun_testkit::VirtualCorp, range: ArchiveRange) -> Vec<String> {
    corp.sim.set_range(range).unwrap();
    let company = corp.sim.company();
    let opened: Vec<String> =
        range.opened(&company).iter().map(|(member, _)| member.userid.to_string()).collect();
    let rule = about(&opened, &include("forced", "service"));
    client.put("/scope", &draft(&json!(0), &[rule])).await.good();
    opened
}

#[tokio::test(flavor = "multi_thread")]
async fn of_120_in_scope_with_100_seats_exactly_20_are_named_until_20_are_bought() {
    let (corp, api) = with_directory(120).await;
    let (one, other) = (api.client(Role::SystemAdministrator).await, api.client(Role::Owner).await);
    open(&one).await;
    buy(&one, &other, "new", 100, "t1").await;
    let range = ArchiveRange { seats: Some(100), members: Some(120) };
    let opened = in_scope(&one, &corp, range).await;

    let found = one.post("/scope/reconcile", &Value::Null).await.good();
    assert_eq!(found["missing"], json!([{ "reason": "over_seats", "count": 20 }]));
    assert_eq!((&found["missing_total"], &found["surplus_total"]), (&json!(20), &json!(0)));
    let mut beyond = opened[100..].to_vec();
    beyond.sort_unstable();
    assert_eq!(ids(&found), beyond);
    let seats = &found["seats"];
    assert_eq!(seats["bought"], json!({ "edition": "service", "seats": 100 }));
    assert_eq!((&seats["effective"], &seats["needed"]), (&json!(100), &json!(120)));
    assert_eq!(one.get("/scope/reconcile").await.good()["items"], found["items"]);
    let overview = one.get("/overview").await.good();
    assert_eq!((&overview["scope"]["missing"], &overview["scope"]["archived"]), (&json!(20), &json!(120)));
    assert_eq!(overview["scope"]["alarm"]["code"], "members_not_archived");

    api.app.clock.advance(STEP);
    buy(&one, &other, "addition", 20, "t2").await;
    corp.sim.set_range(ArchiveRange { seats: Some(120), ..range }).unwrap();
    let found = one.post("/scope/reconcile", &Value::Null).await.good();
    assert_eq!((&found["missing"], &found["items"]), (&json!([]), &json!([])));
    assert_eq!(one.get("/overview").await.good()["scope"]["alarm"], Value::Null);
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_difference_has_its_reason_and_can_be_listed_paged_and_taken_away() {
    let (corp, api) = with_directory(0).await;
    let client = api.client(Role::ComplianceOfficer).await;
    let opened = in_scope(&client, &corp, ArchiveRange { seats: None, members: Some(10) }).await;
    let newcomer = "newcomer";
    let join = CorpChange::CreateUser { userid: newcomer.into(), name: "新来的".into(), department: 2 };
    assert!(corp.sim.change(join).unwrap());
    corp.sim.set_range(ArchiveRange { seats: None, members: Some(12) }).unwrap();
    api.app.clock.advance(STEP);
    corp.read_directory(&api.app.services).await;
    let saved = client.get("/scope").await.good();
    let company = corp.sim.company();
    let outside = company.present().nth(30).unwrap().userid.to_string();
    let rules = [
        about(&opened[..8], &include("forced", "enterprise")),
        about(&opened[8..9], &include("consent", "service")),
        about(&[newcomer.to_owned(), outside.clone()], &include("forced", "service")),
    ];
    client.put("/scope", &draft(&saved["version"], &rules)).await.good();
    let found = client.post("/scope/reconcile", &Value::Null).await.good();
    assert_eq!(
        found["missing"],
        json!([
            { "reason": "joined_since", "count": 1 }, { "reason": "wrong_edition", "count": 8 },
            { "reason": "consent_pending", "count": 1 }, { "reason": "not_opened", "count": 1 }
        ])
    );
    assert_eq!(found["surplus"], json!([{ "reason": "out_of_scope", "count": 3 }]));
    let listed = async |query: &str| client.get(&format!("/scope/reconcile?{query}")).await.good();
    assert_eq!(ids(&listed("reason=joined_since").await), [newcomer]);
    assert_eq!(ids(&listed("reason=not_opened").await), [outside]);
    assert_eq!(listed("list=surplus").await["total"], 3);

    let first = listed("reason=wrong_edition&limit=5").await;
    let next = first["next"].as_str().unwrap();
    let second = listed(&format!("reason=wrong_edition&limit=5&after={next}")).await;
    let mut all = [ids(&first), ids(&second)].concat();
    assert_eq!((all.len(), &second["next"]), (8, &Value::Null));
    let mut expected = opened[..8].to_vec();
    all.sort_unstable();
    expected.sort_unstable();
    assert_eq!(all, expected);
    client.get("/scope/reconcile?after=x").await.refused(400, "bad_page_token");

    let file = client.get("/scope/reconcile/csv").await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.text().lines().count(), 1 + 11 + 3);
    assert!(file.text().contains("席位版本不够"), "{}", file.text());
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_wecom_refuses_the_last_list_stays_with_since_when() {
    let (corp, api) = with_directory(0).await;
    let client = api.client(Role::Owner).await;
    in_scope(&client, &corp, ArchiveRange { seats: Some(5), members: Some(8) }).await;
    let never = client.get("/scope/reconcile").await.good();
    assert_eq!((&never["at"], &never["failing"]), (&Value::Null, &Value::Null));
    client.post("/scope/reconcile", &Value::Null).await.good();

    corp.refuse("/cgi-bin/msgaudit/get_permit", 301_052);
    api.app.clock.advance(STEP);
    client.post("/scope/reconcile", &Value::Null).await.refused(503, "archive_expired");
    api.app.clock.advance(STEP);
    client.post("/scope/reconcile", &Value::Null).await.refused(503, "archive_expired");
    let stale = client.get("/scope/reconcile").await.good();
    assert_eq!(stale["missing_total"], 3, "what was found stays");
    let (at, failing) = (stale["at"].as_i64().unwrap(), &stale["failing"]);
    assert_eq!(
        (failing["code"].as_str(), failing["since"].as_i64()),
        (Some("archive_expired"), Some(at + STEP))
    );
    assert_eq!(failing["detail"], "301052");
    let overview = client.get("/overview").await.good();
    assert_eq!(overview["scope"]["failing"]["code"], "archive_expired");

    corp.sim.clear_faults();
    let fresh = client.post("/scope/reconcile", &Value::Null).await.good();
    assert_eq!((&fresh["at"], &fresh["failing"]), (&json!(at + 2 * STEP), &Value::Null));
    end(corp, api).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_connection_or_a_directory_it_is_said_what_lacks() {
    let api = Api::start(crate::archive::small()).await;
    let client = api.client(Role::Owner).await;
    client.post("/scope/reconcile", &Value::Null).await.refused(409, "wecom_not_connected");
    api.finish().await;
    let corp = huicun_testkit::VirtualCorp::start().await;
    let app = huicun_testkit::TestApp::builder().connected(&corp);
    let api = Api::start(app).await;
    let client = api.client(Role::Owner).await;
    client.post("/scope/reconcile", &Value::Null).await.refused(409, "directory_unread");
    end(corp, api).await;
}
