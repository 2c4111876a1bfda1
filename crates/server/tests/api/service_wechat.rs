//! WeChat Pay, over real HTTP, against the virtual one.

use huicun_app::service::tick;
use huicun_domain::access::Role;
use huicun_testkit::{PayNotice, Payer, TestPay};
use serde_json::{Value, json};

use crate::archive::small;
use crate::client::{Api, Client};
use crate::service::{id_of, new_order, open, place};

const HOUR_MS: i64 = 3_600_000;

/// An order that a phone can scan: its id and its number.
async fn scannable(client: &Client) -> (String, String) {
    let order = place(client, &new_order(100)).await;
    let id = id_of(&order);
    let shown = client.post(&format!("/service/orders/{id}/wechat"), &Value::Null).await.good();
    assert!(shown["code_url"].as_str().unwrap().starts_with("weixin://wxpay/bizpayurl?pr="));
    let again = client.post(&format!("/service/orders/{id}/wechat"), &Value::Null).await.good();
    assert_eq!(shown["code_url"], again["code_url"]);
    (id, order["number"].as_str().unwrap().to_owned())
}

async fn started() -> (Api, TestPay, Client) {
    let (api, pay) = Api::with_pay(small()).await;
    let client = api.client(Role::Owner).await;
    open(&client).await;
    (api, pay, client)
}

async fn shown(api: &Api, id: &str) -> Value {
    api.client(Role::Owner).await.get(&format!("/service/orders/{id}")).await.good()
}

async fn tell(client: &Client, notices: &[PayNotice]) -> Vec<u16> {
    let mut answers = Vec::new();
    for notice in notices {
        answers.push(client.notify(notice).await.status);
    }
    answers
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scanned_order_is_paid_by_its_notice_once() {
    let (api, pay, client) = started().await;
    let (id, number) = scannable(&client).await;
    let notices = pay.pay.pay(&number, Payer::Once).unwrap();
    assert_eq!(tell(&client, &notices).await, [204]);
    let paid = shown(&api, &id).await;
    assert_eq!(
        (&paid["state"], &paid["received"], &paid["code_url"]),
        (&json!("paid"), &json!(803_000), &Value::Null)
    );
    // The same notice again is refused; the same news in a new notice is taken and changes nothing.
    client.notify(&notices[0]).await.refused(404, "not_found");
    let transaction = json!({
        "mchid": pay.pay.credentials().mchid, "appid": pay.pay.credentials().appid, "out_trade_no": number,
        "transaction_id": paid["payments"][0]["reference"], "trade_state": "SUCCESS",
        "success_time": "2026-08-02T10:00:00+08:00", "amount": { "total": 803_000, "currency": "CNY" },
    });
    assert_eq!(tell(&client, &[pay.pay.notice_of(&transaction).unwrap()]).await, [204]);
    assert_eq!(shown(&api, &id).await["payments"], paid["payments"]);
    assert_eq!(client.get("/service").await.good()["subscription"]["status"], "active");
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn paid_twice_late_and_with_another_amount_are_credits() {
    let (api, pay, client) = started().await;
    let (id, number) = scannable(&client).await;
    tell(&client, &pay.pay.pay(&number, Payer::Twice).unwrap()).await;
    let order = shown(&api, &id).await;
    assert_eq!((&order["state"], &order["credit"]), (&json!("paid"), &json!(803_000)));
    assert_eq!(order["payments"][1]["standing"], "twice");
    // Refunds of WeChat Pay are sent by themselves and followed to their end.
    for payment in [1, 0] {
        let refund =
            json!({ "payment": order["payments"][payment]["id"], "amount": 803_000, "reason": "重复付款" });
        let asked = client.post(&format!("/service/orders/{id}/refunds"), &refund).await.good();
        assert_eq!(asked["refunds"].as_array().unwrap().last().unwrap()["state"], "requested");
        tick(&api.app.services).await.unwrap();
    }
    let order = shown(&api, &id).await;
    assert_eq!((&order["state"], &order["refunded"]), (&json!("refunded"), &json!(1_606_000)));

    let (id, number) = scannable(&client).await;
    tell(&client, &pay.pay.pay(&number, Payer::OtherAmount).unwrap()).await;
    let order = shown(&api, &id).await;
    assert_eq!((&order["state"], &order["credit"]), (&json!("awaiting_payment"), &json!(802_999)));
    assert_eq!(order["payments"][0]["standing"], "other_amount");
    api.app.clock.advance(72 * HOUR_MS);
    tell(&client, &pay.pay.pay(&number, Payer::Late).unwrap()).await;
    let order = shown(&api, &id).await;
    assert_eq!((&order["state"], &order["payments"][1]["standing"]), (&json!("expired"), &json!("late")));
    assert_eq!(order["credit"], 802_999 + 803_000);
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_whose_notice_got_lost_is_asked_for() {
    let (api, pay, client) = started().await;
    let (id, number) = scannable(&client).await;
    tick(&api.app.services).await.unwrap();
    assert!(pay.pay.pay(&number, Payer::Silent).unwrap().is_empty());
    tick(&api.app.services).await.unwrap();
    assert_eq!(shown(&api, &id).await["state"], "awaiting_payment");
    api.app.clock.advance(61_000);
    tick(&api.app.services).await.unwrap();
    assert_eq!(shown(&api, &id).await["state"], "paid");
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_out_or_is_closed_can_be_paid_no_more() {
    let (api, pay, client) = started().await;
    let (id, number) = scannable(&client).await;
    client.post(&format!("/service/orders/{id}/close"), &Value::Null).await.good();
    assert!(pay.pay.pay(&number, Payer::Once).is_err(), "it is closed at WeChat Pay, too");
    tell(&client, &pay.pay.pay(&number, Payer::Late).unwrap()).await;
    let order = shown(&api, &id).await;
    assert_eq!(
        (&order["state"], &order["payments"][0]["standing"]),
        (&json!("closed"), &json!("after_closing"))
    );

    // Somebody pays while it is being closed: it is paid, and closing it is refused.
    let (id, number) = scannable(&client).await;
    pay.pay.pay(&number, Payer::Silent).unwrap();
    client.post(&format!("/service/orders/{id}/close"), &Value::Null).await.refused(409, "conflict");
    assert_eq!(shown(&api, &id).await["state"], "paid");
    api.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_runs_out_at_wechat_pay_as_well() {
    let (api, pay, client) = started().await;
    let (id, number) = scannable(&client).await;
    api.app.clock.advance(72 * HOUR_MS);
    tick(&api.app.services).await.unwrap();
    assert_eq!(shown(&api, &id).await["state"], "expired");
    let orders = pay.pay.orders();
    assert_eq!((&orders[0]["out_trade_no"], &orders[0]["closed"]), (&json!(number), &json!(true)));
    api.finish().await;
}

#[tokio::test]
async fn without_a_merchant_there_is_no_code_and_no_notice() {
    let api = Api::start(small()).await;
    let client = api.client(Role::Owner).await;
    open(&client).await;
    let id = id_of(&place(&client, &new_order(100)).await);
    client.post(&format!("/service/orders/{id}/wechat"), &Value::Null).await.refused(409, "wechat_pay_off");
    let notice = PayNotice { headers: Vec::new(), body: "{}".into() };
    client.notify(&notice).await.refused(404, "not_found");
    api.finish().await;
}
