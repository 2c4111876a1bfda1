//! Years and days in the corp's time zone: a term ends when a civil day ends.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Unit};

use super::Money;
use crate::clock::Millis;

/// The civil day of a moment.
pub(super) fn day_of(at: Millis, zone: &TimeZone) -> Option<Date> {
    Timestamp::from_millisecond(at).ok().map(|moment| zone.to_datetime(moment).date())
}

fn start_of(day: Date, zone: &TimeZone) -> Option<Millis> {
    zone.to_timestamp(day.at(0, 0, 0, 0)).ok().map(jiff::Timestamp::as_millisecond)
}

fn years_later(day: Date, years: i64) -> Option<Date> {
    day.checked_add(Span::new().try_years(years).ok()?).ok()
}

fn days_between(from: Date, until: Date) -> i64 {
    from.until((Unit::Day, until)).map_or(0, |span| i64::from(span.get_days()))
}

/// The end of a term that begins at a moment: the whole of its last day is in it.
pub(super) fn end_of_years(from: Millis, years: u32, zone: &TimeZone) -> Option<Millis> {
    start_of(years_later(day_of(from, zone)?.tomorrow().ok()?, i64::from(years))?, zone)
}

/// The end of a term that follows another one.
pub(super) fn years_after(until: Millis, years: u32, zone: &TimeZone) -> Option<Millis> {
    start_of(years_later(day_of(until, zone)?, i64::from(years))?, zone)
}

/// The end of so many days that begin at a moment.
pub(super) fn end_of_days(from: Millis, days: u32, zone: &TimeZone) -> Option<Millis> {
    let first = day_of(from, zone)?;
    start_of(first.checked_add(Span::new().try_days(i64::from(days) + 1).ok()?).ok()?, zone)
}

/// How many civil days lie from the day of `now` to `until`, the present one included; 0 where it has passed.
#[must_use]
pub fn whole_days(now: Millis, until: Millis, zone: &TimeZone) -> i64 {
    if now >= until {
        return 0;
    }
    match (day_of(now, zone), day_of(until, zone)) {
        (Some(from), Some(to)) => days_between(from, to).max(1),
        _ => 0,
    }
}

/// The part of a price for a year that is due from a day to the end of a term.
///
/// Whole years are counted back from the end; the rest is days of the year that they lie in, 365 or 366. The present day
/// counts.
#[must_use]
pub fn remaining_share(annual: Money, now: Millis, until: Millis, zone: &TimeZone) -> Option<Money> {
    if now >= until {
        return Some(Money::ZERO);
    }
    let (today, end) = (day_of(now, zone)?, day_of(until, zone)?);
    let mut years = 0_u32;
    while years_later(end, -i64::from(years) - 1)? >= today {
        years += 1;
    }
    let rest_ends = years_later(end, -i64::from(years))?;
    let rest_began = years_later(end, -i64::from(years) - 1)?;
    let rest = annual.share(days_between(today, rest_ends), days_between(rest_began, rest_ends))?;
    annual.checked_mul(years)?.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("Asia/Shanghai").unwrap()
    }

    fn at(text: &str) -> Millis {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    #[test]
    fn a_term_ends_with_its_last_day_where_the_corp_is() {
        for (from, years, until) in [
            ("2026-08-02T10:00:00+08:00", 1, "2027-08-03T00:00:00+08:00"),
            ("2026-08-02T23:59:59+08:00", 2, "2028-08-03T00:00:00+08:00"),
            ("2028-02-28T12:00:00+08:00", 1, "2029-02-28T00:00:00+08:00"),
        ] {
            assert_eq!(end_of_years(at(from), years, &zone()), Some(at(until)), "{from}");
        }
        assert_eq!(
            years_after(at("2027-08-03T00:00:00+08:00"), 1, &zone()),
            Some(at("2028-08-03T00:00:00+08:00"))
        );
    }

    #[test]
    fn days_are_counted_with_the_present_one() {
        let until = at("2026-08-03T00:00:00+08:00");
        for (now, days) in [
            ("2026-08-02T23:59:00+08:00", 1),
            ("2026-08-02T00:00:00+08:00", 1),
            ("2026-07-03T10:00:00+08:00", 31),
            ("2026-08-03T00:00:00+08:00", 0),
        ] {
            assert_eq!(whole_days(at(now), until, &zone()), days, "{now}");
        }
    }

    #[test]
    fn a_part_of_a_year_costs_its_days() {
        let annual = Money::from_fen(36_600);
        for (now, until, fen) in [
            // The year before 2028-08-03 has 366 days.
            ("2028-08-02T10:00:00+08:00", "2028-08-03T00:00:00+08:00", 100),
            ("2027-08-03T00:00:00+08:00", "2028-08-03T00:00:00+08:00", 36_600),
            ("2027-08-02T00:00:00+08:00", "2028-08-03T00:00:00+08:00", 36_700),
            ("2026-08-03T00:00:00+08:00", "2028-08-03T00:00:00+08:00", 73_200),
            ("2028-08-03T00:00:00+08:00", "2028-08-03T00:00:00+08:00", 0),
        ] {
            assert_eq!(
                remaining_share(annual, at(now), at(until), &zone()),
                Some(Money::from_fen(fen)),
                "{now}"
            );
        }
    }
}
