//! Ten thousand forged or altered notices of payment change no order.

use std::collections::BTreeMap;

use huicun_domain::access::Role;
use huicun_testkit::{NOW, PayNotice, Payer};
use serde_json::{Value, json};

use crate::archive::small;
use crate::client::{Api, Client};
use crate::service::{id_of, new_order, open, place};

const NOTICES: u64 = 10_000;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

fn header<'a>(notice: &'a mut PayNotice, name: &str) -> &'a mut String {
    notice.headers.iter_mut().find(|(known, _)| *known == name).map(|(_, value)| value).unwrap()
}

/// Changes one character to another one of the same kind.
fn alter(text: &mut String, dice: &mut Dice) {
    let mut bytes = std::mem::take(text).into_bytes();
    let places: Vec<usize> = (0..bytes.len()).filter(|place| bytes[*place].is_ascii_alphanumeric()).collect();
    let place = places[dice.roll(places.len())];
    let others = b"0123456789abcdefABCDEF";
    let before = bytes[place];
    while bytes[place] == before {
        bytes[place] = others[dice.roll(others.len())];
    }
    *text = String::from_utf8(bytes).unwrap();
}

/// Changes a part of the body, as somebody on the way would; the signature stays.
fn alter_body(notice: &mut PayNotice, dice: &mut Dice) {
    let mut body: Value = serde_json::from_str(&notice.body).unwrap();
    match dice.roll(5) {
        0 => alter(&mut notice.body, dice),
        1 => notice.body.push(' '),
        2 => {
            let length = notice.body.len();
            let cut = dice.roll(length);
            let whole = (0..=cut).rev().find(|place| notice.body.is_char_boundary(*place));
            notice.body.truncate(whole.unwrap());
        }
        3 => {
            body["resource"]["associated_data"] = json!("certificate");
            notice.body = body.to_string();
        }
        _ => {
            body["event_type"] = json!("REFUND.SUCCESS");
            notice.body = body.to_string();
        }
    }
}

/// Makes a notice that is not genuine out of one that is.
fn spoil(genuine: &PayNotice, forged: &PayNotice, dice: &mut Dice) -> (&'static str, PayNotice) {
    let mut notice = genuine.clone();
    let kind = match dice.roll(9) {
        0 => {
            alter_body(&mut notice, dice);
            "body"
        }
        1 => {
            alter(header(&mut notice, "wechatpay-signature"), dice);
            "signature"
        }
        2 => {
            alter(header(&mut notice, "wechatpay-nonce"), dice);
            "nonce"
        }
        3 => {
            let shift = i64::try_from(dice.roll(600)).unwrap() - 300;
            let time = NOW / 1_000 + if shift == 0 { 1 } else { shift };
            *header(&mut notice, "wechatpay-timestamp") = time.to_string();
            "timestamp"
        }
        4 => {
            alter(header(&mut notice, "wechatpay-serial"), dice);
            "serial"
        }
        5 => {
            let gone = dice.roll(notice.headers.len());
            notice.headers.remove(gone);
            "missing"
        }
        6 => {
            notice = forged.clone();
            "foreign key"
        }
        7 => {
            notice.headers.clone_from(&forged.headers);
            "foreign headers"
        }
        _ => {
            *header(&mut notice, "wechatpay-signature") = "WECHATPAY/SIGNTEST/AAAA".into();
            "probe"
        }
    };
    (kind, notice)
}

async fn orders(client: &Client) -> Value {
    client.get("/service/orders").await.good()
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_forged_or_altered_notices_change_no_order() {
    let (api, pay) = Api::with_pay(small()).await;
    let client = api.client(Role::Owner).await;
    open(&client).await;
    let order = place(&client, &new_order(100)).await;
    let (id, number) = (id_of(&order), order["number"].as_str().unwrap().to_owned());
    client.post(&format!("/service/orders/{id}/wechat"), &Value::Null).await.good();
    let forged = pay.pay.pay(&number, Payer::Forged).unwrap().remove(0);
    // Genuine, kept back until the end: what is altered is as close to it as can be.
    let genuine = pay.pay.pay(&number, Payer::Once).unwrap().remove(0);
    let before = orders(&client).await;

    let mut dice = Dice(20_260_802);
    let mut kinds: BTreeMap<&str, u64> = BTreeMap::new();
    let mut uniform = None;
    for _ in 0..NOTICES {
        let (kind, notice) = spoil(&genuine, &forged, &mut dice);
        *kinds.entry(kind).or_default() += 1;
        let answer = client.notify(&notice).await;
        let mut body = answer.json();
        body["request_id"] = Value::Null;
        let said = (answer.status, body.to_string());
        assert_eq!(uniform.get_or_insert_with(|| said.clone()), &said, "{kind}");
    }
    assert_eq!(uniform.unwrap().0, 404);
    assert_eq!((kinds.len(), kinds.values().sum::<u64>()), (9, NOTICES));
    assert_eq!(orders(&client).await, before);

    // Whatever was tried, the genuine one still counts.
    assert_eq!(client.notify(&genuine).await.status, 204);
    assert_eq!(orders(&client).await["items"][0]["state"], "paid");
    // What is old is refused, genuine or not.
    let late = pay.pay.pay(&number, Payer::Twice).unwrap().remove(0);
    api.app.clock.advance(301_000);
    client.notify(&late).await.refused(404, "not_found");
    api.finish().await;
}
