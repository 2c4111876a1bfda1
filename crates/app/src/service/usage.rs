//! What the archive takes of what was bought: seats in use, bytes by kind and month, when the quota will be reached.

use std::collections::BTreeMap;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::ids::Position;
use huicun_domain::service::{Period, Status, Subscription};
use huicun_store::UsageRow;

use super::books;
use super::view::{UsageForecast, UsageMonth, UsageView};
use crate::calendar::{day_text, today};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// What one unit of storage is.
const UNIT_BYTES: u64 = 100 << 30;
/// How many messages are counted at a time.
const COUNTED: i64 = 20_000;
/// Over how many days growth is measured.
const GROWTH_DAYS: i64 = 30;
/// A forecast further away than this says nothing.
const OUT_OF_SIGHT: u64 = 3_650;

/// Shows what the archive takes.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`].
pub async fn usage(ctx: &Ctx, services: &Services) -> AppResult<UsageView> {
    ctx.authorize(Permission::ManageService)?;
    let books = books::read(services).await?;
    let period = books.subscription.period_at(services.now(), books.settings.grace_days);
    let seats = period.map(|period| period.seats);
    let quota = period.and_then(quota);
    let seats_used = services.store.archived_member_count(&services.corp).await?;
    let rows = services.store.usage(&services.corp).await?;
    let bytes = rows.iter().map(|row| row.bytes).sum();
    let allowed = seats.map(|seats| u64::from(seats) * u64::from(100 + books.settings.overage_percent) / 100);
    Ok(UsageView {
        seats_used,
        seats,
        seats_over: allowed.is_some_and(|allowed| seats_used > allowed),
        bytes,
        quota,
        storage_over: quota.is_some_and(|quota| bytes > quota),
        forecast: Some(forecast(&rows, bytes, quota, today(services))),
        months: months(&rows),
    })
}

/// The stretch of the subscription that counts now, where anything was bought.
pub(crate) async fn current_period(services: &Services) -> AppResult<Option<Period>> {
    let books = books::read(services).await?;
    Ok(books.subscription.period_at(services.now(), books.settings.grace_days).copied())
}

/// Tells whether previews of files are not to be made: the archive holds more than was bought, or what was bought has
/// ended and its days of grace, too. Where nothing was ever bought, nothing stops.
///
/// # Errors
/// The store's failures.
pub async fn previews_stopped(services: &Services) -> AppResult<bool> {
    let Some(row) = services.store.subscription(&services.corp).await? else { return Ok(false) };
    let periods = serde_json::from_str(&row.periods).map_err(std::io::Error::from)?;
    let grace_days = books::settings(services).await?.grace_days;
    let bytes = services.store.usage(&services.corp).await?.iter().map(|row| row.bytes).sum();
    Ok(stops(&Subscription { periods }, grace_days, bytes, services.now()))
}

/// Tells whether more is stored than was bought, and the mark of the countdown that has been reached.
///
/// # Errors
/// The store's failures.
pub(crate) async fn warnings(services: &Services) -> AppResult<(bool, Option<i64>)> {
    let books = books::read(services).await?;
    let now = services.now();
    let quota = books.subscription.period_at(now, books.settings.grace_days).and_then(quota);
    let bytes: u64 = services.store.usage(&services.corp).await?.iter().map(|row| row.bytes).sum();
    Ok((quota.is_some_and(|quota| bytes > quota), books.subscription.countdown(now, &services.zone)))
}

fn stops(subscription: &Subscription, grace_days: u32, bytes: u64, now: Millis) -> bool {
    let period = subscription.period_at(now, grace_days);
    let is_over = period.and_then(quota).is_some_and(|quota| bytes > quota);
    is_over || subscription.status(now, grace_days) == Status::Ended
}

/// How many bytes a stretch of a subscription is for; none where no storage was bought.
fn quota(period: &Period) -> Option<u64> {
    (period.storage > 0).then(|| UNIT_BYTES * u64::from(period.storage))
}

/// Counts what came since it was counted last.
///
/// # Errors
/// The store's failures.
pub async fn count(services: &Services) -> AppResult<()> {
    let (store, corp) = (&services.store, &services.corp);
    let last = store.last_position(corp).await?;
    let mut reached = store.consumer_position(corp, "usage").await?;
    while reached < last {
        let next = Position((reached.0 + COUNTED).min(last.0));
        store.count_message_bytes(corp, reached, next).await?;
        reached = next;
    }
    Ok(store.count_file_bytes(corp).await?)
}

fn months(rows: &[UsageRow]) -> Vec<UsageMonth> {
    let mut sums: BTreeMap<(String, &str), u64> = BTreeMap::new();
    for row in rows {
        let month = day_text(row.day).get(..7).unwrap_or_default().to_owned();
        *sums.entry((month, row.kind.as_str())).or_default() += row.bytes;
    }
    let month =
        |((month, kind), bytes): ((String, &str), u64)| UsageMonth { month, kind: kind.to_owned(), bytes };
    sums.into_iter().map(month).collect()
}

fn forecast(rows: &[UsageRow], bytes: u64, quota: Option<u64>, today: i64) -> UsageForecast {
    let recent = rows.iter().filter(|row| row.day > today - GROWTH_DAYS && row.day <= today);
    let grown: u64 = recent.map(|row| row.bytes).sum();
    let bytes_per_day = grown / GROWTH_DAYS.unsigned_abs();
    let days = quota.and_then(|quota| quota.saturating_sub(bytes).checked_div(bytes_per_day));
    UsageForecast { bytes_per_day, days: days.filter(|days| *days <= OUT_OF_SIGHT) }
}

#[cfg(test)]
mod tests {
    use huicun_domain::service::Edition;

    use super::*;

    fn row(day: i64, kind: &str, bytes: u64) -> UsageRow {
        UsageRow { day, kind: kind.into(), bytes }
    }

    #[test]
    fn days_add_up_to_months_by_kind() {
        // 20,666 is 2026-08-01.
        let rows = [
            row(20_665, "image", 5),
            row(20_666, "image", 7),
            row(20_667, "image", 1),
            row(20_667, "message", 2),
        ];
        let found: Vec<(String, String, u64)> =
            months(&rows).into_iter().map(|month| (month.month, month.kind, month.bytes)).collect();
        let expected = [("2026-07", "image", 5), ("2026-08", "image", 8), ("2026-08", "message", 2)];
        assert_eq!(found, expected.map(|(month, kind, bytes)| (month.to_owned(), kind.to_owned(), bytes)));
    }

    #[test]
    fn previews_stop_over_the_quota_and_after_the_days_of_grace() {
        let period = |storage| Period {
            from: 0,
            until: 1_000,
            edition: Edition::Office,
            seats: 1,
            storage,
            trial: false,
        };
        let of = |storage| Subscription { periods: vec![period(storage)] };
        let grace = 86_400_000;
        for (storage, bytes, now, expected) in [
            (1, UNIT_BYTES, 500, false),
            (1, UNIT_BYTES + 1, 500, true),
            (2, UNIT_BYTES + 1, 500, false),
            (0, UNIT_BYTES + 1, 500, false),
            (1, UNIT_BYTES + 1, 1_500, true),
            (0, 0, 1_000 + grace - 1, false),
            (0, 0, 1_000 + grace, true),
        ] {
            assert_eq!(stops(&of(storage), 1, bytes, now), expected, "{storage} {bytes} {now}");
        }
        assert!(!stops(&Subscription::default(), 1, u64::MAX, 500));
    }

    #[test]
    fn the_quota_is_reached_at_the_pace_of_the_last_thirty_days() {
        let rows = [row(100, "image", 3_000), row(60, "image", 90_000)];
        let at = |quota| forecast(&rows, 93_000, quota, 100);
        assert_eq!(at(Some(94_000)), UsageForecast { bytes_per_day: 100, days: Some(10) });
        assert_eq!(at(Some(90_000)).days, Some(0));
        assert_eq!(at(Some(u64::MAX)).days, None);
        assert_eq!(at(None).days, None);
        assert_eq!(forecast(&[], 0, Some(10), 100), UsageForecast { bytes_per_day: 0, days: None });
    }
}
