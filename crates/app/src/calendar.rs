//! Civil days in the archive's time zone.

use huicun_domain::clock::Millis;
use jiff::{Span, Timestamp, civil};

use crate::services::Services;

/// The milliseconds of a day.
pub const DAY_MS: Millis = 86_400_000;

/// How far the archive's time zone is ahead of UTC at present, in milliseconds.
///
/// Days are counted with it throughout: where clocks change, an hour of a past day may count as its neighbour's.
#[must_use]
pub fn offset(services: &Services) -> Millis {
    let now = Timestamp::from_millisecond(services.now()).unwrap_or(Timestamp::UNIX_EPOCH);
    Millis::from(services.zone.to_offset(now).seconds()) * 1_000
}

/// The number of today since 1970.
#[must_use]
pub fn today(services: &Services) -> i64 {
    (services.now() + offset(services)).div_euclid(DAY_MS)
}

/// Writes a day's number since 1970 as `2026-08-01`.
#[must_use]
pub fn day_text(day: i64) -> String {
    let epoch = civil::date(1970, 1, 1);
    let span = Span::new().try_days(day);
    span.and_then(|span| epoch.checked_add(span)).unwrap_or(epoch).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_as_dates() {
        assert_eq!(day_text(0), "1970-01-01");
        assert_eq!(day_text(20_666), "2026-08-01");
        assert_eq!(day_text(-1), "1969-12-31");
        assert_eq!(day_text(i64::MAX), "1970-01-01");
    }
}
