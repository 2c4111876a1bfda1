//! Signatures are checked as the real one checks them.

use super::*;

const NOW: i64 = 1_785_636_000_000;

fn pay() -> VirtualPay {
    VirtualPay::new(Arc::new(|| NOW)).unwrap()
}

fn ask(number: &str, total: i64) -> Value {
    json!({
        "out_trade_no": number, "description": "d", "time_expire": "2026-08-03T00:00:00+08:00",
        "notify_url": "http://127.0.0.1:1/", "amount": { "total": total, "currency": "CNY" },
    })
}

#[test]
fn a_request_without_the_merchants_signature_does_not_pass() {
    let pay = pay();
    let credentials = pay.credentials();
    let header = |signature: &str| {
        format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{}\",nonce_str=\"n\",signature=\"{signature}\",timestamp=\"{}\",\
             serial_no=\"{}\"",
            credentials.mchid,
            NOW / 1_000,
            credentials.serial
        )
    };
    for authorization in ["", "Bearer x", &header(""), &header("AAAA")] {
        assert!(!pay.gate.lets_pass(
            &pay.identity,
            authorization,
            &Method::GET,
            "/pay/v3/certificates",
            b"",
            NOW
        ));
    }
}

#[test]
fn orders_are_paid_once_closed_and_refunded_to_the_end_of_what_was_paid() {
    let mut book = Book::default();
    let first = book.prepay(&ask("HC000001", 100), NOW).unwrap();
    assert_eq!(book.prepay(&ask("HC000001", 100), NOW).unwrap(), first);
    assert_eq!(book.prepay(&ask("HC000001", 99), NOW).unwrap_err().code, "OUT_TRADE_NO_USED");
    assert_eq!(book.prepay(&ask("HC 1", 99), NOW).unwrap_err().code, "PARAM_ERROR");
    let paid = book.pay("HC000001", Payer::Once, NOW).unwrap();
    assert!(book.pay("HC000001", Payer::Once, NOW).is_err());
    assert_eq!(book.pay("HC000001", Payer::Twice, NOW).unwrap().len(), 1);
    assert_eq!(book.close("HC000001").unwrap_err().code, "ORDERPAID");
    let refund = |number: &str, amount: i64| {
        json!({ "transaction_id": paid[0].id, "out_refund_no": number,
            "amount": { "refund": amount, "total": 100, "currency": "CNY" } })
    };
    assert_eq!(book.refund(&refund("r1", 60), NOW).unwrap()["status"], "PROCESSING");
    assert_eq!(book.refund(&refund("r1", 60), NOW).unwrap()["status"], "SUCCESS");
    assert_eq!(book.refund(&refund("r2", 41), NOW).unwrap_err().code, "NOT_ENOUGH");
    assert!(book.refund(&refund("r2", 40), NOW).is_ok());
    book.prepay(&ask("HC000002", 5), NOW).unwrap();
    book.close("HC000002").unwrap();
    assert!(book.pay("HC000002", Payer::Once, NOW).is_err());
    assert_eq!(book.pay("HC000002", Payer::Late, NOW).unwrap().len(), 1);
}
