//! What orders cost, by tables.

use jiff::Timestamp;

use super::*;
use crate::service::Bought;

fn zone() -> TimeZone {
    TimeZone::get("Asia/Shanghai").unwrap()
}

fn at(day: &str) -> Millis {
    format!("{day}T10:00:00+08:00").parse::<Timestamp>().unwrap().as_millisecond()
}

fn prices() -> Vec<Price> {
    let yuan =
        [(Item::SeatOffice, 73), (Item::SeatService, 146), (Item::SeatEnterprise, 365), (Item::Storage, 730)];
    yuan.into_iter()
        .map(|(item, yuan)| Price {
            item,
            amount: Money::from_fen(yuan * 100),
            valid_from: 0,
            set_at: 0,
            set_by: "a".into(),
        })
        .collect()
}

fn running() -> Subscription {
    let order = Bought {
        kind: OrderKind::New,
        edition: Edition::Office,
        seats: 100,
        storage: 1,
        term: 1,
        paid_at: at("2026-08-02"),
    };
    Subscription::of(&[order], 30, &zone())
}

fn request(kind: OrderKind, edition: Edition, seats: u32, storage: u32, years: u32) -> OrderRequest {
    OrderRequest { kind, edition, seats, storage, years }
}

fn ask(request: OrderRequest, subscription: &Subscription, day: &str) -> Result<i64, QuoteError> {
    let settings = ServiceSettings::default();
    quote(request, subscription, &settings, &prices(), at(day), &zone()).map(|quote| quote.amount.fen())
}

#[test]
fn orders_cost_what_their_lines_say() {
    use Edition::{Enterprise, Office, Service};
    use OrderKind::{Addition, New, Renewal, Trial, Upgrade};
    let (none, running) = (Subscription::default(), running());
    for (request, subscription, day, fen) in [
        (request(New, Office, 100, 2, 1), &none, "2026-08-02", 100 * 7_300 + 2 * 73_000),
        (request(New, Enterprise, 10, 0, 3), &none, "2026-08-02", 10 * 36_500 * 3),
        (request(Trial, Service, 10, 1, 0), &none, "2026-08-02", 0),
        (request(Renewal, Service, 50, 0, 1), &running, "2027-08-20", 50 * 14_600),
        // 365 days are left from 2026-08-03 on, 100 from 2027-04-25 on.
        (request(Addition, Office, 20, 0, 0), &running, "2026-08-03", 20 * 7_300),
        (request(Addition, Office, 20, 1, 0), &running, "2027-04-25", (20 * 7_300 + 73_000) * 100 / 365),
        (request(Upgrade, Service, 0, 0, 0), &running, "2027-04-25", 100 * 7_300 * 100 / 365),
        (request(Addition, Office, 1, 0, 0), &running, "2027-08-02", 20),
    ] {
        assert_eq!(ask(request, subscription, day), Ok(fen), "{request:?}");
    }
}

#[test]
fn what_cannot_be_ordered_says_why() {
    use Edition::{Office, Service};
    use OrderKind::{Addition, New, Renewal, Trial, Upgrade};
    let (none, running) = (Subscription::default(), running());
    for (request, subscription, day, error) in [
        (request(New, Office, 0, 0, 1), &none, "2026-08-02", QuoteError::OutOfRange("seats")),
        (request(New, Office, 1, 0, 0), &none, "2026-08-02", QuoteError::OutOfRange("years")),
        (request(New, Office, 1, 0, 6), &none, "2026-08-02", QuoteError::OutOfRange("years")),
        (request(New, Office, u32::MAX, 0, 1), &none, "2026-08-02", QuoteError::OutOfRange("seats")),
        (request(Addition, Office, 0, 0, 0), &running, "2026-09-02", QuoteError::OutOfRange("seats")),
        (request(Upgrade, Office, 0, 0, 0), &running, "2026-09-02", QuoteError::OutOfRange("edition")),
        (request(Upgrade, Service, 1, 0, 0), &running, "2026-09-02", QuoteError::OutOfRange("seats")),
        (request(New, Office, 1, 0, 1), &running, "2026-09-02", QuoteError::NotNow),
        (request(Renewal, Office, 1, 0, 1), &none, "2026-09-02", QuoteError::NotNow),
        (request(Renewal, Office, 1, 0, 1), &running, "2028-09-02", QuoteError::NotNow),
        (request(Addition, Office, 1, 0, 0), &running, "2027-08-05", QuoteError::NotNow),
        (request(Trial, Office, 1, 0, 0), &running, "2026-09-02", QuoteError::NotNow),
    ] {
        assert_eq!(ask(request, subscription, day), Err(error), "{request:?}");
    }
    let settings = ServiceSettings::default();
    let unpriced = quote(request(New, Office, 1, 0, 1), &none, &settings, &[], at("2026-08-02"), &zone());
    assert_eq!(unpriced, Err(QuoteError::NoPrice));
}
