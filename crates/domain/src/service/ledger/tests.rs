//! The state machine against tables, and against a model that knows only what came and when.

use proptest::prelude::*;

use super::*;

const DUE: Millis = 1_000;
const AMOUNT: Money = Money::from_fen(10_000);

fn id(number: u64) -> Uuid {
    Uuid::from_u64_pair(1, number)
}

fn notice(reference: &str, amount: Money, paid_at: Millis) -> PaymentNotice {
    PaymentNotice { channel: PaymentChannel::Wechat, reference: reference.into(), amount, paid_at }
}

fn placed() -> Ledger {
    let mut ledger = Ledger::draft(AMOUNT);
    ledger.apply(Event::Place(DUE), 0).unwrap();
    ledger
}

fn in_state(state: OrderState) -> Ledger {
    let mut ledger = placed();
    let event = match state {
        OrderState::Paid => Event::Pay(id(900), notice("first", AMOUNT, 10)),
        OrderState::Closed => Event::Close,
        OrderState::Expired => Event::Expire,
        _ => return ledger,
    };
    ledger.apply(event, DUE).unwrap();
    assert_eq!(ledger.state, state);
    ledger
}

#[test]
fn every_payment_is_applied_or_kept_as_a_credit() {
    use OrderState::{AwaitingPayment, Closed, Expired, Paid};
    use Standing::{AfterClosing, Applied, Late, OtherAmount, Twice};
    let other = Money::from_fen(9_999);
    for (before, amount, paid_at, standing, after) in [
        (AwaitingPayment, AMOUNT, DUE, Applied, Paid),
        (AwaitingPayment, AMOUNT, DUE + 1, Late, Expired),
        (AwaitingPayment, other, 10, OtherAmount, AwaitingPayment),
        (Paid, AMOUNT, 20, Twice, Paid),
        (Paid, other, 20, OtherAmount, Paid),
        (Closed, AMOUNT, 20, AfterClosing, Closed),
        (Closed, other, 20, OtherAmount, Closed),
        // The news came after the order's time; the payer was in time.
        (Expired, AMOUNT, 20, Applied, Paid),
        (Expired, AMOUNT, DUE + 1, Late, Expired),
        (Expired, other, 20, OtherAmount, Expired),
    ] {
        let mut ledger = in_state(before);
        ledger.apply(Event::Pay(id(1), notice("r", amount, paid_at)), DUE + 50).unwrap();
        let payment = ledger.payments.last().unwrap();
        assert_eq!((payment.standing, ledger.state), (standing, after), "{before:?} {amount} {paid_at}");
        let credit = if standing == Applied { Money::ZERO } else { amount };
        assert_eq!(ledger.credit(), credit);
        let same = ledger.clone();
        assert_eq!(ledger.apply(Event::Pay(id(2), notice("r", amount, paid_at)), DUE + 99), Ok(Vec::new()));
        assert_eq!(ledger, same);
    }
}

#[test]
fn refunds_go_to_the_end_of_a_payment_and_no_further() {
    let mut ledger = in_state(OrderState::Paid);
    let payment = ledger.payments[0].id;
    let ask = |number, fen| Event::AskRefund(id(number), payment, Money::from_fen(fen), String::new());
    assert_eq!(ledger.apply(ask(1, 0), 20), Err(Refusal::Amount));
    assert_eq!(ledger.apply(ask(1, 10_001), 20), Err(Refusal::Amount));
    ledger.apply(ask(1, 4_000), 20).unwrap();
    assert_eq!(ledger.apply(ask(1, 4_000), 21), Ok(Vec::new()));
    assert_eq!(ledger.apply(ask(1, 4_001), 21), Err(Refusal::Amount));
    assert_eq!(ledger.apply(ask(2, 6_001), 21), Err(Refusal::Amount));
    ledger.apply(ask(2, 6_000), 22).unwrap();
    ledger.apply(Event::RefundDone(id(1)), 30).unwrap();
    assert_eq!((ledger.state, ledger.kept().fen()), (OrderState::Paid, 6_000));
    ledger.apply(Event::RefundFailed(id(2)), 31).unwrap();
    assert_eq!(ledger.apply(Event::RefundDone(id(2)), 32), Err(Refusal::NotNow));
    assert_eq!((ledger.state, ledger.left_of(&ledger.payments[0]).fen()), (OrderState::Paid, 6_000));
    ledger.apply(ask(3, 6_000), 33).unwrap();
    ledger.apply(Event::RefundDone(id(3)), 34).unwrap();
    assert_eq!((ledger.state, ledger.kept()), (OrderState::Refunded, Money::ZERO));
    assert_eq!(ledger.apply(Event::RefundDone(id(9)), 35), Err(Refusal::Unknown));
}

#[test]
fn what_costs_nothing_waits_for_nothing() {
    let mut ledger = Ledger::draft(Money::ZERO);
    assert_eq!(ledger.apply(Event::Place(DUE), 5), Ok(vec![Change::State(OrderState::Paid)]));
    assert_eq!(ledger.paid_at, Some(5));
    assert_eq!(ledger.apply(Event::Close, 6), Err(Refusal::NotNow));
    assert_eq!(ledger.apply(Event::Place(DUE), 6), Err(Refusal::NotNow));
    let mut draft = Ledger::draft(AMOUNT);
    assert!(draft.apply(Event::Pay(id(1), notice("r", AMOUNT, 1)), 1).is_err());
    assert_eq!(draft.apply(Event::Close, 1), Ok(vec![Change::State(OrderState::Closed)]));
}

/// What happens, by numbers that proptest shrinks.
#[derive(Clone, Debug)]
enum Step {
    Close,
    Expire,
    Pay { reference: u8, wrong: bool, late: bool },
    Ask { refund: u8, payment: u8, fen: i64 },
    Done(u8),
    Failed(u8),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => Just(Step::Close),
        1 => Just(Step::Expire),
        6 => (0..4_u8, proptest::bool::weighted(0.3), any::<bool>())
            .prop_map(|(reference, wrong, late)| Step::Pay { reference, wrong, late }),
        4 => (0..4_u8, 0..4_u8, -1..11_000_i64)
            .prop_map(|(refund, payment, fen)| Step::Ask { refund, payment, fen }),
        3 => (0..4_u8).prop_map(Step::Done),
        1 => (0..4_u8).prop_map(Step::Failed),
    ]
}

/// A payment of one reference is the same payment, whichever notice tells of it.
fn pay(reference: u8, wrong: bool, late: bool) -> Event {
    let amount = Money::from_fen(if wrong { 9_999 } else { 10_000 });
    let paid_at = if late { DUE + 5 } else { DUE - 5 };
    let notice = notice(&format!("r{reference}-{wrong}-{late}"), amount, paid_at);
    Event::Pay(id(100 + u64::from(reference) * 4 + u64::from(wrong) * 2 + u64::from(late)), notice)
}

fn event(step: &Step, ledger: &Ledger) -> Event {
    match *step {
        Step::Close => Event::Close,
        Step::Expire => Event::Expire,
        Step::Pay { reference, wrong, late } => pay(reference, wrong, late),
        Step::Ask { refund, payment, fen } => {
            let chosen = ledger.payments.get(usize::from(payment)).map_or(id(999), |payment| payment.id);
            Event::AskRefund(id(u64::from(refund)), chosen, Money::from_fen(fen), String::new())
        }
        Step::Done(refund) => Event::RefundDone(id(u64::from(refund))),
        Step::Failed(refund) => Event::RefundFailed(id(u64::from(refund))),
    }
}

/// What must hold after every event.
fn check(ledger: &Ledger, told: &std::collections::BTreeSet<String>) {
    assert_eq!(ledger.received(), ledger.kept().checked_add(ledger.refunded()).unwrap());
    assert!(ledger.kept() >= Money::ZERO);
    let noted: std::collections::BTreeSet<String> =
        ledger.payments.iter().map(|payment| payment.reference.clone()).collect();
    assert_eq!((&noted, noted.len()), (told, ledger.payments.len()), "every payment told of is noted once");
    let applied = ledger.payments.iter().filter(|payment| payment.standing == Standing::Applied).count();
    let counts = matches!(ledger.state, OrderState::Paid | OrderState::Refunded);
    assert_eq!(applied, usize::from(counts));
    assert_eq!(ledger.paid_at.is_some(), counts);
    for payment in &ledger.payments {
        assert!(ledger.left_of(payment) >= Money::ZERO);
        let good = payment.amount == AMOUNT && payment.paid_at <= DUE;
        assert!(payment.standing != Standing::Applied || good);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn money_is_never_lost_and_events_that_come_again_change_nothing(
        steps in proptest::collection::vec(step(), 0..40),
    ) {
        let mut ledger = placed();
        let mut told = std::collections::BTreeSet::new();
        for (number, step) in steps.iter().enumerate() {
            let now = DUE - 20 + Millis::try_from(number).unwrap();
            let event = event(step, &ledger);
            let before = ledger.clone();
            match ledger.apply(event.clone(), now) {
                Ok(_) => {
                    if let Event::Pay(_, notice) = &event {
                        told.insert(notice.reference.clone());
                    }
                    let after = ledger.clone();
                    prop_assert_eq!(ledger.apply(event, now + 1), Ok(Vec::new()));
                    prop_assert_eq!(&ledger, &after);
                }
                Err(_) => prop_assert_eq!(&ledger, &before),
            }
            check(&ledger, &told);
        }
    }

    #[test]
    fn notices_end_alike_in_whatever_order_they_come(
        notices in proptest::collection::vec((0..3_u8, any::<bool>(), any::<bool>()), 1..6),
        order in any::<u64>(),
        expires in 0..7_usize,
    ) {
        let run = |notices: &[(u8, bool, bool)], expires: usize| {
            let mut ledger = placed();
            for (number, (reference, wrong, late)) in notices.iter().enumerate() {
                if number == expires {
                    ledger.apply(Event::Expire, DUE + 50).unwrap();
                }
                ledger.apply(pay(*reference, *wrong, *late), DUE + 50).unwrap();
            }
            ledger.apply(Event::Expire, DUE + 50).unwrap();
            (ledger.state, ledger.received(), ledger.credit())
        };
        let mut shuffled = notices.clone();
        let mut seed = order;
        for place in (1..shuffled.len()).rev() {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(place, usize::try_from(seed >> 33).unwrap() % (place + 1));
        }
        prop_assert_eq!(run(&notices, 99), run(&shuffled, expires));
    }
}
