//! Reminders (提醒) that go out by themselves: how often, how many times, and whether one is due.

use serde::{Deserialize, Serialize};

use crate::clock::Millis;

const DAY_MS: Millis = 86_400_000;

/// How those who have not answered are reminded after a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reminders {
    /// How many days lie between two, 1 to 90.
    pub every_days: u32,
    /// How many there are at most, 1 to 10.
    pub most: u32,
}

/// A delivery, as far as reminders depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// When it ended; absent while it runs.
    pub ended: Option<Millis>,
    /// Whether it was a reminder.
    pub reminder: bool,
    /// What it asked for.
    pub reminders: Option<Reminders>,
}

impl Reminders {
    /// Tells whether the figures are possible ones.
    #[must_use]
    pub fn is_fit(self) -> bool {
        (1..=90).contains(&self.every_days) && (1..=10).contains(&self.most)
    }
}

/// The delivery that a reminder is due for, by its place among those of one version, the newest first.
///
/// The newest delivery that is no reminder decides: it may ask for none. While something is being sent nothing is due.
#[must_use]
pub fn due(deliveries: &[Delivered], now: Millis) -> Option<usize> {
    let (place, asked) = deliveries.iter().enumerate().find(|(_, delivery)| !delivery.reminder)?;
    let reminders = asked.reminders?;
    let ends: Option<Vec<Millis>> = deliveries[..=place].iter().map(|delivery| delivery.ended).collect();
    let last = ends?.into_iter().max()?;
    let reminded = u32::try_from(place).unwrap_or(u32::MAX);
    let is_due = reminded < reminders.most && now >= last + DAY_MS * Millis::from(reminders.every_days);
    is_due.then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_is_due_in_its_time_and_not_too_often() {
        let weekly = Some(Reminders { every_days: 7, most: 2 });
        let first = |reminders| Delivered { ended: Some(0), reminder: false, reminders };
        let reminder = |day: Millis| Delivered { ended: Some(day * DAY_MS), reminder: true, reminders: None };
        let running = Delivered { ended: None, reminder: true, reminders: None };
        let table: [(&[Delivered], Millis, Option<usize>); 9] = [
            (&[], 100, None),
            (&[first(None)], 100, None),
            (&[first(weekly)], 6, None),
            (&[first(weekly)], 7, Some(0)),
            (&[reminder(7), first(weekly)], 13, None),
            (&[reminder(7), first(weekly)], 14, Some(1)),
            (&[reminder(14), reminder(7), first(weekly)], 100, None),
            (&[running, first(weekly)], 100, None),
            (&[first(None), reminder(7), first(weekly)], 100, None),
        ];
        for (number, (deliveries, day, expected)) in table.into_iter().enumerate() {
            assert_eq!(due(deliveries, day * DAY_MS), expected, "row {number}");
        }
    }

    #[test]
    fn impossible_figures_are_known() {
        let fit = |every_days, most| Reminders { every_days, most }.is_fit();
        assert!(fit(1, 1) && fit(90, 10));
        assert!(!fit(0, 1) && !fit(91, 1) && !fit(7, 0) && !fit(7, 11));
    }
}
