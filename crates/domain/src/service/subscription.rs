//! The subscription (订阅): what the paid orders add up to, and where it stands today.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::calendar::{end_of_days, end_of_years, whole_days, years_after};
use super::{Edition, OrderKind};
use crate::clock::Millis;

/// The days before the end at which it is announced.
pub const COUNTDOWN: [i64; 4] = [60, 30, 7, 1];

const DAY_MS: Millis = 86_400_000;

/// What a paid order bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bought {
    /// What it was for.
    pub kind: OrderKind,
    /// The edition of its seats.
    pub edition: Edition,
    /// Seats: of the term, or added.
    pub seats: u32,
    /// Storage in units of 100 GiB: of the term, or added.
    pub storage: u32,
    /// How many years; of a trial, how many days.
    pub term: u32,
    /// When it was paid.
    pub paid_at: Millis,
}

/// A stretch of time with its seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// When it begins.
    pub from: Millis,
    /// When it ends.
    pub until: Millis,
    /// The edition of its seats.
    pub edition: Edition,
    /// How many members may be archived.
    pub seats: u32,
    /// Storage in units of 100 GiB.
    pub storage: u32,
    /// Whether it is a trial.
    pub trial: bool,
}

/// What was bought and until when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Its stretches, in order; each begins where the one before ended, or later.
    pub periods: Vec<Period>,
}

/// Where a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SubscriptionStatus))]
pub enum Status {
    /// Nothing was bought yet.
    None,
    /// It is tried out.
    Trial,
    /// It runs.
    Active,
    /// It has ended, and goes on for the days of grace.
    Grace,
    /// It has ended.
    Ended,
}

/// What stops where a subscription is not renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SubscriptionStop))]
pub enum Stop {
    /// Seats and storage can no longer be added.
    Adding,
    /// An end can no longer be moved on: a new subscription has to be bought.
    Renewing,
    /// Pictures and texts of files are no longer made.
    Previews,
}

impl Subscription {
    /// Adds up what was bought, in the order of payment.
    ///
    /// An order whose ground is gone, such as seats for a term that was given back, adds nothing.
    #[must_use]
    pub fn of(bought: &[Bought], grace_days: u32, zone: &TimeZone) -> Self {
        let mut sorted: Vec<&Bought> = bought.iter().collect();
        sorted.sort_by_key(|order| order.paid_at);
        let mut subscription = Self::default();
        for order in sorted {
            subscription.add(order, grace_days, zone);
        }
        subscription
    }

    fn add(&mut self, order: &Bought, grace_days: u32, zone: &TimeZone) {
        let at = order.paid_at;
        let period = |from, until: Option<Millis>| {
            let Bought { edition, seats, storage, .. } = *order;
            let trial = order.kind == OrderKind::Trial;
            until.map(|until| Period { from, until, edition, seats, storage, trial })
        };
        match order.kind {
            OrderKind::Trial => self.periods.extend(period(at, end_of_days(at, order.term, zone))),
            OrderKind::New => {
                // Whoever buys during a trial ends it.
                for trial in self.periods.iter_mut().filter(|period| period.trial && period.until > at) {
                    trial.until = at;
                }
                let from = self.end().filter(|end| *end > at).unwrap_or(at);
                let until = if from > at {
                    years_after(from, order.term, zone)
                } else {
                    end_of_years(at, order.term, zone)
                };
                self.periods.extend(period(from, until));
            }
            OrderKind::Renewal => {
                let in_reach = self.end().filter(|end| at < grace_end(*end, grace_days));
                let (from, until) = match in_reach {
                    Some(end) => (end, years_after(end, order.term, zone)),
                    None => (at, end_of_years(at, order.term, zone)),
                };
                self.periods.extend(period(from, until));
            }
            OrderKind::Addition => {
                for running in self.periods.iter_mut().filter(|period| period.until > at) {
                    running.seats = running.seats.saturating_add(order.seats);
                    running.storage = running.storage.saturating_add(order.storage);
                }
            }
            OrderKind::Upgrade => {
                for running in self.periods.iter_mut().filter(|period| period.until > at) {
                    running.edition = running.edition.max(order.edition);
                }
            }
        }
    }

    /// When it ends, where anything was bought.
    #[must_use]
    pub fn end(&self) -> Option<Millis> {
        self.periods.iter().map(|period| period.until).max()
    }

    /// When the days of grace end.
    #[must_use]
    pub fn grace_end(&self, grace_days: u32) -> Option<Millis> {
        self.end().map(|end| grace_end(end, grace_days))
    }

    /// The stretch that counts at a moment: the running one, or in the days of grace the last one.
    #[must_use]
    pub fn period_at(&self, at: Millis, grace_days: u32) -> Option<&Period> {
        let running = self.periods.iter().find(|period| period.from <= at && at < period.until);
        let last = self.periods.iter().max_by_key(|period| period.until);
        running.or(last.filter(|last| last.until <= at && at < grace_end(last.until, grace_days)))
    }

    /// Where it stands at a moment.
    #[must_use]
    pub fn status(&self, at: Millis, grace_days: u32) -> Status {
        let Some(end) = self.end() else { return Status::None };
        match self.period_at(at, grace_days) {
            Some(period) if period.trial && at < period.until => Status::Trial,
            Some(_) if at < end => Status::Active,
            Some(_) => Status::Grace,
            None if at < end => Status::Active,
            None => Status::Ended,
        }
    }

    /// How many days are left until its end, the present one included; 0 where it has ended.
    #[must_use]
    pub fn days_left(&self, at: Millis, zone: &TimeZone) -> i64 {
        self.end().map_or(0, |end| whole_days(at, end, zone))
    }

    /// The announcement that is due: the smallest of [`COUNTDOWN`] that has been reached, before the end.
    #[must_use]
    pub fn countdown(&self, at: Millis, zone: &TimeZone) -> Option<i64> {
        let left = self.days_left(at, zone);
        COUNTDOWN.into_iter().rev().find(|mark| (1..=*mark).contains(&left))
    }

    /// What stops when it ends, and when the days of grace are over. Archiving, reading, searching and export go on.
    #[must_use]
    pub fn stops() -> (&'static [Stop], &'static [Stop]) {
        (&[Stop::Adding], &[Stop::Renewing, Stop::Previews])
    }
}

fn grace_end(end: Millis, grace_days: u32) -> Millis {
    end.saturating_add(DAY_MS.saturating_mul(Millis::from(grace_days)))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn zone() -> TimeZone {
        TimeZone::get("Asia/Shanghai").unwrap()
    }

    fn at(day: &str) -> Millis {
        format!("{day}T10:00:00+08:00").parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn midnight(day: &str) -> Millis {
        format!("{day}T00:00:00+08:00").parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn bought(kind: OrderKind, seats: u32, term: u32, day: &str) -> Bought {
        Bought { kind, edition: Edition::Office, seats, storage: 1, term, paid_at: at(day) }
    }

    #[test]
    fn a_renewal_goes_on_where_the_term_ends_also_in_the_days_of_grace() {
        let new = bought(OrderKind::New, 100, 1, "2026-08-02");
        for (day, from) in [
            ("2027-06-01", midnight("2027-08-03")),
            ("2027-08-20", midnight("2027-08-03")),
            ("2027-10-01", at("2027-10-01")),
        ] {
            let orders = [new.clone(), bought(OrderKind::Renewal, 80, 1, day)];
            let subscription = Subscription::of(&orders, 30, &zone());
            assert_eq!(subscription.periods[1].from, from, "{day}");
            assert_eq!(subscription.periods[1].seats, 80);
        }
    }

    #[test]
    fn what_is_added_lasts_to_the_end_and_what_ended_gets_nothing() {
        let orders = [
            bought(OrderKind::New, 100, 1, "2026-08-02"),
            bought(OrderKind::Renewal, 100, 1, "2027-06-01"),
            bought(OrderKind::Addition, 20, 0, "2027-09-01"),
            Bought { edition: Edition::Service, ..bought(OrderKind::Upgrade, 0, 0, "2027-09-02") },
        ];
        let subscription = Subscription::of(&orders, 30, &zone());
        let seats: Vec<(u32, Edition)> =
            subscription.periods.iter().map(|period| (period.seats, period.edition)).collect();
        assert_eq!(seats, [(100, Edition::Office), (120, Edition::Service)]);
        // The term was given back: what was added to it has no ground.
        assert_eq!(Subscription::of(&orders[2..], 30, &zone()), Subscription::default());
    }

    #[test]
    fn whoever_buys_during_a_trial_begins_at_once() {
        let orders =
            [bought(OrderKind::Trial, 10, 30, "2026-08-02"), bought(OrderKind::New, 50, 1, "2026-08-10")];
        let trying = Subscription::of(&orders[..1], 30, &zone());
        assert_eq!(trying.status(at("2026-09-01"), 30), Status::Trial);
        assert_eq!(trying.end(), Some(midnight("2026-09-02")));
        let subscription = Subscription::of(&orders, 30, &zone());
        assert_eq!(subscription.period_at(at("2026-08-10"), 30).map(|period| period.seats), Some(50));
        assert_eq!(subscription.status(at("2026-08-10"), 30), Status::Active);
    }

    #[test]
    fn it_counts_down_runs_out_and_ends() {
        let subscription = Subscription::of(&[bought(OrderKind::New, 100, 1, "2026-08-02")], 30, &zone());
        for (day, left, mark, status) in [
            ("2026-08-02", 366, None, Status::Active),
            ("2027-06-03", 61, None, Status::Active),
            ("2027-06-04", 60, Some(60), Status::Active),
            ("2027-07-04", 30, Some(30), Status::Active),
            ("2027-07-27", 7, Some(7), Status::Active),
            ("2027-08-01", 2, Some(7), Status::Active),
            ("2027-08-02", 1, Some(1), Status::Active),
            ("2027-08-03", 0, None, Status::Grace),
            ("2027-09-01", 0, None, Status::Grace),
            ("2027-09-02", 0, None, Status::Ended),
        ] {
            let found = (
                subscription.days_left(at(day), &zone()),
                subscription.countdown(at(day), &zone()),
                subscription.status(at(day), 30),
            );
            assert_eq!(found, (left, mark, status), "{day}");
        }
        assert_eq!(Subscription::default().status(0, 30), Status::None);
    }
}
