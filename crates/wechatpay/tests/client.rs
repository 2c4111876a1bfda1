//! The client against the virtual WeChat Pay, over real HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use huicun_domain::service::Money;
use huicun_sim::{PayCredentials, Payer, VirtualPay};
use huicun_wechatpay::{Client, Merchant, NoticeHead, PayError, Prepay, RefundOrder, RefundStatus, Trade};
use zeroize::Zeroizing;

const NOW: i64 = 1_785_636_000_000;

fn virtual_pay() -> Arc<VirtualPay> {
    Arc::new(VirtualPay::new(Arc::new(|| NOW)).unwrap())
}

fn client(told: &PayCredentials, base_url: &str) -> Client {
    Client::new(Merchant {
        mchid: told.mchid.clone(),
        appid: told.appid.clone(),
        serial: told.serial.clone(),
        private_key: Zeroizing::new(told.private_key.clone()),
        api_v3_key: Zeroizing::new(told.api_v3_key.clone()),
        base_url: base_url.into(),
        notify_url: "https://archive.example/wechat-pay/notify".into(),
        public_key: None,
    })
    .unwrap()
}

fn order() -> Prepay<'static> {
    Prepay {
        number: "HC000001", description: "存档", amount: Money::from_fen(100), expires_at: NOW + 60_000
    }
}

#[tokio::test]
async fn an_order_is_made_known_paid_and_refunded() {
    let pay = virtual_pay();
    let (base, server) = pay.clone().serve().await.unwrap();
    let client = client(pay.credentials(), &base);
    assert_eq!(client.query("HC000001", NOW).await, Ok(Trade::Gone));
    assert!(client.prepay(&order(), NOW).await.unwrap().starts_with("weixin://"));
    assert_eq!(client.query("HC000001", NOW).await, Ok(Trade::Waiting));
    let notice = pay.pay("HC000001", Payer::Once).unwrap().remove(0);
    let header = |name: &str| notice.headers.iter().find(|(known, _)| *known == name).unwrap().1.as_str();
    let head = NoticeHead {
        serial: header("wechatpay-serial"),
        timestamp: header("wechatpay-timestamp"),
        nonce: header("wechatpay-nonce"),
        signature: header("wechatpay-signature"),
    };
    let paid = client.open_notice(head, notice.body.as_bytes(), NOW).await.unwrap().unwrap();
    assert_eq!((paid.number.as_str(), paid.amount.fen(), paid.paid_at), ("HC000001", 100, NOW));
    assert!(client.open_notice(head, notice.body.as_bytes(), NOW).await.is_err(), "it comes once");
    assert_eq!(client.query("HC000001", NOW).await, Ok(Trade::Paid(paid.clone())));
    assert!(client.close("HC000001", NOW).await.unwrap_err().is("ORDERPAID"));
    let refund = RefundOrder {
        transaction: &paid.id,
        number: "r1",
        amount: Money::from_fen(40),
        total: paid.amount,
        reason: "部分退款",
    };
    assert_eq!(client.refund(&refund, NOW).await, Ok(RefundStatus::Processing));
    assert_eq!(client.refund(&refund, NOW).await, Ok(RefundStatus::Done));
    server.abort();
}

#[tokio::test]
async fn whoever_has_other_keys_gets_nothing_and_is_not_believed() {
    let (pay, other) = (virtual_pay(), virtual_pay());
    let (base, server) = pay.clone().serve().await.unwrap();
    let stranger = client(other.credentials(), &base);
    let refused = PayError::Answered { status: 401, code: "SIGN_ERROR".into() };
    assert_eq!(stranger.prepay(&order(), NOW).await, Err(refused));
    // The right merchant with another APIv3 key cannot tell whose answers they are.
    let told =
        PayCredentials { api_v3_key: other.credentials().api_v3_key.clone(), ..pay.credentials().clone() };
    assert_eq!(client(&told, &base).prepay(&order(), NOW).await, Err(PayError::Unsigned));
    // A clock that is off is refused.
    let late = client(pay.credentials(), &base).prepay(&order(), NOW + 301_000).await;
    assert!(late.unwrap_err().is("SIGN_ERROR"));
    assert_eq!(
        client(pay.credentials(), "http://127.0.0.1:1").query("HC000001", NOW).await,
        Err(PayError::Network)
    );
    server.abort();
}
