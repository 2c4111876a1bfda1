//! Orders and what belongs to them.

use huicun_domain::ids::{OperatorId, Position};
use huicun_domain::service::{
    Change, Event, Invoice, InvoiceKind, Item, Ledger, Money, OrderState, PaymentChannel, PaymentNotice,
    Price, RefundState, Standing,
};
use huicun_store::{
    HistoryRow, OrderRow, OrderSave, OrderSaved, ServiceSettingRow, SubscriptionRow, TermsRow, VoucherRow,
    VoucherState,
};
use uuid::Uuid;

use crate::harness::{Home, message};
use crate::media::{HOUR, enqueue, file, place, variant};

fn line(what: &str) -> HistoryRow {
    HistoryRow {
        id: Uuid::now_v7(),
        at: 5,
        what: what.into(),
        amount: Some(Money::from_fen(1)),
        actor: "a".into(),
    }
}

fn order(number: &str) -> OrderRow {
    let mut ledger = Ledger::draft(Money::from_fen(1_000));
    ledger.apply(Event::Place(100), 1).unwrap();
    OrderRow {
        id: Uuid::now_v7(),
        number: number.into(),
        quote: "{}".into(),
        ledger,
        created_at: 1,
        created_by: OperatorId(Uuid::now_v7()),
        code_url: None,
        asked_at: None,
        version: 0,
    }
}

/// Lets something happen to an order as it was read, and writes it.
async fn happen(home: &Home, row: &OrderRow, event: Event) -> OrderSaved {
    let mut ledger = row.ledger.clone();
    let changes: Vec<Change> = ledger.apply(event, 10).unwrap();
    let history = [line("event")];
    let save =
        OrderSave { id: row.id, version: row.version, ledger: &ledger, changes: &changes, history: &history };
    home.store.save_order(&home.corp, &save).await.unwrap()
}

fn pay(reference: &str, fen: i64) -> Event {
    let notice = PaymentNotice {
        channel: PaymentChannel::Wechat,
        reference: reference.into(),
        amount: Money::from_fen(fen),
        paid_at: 50,
    };
    Event::Pay(Uuid::now_v7(), notice)
}

async fn read(home: &Home, id: Uuid) -> OrderRow {
    home.store.order(&home.corp, id).await.unwrap().unwrap()
}

pub async fn prices_settings_and_terms_keep_their_history(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let price = |fen, valid_from, set_at| Price {
        item: Item::SeatOffice,
        amount: Money::from_fen(fen),
        valid_from,
        set_at,
        set_by: "owner".into(),
    };
    for (fen, valid_from, set_at) in [(100, 10, 1), (200, 30, 2), (150, 10, 3), (160, 10, 3)] {
        store.add_price(corp, &price(fen, valid_from, set_at)).await.unwrap();
    }
    let prices = store.prices(corp).await.unwrap();
    assert_eq!(prices, [price(200, 30, 2), price(160, 10, 3), price(100, 10, 1)]);
    for set_at in [1, 2] {
        let row = ServiceSettingRow { set_at, body: format!("{{\"n\":{set_at}}}"), set_by: "owner".into() };
        store.add_service_setting(corp, &row).await.unwrap();
    }
    let settings = store.service_settings(corp).await.unwrap();
    assert_eq!(settings.iter().map(|row| row.set_at).collect::<Vec<_>>(), [2, 1]);
    let terms = |accepted_at| TermsRow {
        version: "2026-11".into(),
        language: "zh-CN".into(),
        sha256: "00".into(),
        accepted_at,
        operator: OperatorId(Uuid::from_u128(7)),
        operator_name: "王敏".into(),
        address: Some("203.0.113.7".into()),
    };
    assert!(store.accept_terms(corp, &terms(5)).await.unwrap());
    assert!(!store.accept_terms(corp, &terms(9)).await.unwrap());
    assert_eq!(store.accepted_terms(corp).await.unwrap(), [terms(5)]);
}

pub async fn one_order_waits_at_a_time_and_a_stale_writer_changes_nothing(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let (first, second) = (order("A1"), order("A2"));
    assert!(store.insert_order(corp, &first, &line("placed")).await.unwrap());
    assert!(!store.insert_order(corp, &second, &line("placed")).await.unwrap());
    assert!(store.order(corp, second.id).await.unwrap().is_none());
    assert_eq!(read(home, first.id).await, first);
    assert_eq!(store.order_by_number(corp, "A1").await.unwrap(), Some(first.id));
    assert_eq!(store.order_by_number(corp, "A2").await.unwrap(), None);
    assert_eq!(happen(home, &first, Event::Close).await, OrderSaved::Saved);
    assert_eq!(happen(home, &first, pay("late reader", 1_000)).await, OrderSaved::Stale);
    let closed = read(home, first.id).await;
    assert_eq!(
        (closed.ledger.state, closed.version, closed.ledger.payments.len()),
        (OrderState::Closed, 1, 0)
    );
    assert!(store.insert_order(corp, &second, &line("placed")).await.unwrap());
    store.set_order_code(corp, second.id, "weixin://wxpay/bizpayurl?pr=x").await.unwrap();
    store.note_order_asked(corp, second.id, 77).await.unwrap();
    let orders = store.orders(corp).await.unwrap();
    assert_eq!(orders.iter().map(|row| row.number.as_str()).collect::<Vec<_>>(), ["A2", "A1"]);
    assert_eq!((orders[0].code_url.is_some(), orders[0].asked_at), (true, Some(77)));
}

pub async fn a_payment_is_written_once_whichever_order_it_names(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let (first, second) = (order("B1"), order("B2"));
    assert!(store.insert_order(corp, &first, &line("placed")).await.unwrap());
    assert_eq!(happen(home, &first, pay("t1", 1_000)).await, OrderSaved::Saved);
    let paid = read(home, first.id).await;
    assert_eq!((paid.ledger.state, paid.ledger.paid_at), (OrderState::Paid, Some(50)));
    assert_eq!(paid.ledger.payments[0].standing, Standing::Applied);
    assert!(store.insert_order(corp, &second, &line("placed")).await.unwrap());
    assert_eq!(happen(home, &second, pay("t1", 1_000)).await, OrderSaved::ReferenceTaken);
    let untouched = read(home, second.id).await;
    assert_eq!(untouched, second);
}

pub async fn refunds_and_history_are_read_back(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let row = order("C1");
    assert!(store.insert_order(corp, &row, &line("placed")).await.unwrap());
    happen(home, &row, pay("t1", 1_000)).await;
    let paid = read(home, row.id).await;
    let refund = Uuid::now_v7();
    let ask = Event::AskRefund(refund, paid.ledger.payments[0].id, Money::from_fen(1_000), "不需要".into());
    assert_eq!(happen(home, &paid, ask).await, OrderSaved::Saved);
    let asked = read(home, row.id).await;
    assert_eq!(
        (asked.ledger.refunds[0].state, asked.ledger.refunds[0].reason.as_str()),
        (RefundState::Requested, "不需要")
    );
    assert_eq!(happen(home, &asked, Event::RefundDone(refund)).await, OrderSaved::Saved);
    let done = read(home, row.id).await;
    assert_eq!((done.ledger.state, done.ledger.kept()), (OrderState::Refunded, Money::ZERO));
    assert_eq!(done.ledger.refunds[0].ended_at, Some(10));
    store.add_order_history(corp, row.id, &line("voucher")).await.unwrap();
    let history = store.order_history(corp, row.id).await.unwrap();
    let what: Vec<&str> = history.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(what, ["placed", "event", "event", "event", "voucher"]);
}

pub async fn a_voucher_is_decided_once_by_a_second_person(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let (one, other) = (OperatorId(Uuid::from_u128(1)), OperatorId(Uuid::from_u128(2)));
    let row = VoucherRow {
        id: Uuid::now_v7(),
        order: Uuid::now_v7(),
        media_type: "image/png".into(),
        bytes: 3,
        sha256: "ab".into(),
        uploaded_at: 5,
        uploaded_by: one,
        state: VoucherState::Waiting,
        decided_at: None,
        decided_by: None,
    };
    store.insert_voucher(corp, &row, b"sealed").await.unwrap();
    assert_eq!(store.vouchers(corp, row.order).await.unwrap(), std::slice::from_ref(&row));
    assert_eq!(store.voucher_file(corp, row.id).await.unwrap().as_deref(), Some(b"sealed".as_slice()));
    assert_eq!(store.voucher_file(corp, row.order).await.unwrap(), None);
    assert!(!store.decide_voucher(corp, row.id, VoucherState::Confirmed, one, 6).await.unwrap());
    assert!(store.decide_voucher(corp, row.id, VoucherState::Confirmed, other, 7).await.unwrap());
    assert!(!store.decide_voucher(corp, row.id, VoucherState::Refused, other, 8).await.unwrap());
    let decided = &store.vouchers(corp, row.order).await.unwrap()[0];
    assert_eq!(
        (decided.state, decided.decided_at, decided.decided_by),
        (VoucherState::Confirmed, Some(7), Some(other))
    );
}

pub async fn invoices_and_the_subscription_are_kept(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let id = Uuid::now_v7();
    let invoice = |title: &str| Invoice {
        kind: InvoiceKind::Special,
        title: title.into(),
        tax_number: "91440300MA5F8K2Q1X".into(),
    };
    assert!(!store.issue_invoice(corp, id, "25440000001", 4).await.unwrap());
    assert!(store.put_invoice(corp, id, &invoice("甲"), 5).await.unwrap());
    assert!(store.put_invoice(corp, id, &invoice("乙"), 6).await.unwrap());
    assert!(store.issue_invoice(corp, id, "25440000001", 7).await.unwrap());
    assert!(!store.put_invoice(corp, id, &invoice("丙"), 8).await.unwrap());
    let found = store.invoice(corp, id).await.unwrap().unwrap();
    assert_eq!((found.invoice, found.asked_at, found.issued_at), (invoice("乙"), 6, Some(7)));
    assert_eq!(found.number.as_deref(), Some("25440000001"));
    assert_eq!(store.subscription(corp).await.unwrap(), None);
    for updated_at in [1, 2] {
        let row = SubscriptionRow { periods: "[]".into(), ends_at: Some(updated_at * 10), updated_at };
        store.put_subscription(corp, &row).await.unwrap();
    }
    assert_eq!(store.subscription(corp).await.unwrap().unwrap().ends_at, Some(20));
}

pub async fn bytes_are_counted_once_by_day_and_kind(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    home.receive(1..=4).await;
    home.unseal((1..=4).map(message).collect()).await;
    let position = store.consumer_position(corp, "usage").await.unwrap();
    store.count_message_bytes(corp, position, Position(3)).await.unwrap();
    let position = store.consumer_position(corp, "usage").await.unwrap();
    assert_eq!(position, Position(3));
    store.count_message_bytes(corp, position, Position(4)).await.unwrap();
    enqueue(home, &[file(1, 0, HOUR, 5), file(2, 0, HOUR, 5), file(3, 0, HOUR, 5)]).await;
    for (seq, content) in [(1, "a"), (2, "a"), (3, "b")] {
        store.finish_file(&home.lease, corp, place(seq), &variant(content), None).await.unwrap();
    }
    for _ in 0..2 {
        store.count_file_bytes(corp).await.unwrap();
    }
    let usage = store.usage(corp).await.unwrap();
    let expected: u64 = (1..=4).map(|seq| message(seq).sealed.len() as u64).sum();
    assert_eq!(
        usage.iter().map(|row| (row.kind.as_str(), row.bytes)).collect::<Vec<_>>(),
        [("file", 10), ("message", expected)]
    );
}
