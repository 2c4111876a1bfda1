//! Opening the service: terms, prices, orders, bank transfers, refunds, invoices, usage.

use huicun_domain::access::Role;
use huicun_testkit::NOW;
use serde_json::{Value, json};

use crate::archive::small;
use crate::client::{Api, Client};

const DAY_MS: i64 = 86_400_000;
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\nnot much of a picture";

/// Accepts the terms and prices a seat at 73 yuan, so that a day costs 20 fen.
pub async fn open(client: &Client) {
    let terms = client.get("/service/terms").await.good();
    let accept = json!({ "version": terms["version"], "sha256": terms["sha256"] });
    client.post("/service/terms", &accept).await.good();
    for (item, amount) in [("seat_office", 7_300), ("seat_service", 14_600), ("storage", 73_000)] {
        let price = json!({ "item": item, "amount": amount, "valid_from": null });
        client.post("/service/prices", &price).await.good();
    }
}

pub fn new_order(seats: u32) -> Value {
    json!({ "kind": "new", "edition": "office", "seats": seats, "storage": 1, "years": 1 })
}

pub async fn place(client: &Client, request: &Value) -> Value {
    client.post("/service/orders", request).await.good()
}

pub fn id_of(order: &Value) -> String {
    order["id"].as_str().unwrap().to_owned()
}

/// Uploads a voucher by one and confirms it by another.
pub async fn transfer(
    one: &Client,
    other: &Client,
    id: &str,
    amount: i64,
    reference: &str,
    paid_at: i64,
) -> Value {
    let order = one.upload(&format!("/service/orders/{id}/vouchers"), PNG).await.good();
    let vouchers = order["vouchers"].as_array().unwrap();
    let voucher = vouchers.last().unwrap()["id"].as_str().unwrap();
    let seen = json!({ "amount": amount, "reference": reference, "paid_at": paid_at });
    other.post(&format!("/service/orders/{id}/vouchers/{voucher}/confirm"), &seen).await.good()
}

#[tokio::test]
async fn nothing_is_ordered_before_terms_and_price() {
    let api = Api::start(small()).await;
    let client = api.client(Role::SystemAdministrator).await;
    let state = client.get("/service").await.good();
    assert_eq!(
        (&state["subscription"]["status"], &state["terms"]["accepted"]),
        (&json!("none"), &Value::Null)
    );
    client.post("/service/orders", &new_order(10)).await.refused(409, "terms_not_accepted");
    let terms = client.clone().with("accept-language", "en").get("/service/terms").await.good();
    assert!(terms["text"].as_str().unwrap().starts_with("Terms"));
    let other = json!({ "version": terms["version"], "sha256": "0".repeat(64) });
    client.post("/service/terms", &other).await.refused(409, "conflict");
    let accept = json!({ "version": terms["version"], "sha256": terms["sha256"] });
    let state = client.post("/service/terms", &accept).await.good();
    let accepted = &state["terms"]["accepted"];
    assert_eq!((&accepted["sha256"], &accepted["at"]), (&terms["sha256"], &json!(NOW)));
    client.post("/service/orders", &new_order(10)).await.refused(409, "price_missing");
    client.post("/service/quote", &new_order(0)).await.refused(400, "bad_request");
    api.finish().await;
}

#[tokio::test]
async fn a_transfer_is_confirmed_by_a_second_person_and_opens_the_service() {
    let api = Api::start(small()).await;
    let (one, other) = (api.client(Role::SystemAdministrator).await, api.client(Role::Owner).await);
    open(&one).await;
    let order = place(&one, &new_order(100)).await;
    assert_eq!((&order["state"], &order["quote"]["amount"]), (&json!("awaiting_payment"), &json!(803_000)));
    let id = id_of(&order);
    one.post("/service/orders", &new_order(5)).await.refused(409, "order_open");
    let path = format!("/service/orders/{id}/vouchers");
    one.upload(&path, b"<svg/>").await.refused(422, "voucher_unacceptable");
    one.upload(&path, &[PNG, &vec![0; 2 << 20]].concat()).await.refused(422, "voucher_unacceptable");
    one.upload(&path, &vec![0; 4 << 20]).await.refused(422, "voucher_unacceptable");
    let order = one.upload(&path, PNG).await.good();
    let voucher = order["vouchers"][0]["id"].as_str().unwrap().to_owned();
    let file = other.get(&format!("{path}/{voucher}")).await;
    assert_eq!((file.body.as_slice(), file.header("content-type")), (PNG, "image/png"));
    let confirm = format!("{path}/{voucher}/confirm");
    let seen = json!({ "amount": 803_000, "reference": "20260802-0001", "paid_at": NOW - 1_000 });
    one.post(&confirm, &seen).await.refused(409, "second_person_needed");
    other
        .post(&confirm, &json!({ "amount": 0, "reference": "x", "paid_at": 1 }))
        .await
        .refused(400, "bad_request");
    let paid = other.post(&confirm, &seen).await.good();
    assert_eq!(
        (&paid["state"], &paid["received"], &paid["credit"]),
        (&json!("paid"), &json!(803_000), &json!(0))
    );
    assert_eq!(paid["vouchers"][0]["decided_by"]["name"], "owner");
    other.post(&confirm, &seen).await.refused(409, "conflict");
    let state = one.get("/service").await.good();
    assert_eq!(state["subscription"]["current"]["seats"], 100);
    assert_eq!((&state["subscription"]["status"], &state["waiting"]), (&json!("active"), &Value::Null));
    let stored = api.app.services.store.subscription(&api.app.services.corp).await.unwrap().unwrap();
    assert_eq!(Some(stored.ends_at), Some(state["subscription"]["until"].as_i64()));
    let what: Vec<&str> =
        paid["history"].as_array().unwrap().iter().map(|line| line["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["awaiting_payment", "voucher_uploaded", "payment", "paid"]);
    api.finish().await;
}

#[tokio::test]
async fn seats_are_added_for_the_days_that_remain_and_the_end_is_counted_down() {
    let api = Api::start(small()).await;
    let (one, other) = (api.client(Role::SystemAdministrator).await, api.client(Role::Owner).await);
    open(&one).await;
    let id = id_of(&place(&one, &new_order(100)).await);
    transfer(&one, &other, &id, 803_000, "t1", NOW).await;
    // 2027-04-25: a hundred days before the end. Everybody's session has ended by then.
    api.app.clock.advance(266 * DAY_MS);
    let (one, other) = (api.client(Role::SystemAdministrator).await, api.client(Role::Owner).await);
    let more = json!({ "kind": "addition", "edition": "office", "seats": 20, "storage": 0, "years": 0 });
    let quote = one.post("/service/quote", &more).await.good();
    assert_eq!(quote["amount"], 20 * 20 * 100);
    let id = id_of(&place(&one, &more).await);
    transfer(&one, &other, &id, 40_000, "t2", NOW + 266 * DAY_MS).await;
    api.app.clock.advance(70 * DAY_MS);
    let one = api.client(Role::SystemAdministrator).await;
    let subscription = one.get("/service").await.good()["subscription"].clone();
    assert_eq!((&subscription["current"]["seats"], &subscription["days_left"]), (&json!(120), &json!(30)));
    assert_eq!((&subscription["countdown"], &subscription["status"]), (&json!(30), &json!("active")));
    api.app.clock.advance(31 * DAY_MS);
    let one = api.client(Role::SystemAdministrator).await;
    assert_eq!(one.get("/service").await.good()["subscription"]["status"], "grace");
    one.post("/service/quote", &more).await.refused(409, "order_not_now");
    api.finish().await;
}

#[tokio::test]
async fn money_that_bought_nothing_is_a_credit_until_it_is_given_back() {
    let api = Api::start(small()).await;
    let (one, other) = (api.client(Role::SystemAdministrator).await, api.client(Role::Owner).await);
    open(&one).await;
    let id = id_of(&place(&one, &new_order(100)).await);
    let odd = transfer(&one, &other, &id, 802_999, "t1", NOW).await;
    assert_eq!((&odd["state"], &odd["credit"]), (&json!("awaiting_payment"), &json!(802_999)));
    let paid = transfer(&one, &other, &id, 803_000, "t2", NOW).await;
    assert_eq!((&paid["state"], &paid["received"]), (&json!("paid"), &json!(1_605_999)));
    let refund = |payment: usize, amount: i64| json!({ "payment": paid["payments"][payment]["id"], "amount": amount, "reason": "金额不符" });
    let path = format!("/service/orders/{id}/refunds");
    one.post(&path, &refund(0, 803_000)).await.refused(422, "refund_too_large");
    let asked = one.post(&path, &refund(0, 802_999)).await.good();
    let first = asked["refunds"][0]["id"].as_str().unwrap();
    let done = one.post(&format!("{path}/{first}/done"), &Value::Null).await.good();
    assert_eq!(
        (&done["credit"], &done["refunded"], &done["state"]),
        (&json!(0), &json!(802_999), &json!("paid"))
    );
    let asked = one.post(&path, &refund(1, 803_000)).await.good();
    let second = asked["refunds"][1]["id"].as_str().unwrap();
    let done = one.post(&format!("{path}/{second}/done"), &Value::Null).await.good();
    assert_eq!(
        (&done["state"], &done["received"], &done["refunded"]),
        (&json!("refunded"), &json!(1_605_999), &json!(1_605_999))
    );
    assert_eq!(one.get("/service").await.good()["subscription"]["status"], "none");
    api.finish().await;
}

#[tokio::test]
async fn an_order_runs_out_is_closed_or_is_free() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Owner).await;
    open(&client).await;
    let id = id_of(&place(&client, &new_order(1)).await);
    let closed = client.post(&format!("/service/orders/{id}/close"), &Value::Null).await.good();
    assert_eq!(closed["state"], "closed");
    let id = id_of(&place(&client, &new_order(1)).await);
    api.app.clock.advance(72 * 3_600_000);
    huicun_app::service::tick(&api.app.services).await.unwrap();
    let client = api.client(Role::Owner).await;
    assert_eq!(client.get(&format!("/service/orders/{id}")).await.good()["state"], "expired");
    client.post(&format!("/service/orders/{id}/close"), &Value::Null).await.refused(409, "conflict");
    let trial = json!({ "kind": "trial", "edition": "service", "seats": 10, "storage": 1, "years": 0 });
    let order = place(&client, &trial).await;
    assert_eq!((&order["state"], &order["quote"]["amount"]), (&json!("paid"), &json!(0)));
    assert_eq!(client.get("/service").await.good()["subscription"]["status"], "trial");
    client.post("/service/orders", &trial).await.refused(409, "order_not_now");
    assert!(!huicun_app::service::previews_stopped(&api.app.services).await.unwrap());
    api.app.clock.advance(61 * DAY_MS);
    assert!(huicun_app::service::previews_stopped(&api.app.services).await.unwrap());
    let client = api.client(Role::Owner).await;
    assert_eq!(client.get("/service/orders").await.good()["items"].as_array().unwrap().len(), 3);
    api.finish().await;
}

#[tokio::test]
async fn an_invoice_is_for_what_was_paid() {
    let api = Api::start(small()).await;
    let (one, other) = (api.client(Role::SystemAdministrator).await, api.client(Role::Owner).await);
    open(&one).await;
    let id = id_of(&place(&one, &new_order(100)).await);
    let path = format!("/service/orders/{id}/invoice");
    let invoice = json!({ "kind": "special", "title": "示例公司", "tax_number": "91440300ma5f8k2q1x" });
    one.put(&path, &invoice).await.refused(409, "conflict");
    transfer(&one, &other, &id, 803_000, "t1", NOW).await;
    one.put(&path, &json!({ "kind": "special", "title": "", "tax_number": "1" }))
        .await
        .refused(400, "bad_request");
    let kept = one.put(&path, &invoice).await.good();
    assert_eq!(kept["invoice"]["invoice"]["tax_number"], "91440300MA5F8K2Q1X");
    let issued = one.post(&format!("{path}/issued"), &json!({ "number": "25440000001" })).await.good();
    assert_eq!(issued["invoice"]["number"], "25440000001");
    one.put(&path, &invoice).await.refused(409, "conflict");
    api.finish().await;
}

#[tokio::test]
async fn usage_is_counted_and_set_against_what_was_bought() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Owner).await;
    let before = client.get("/service/usage").await.good();
    assert_eq!(
        (&before["bytes"], &before["seats"], &before["quota"]),
        (&json!(0), &Value::Null, &Value::Null)
    );
    huicun_app::service::count(&api.app.services).await.unwrap();
    open(&client).await;
    place(&client, &json!({ "kind": "trial", "edition": "service", "seats": 1, "storage": 1, "years": 0 }))
        .await;
    let usage = client.get("/service/usage").await.good();
    assert_eq!((&usage["seats"], &usage["quota"]), (&json!(1), &json!(100_i64 << 30)));
    let used = usage["seats_used"].as_u64().unwrap();
    assert_eq!(usage["seats_over"], used > 1);
    assert!(used > 0 && usage["bytes"].as_u64().unwrap() > 0);
    assert_eq!(
        (&usage["months"][0]["month"], &usage["months"][0]["kind"]),
        (&json!("2026-08"), &json!("message"))
    );
    assert_eq!(usage["storage_over"], false);
    api.finish().await;
}

#[tokio::test]
async fn prices_and_settings_keep_to_their_ranges_and_their_history() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Owner).await;
    let price = |amount: i64, from: Option<i64>| json!({ "item": "seat_office", "amount": amount, "valid_from": from });
    for bad in [price(-1, None), price(100_000_001, None), price(1, Some(NOW - 1)), price(1, Some(i64::MAX))]
    {
        client.post("/service/prices", &bad).await.refused(400, "bad_request");
    }
    client.post("/service/prices", &price(100, None)).await.good();
    let state = client.post("/service/prices", &price(200, Some(NOW + DAY_MS))).await.good();
    let current: Vec<(i64, bool)> = state["prices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|price| (price["amount"].as_i64().unwrap(), price["current"].as_bool().unwrap()))
        .collect();
    assert_eq!(current, [(200, false), (100, true)]);
    let settings = |hours: u32| {
        json!({ "trial_days": 7, "grace_days": 10, "unpaid_hours": hours,
        "overage_percent": 5, "payee": "开户行：示例银行" })
    };
    client.put("/service/settings", &settings(0)).await.refused(400, "bad_request");
    let state = client.put("/service/settings", &settings(24)).await.good();
    assert_eq!(
        (&state["settings"]["grace_days"], &state["channels"]),
        (&json!(10), &json!({ "transfer": true, "wechat": false }))
    );
    api.finish().await;
}
