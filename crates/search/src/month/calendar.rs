//! Calendar months in UTC.

use huicun_domain::clock::Millis;

const DAY_MS: i64 = 86_400_000;

/// A calendar month in UTC, counted from year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MonthId(i64);

impl MonthId {
    /// Finds the month of a moment.
    pub(crate) fn of(at: Millis) -> Self {
        let (year, month) = civil(at.div_euclid(DAY_MS));
        Self(year * 12 + month - 1)
    }

    /// Reads `2026-08`.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (year, month) = name.rsplit_once('-')?;
        let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
        let found = Self(year.checked_mul(12)?.checked_add(month - 1)?);
        ((1..=12).contains(&month) && found.name() == name).then_some(found)
    }

    /// Writes `2026-08`.
    pub(crate) fn name(self) -> String {
        format!("{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }

    /// The first moment, and the first moment after.
    pub(crate) fn span(self) -> (Millis, Millis) {
        let begin =
            |months: i64| days(months.div_euclid(12), months.rem_euclid(12) + 1).saturating_mul(DAY_MS);
        (begin(self.0), begin(self.0 + 1))
    }
}

/// Year and month of a day counted from 1970-01-01, by the proleptic Gregorian calendar.
///
/// Both ways follow Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March, eras have 400.
fn civil(day: i64) -> (i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month)
}

/// The first day of a month, counted from 1970-01-01.
fn days(year: i64, month: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_where_the_calendar_says() {
        let august = MonthId::of(1_785_553_237_721);
        assert_eq!(august.name(), "2026-08");
        assert_eq!(august.span(), (1_785_542_400_000, 1_788_220_800_000));
        assert_eq!(MonthId::parse("2026-08"), Some(august));
        assert_eq!(MonthId::of(-1).name(), "1969-12");
        assert_eq!(MonthId::of(951_782_400_000).name(), "2000-02");
        for name in ["2026-13", "2026-8", "sim", "2026-00", "9223372036854775807-01", "-"] {
            assert_eq!(MonthId::parse(name), None, "{name}");
        }
    }

    #[test]
    fn every_moment_lies_in_its_month() {
        let absurd = [i64::MIN, i64::MIN / 7, i64::MAX / 3, i64::MAX - 1];
        for at in (-40_000..40_000).step_by(13).map(|day| day * DAY_MS + 5).chain(absurd) {
            let month = MonthId::of(at);
            let (begin, end) = month.span();
            assert!(begin <= at && at < end, "{at}");
            assert_eq!(MonthId::parse(&month.name()), Some(month), "{at}");
        }
    }
}
