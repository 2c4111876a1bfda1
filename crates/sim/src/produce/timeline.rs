//! Spreads messages over days and hours the way offices talk: busy by day, thin at night and on weekends.

/// Milliseconds of one hour.
const HOUR_MS: i64 = 3_600_000;
/// The offset of China's clock from UTC.
const CHINA_MS: i64 = 8 * HOUR_MS;

/// How much is said in each hour of the day.
const HOURS: [u32; 24] =
    [2, 1, 1, 1, 1, 2, 5, 14, 42, 92, 100, 88, 46, 58, 90, 96, 88, 74, 52, 40, 34, 26, 14, 6];

/// A span of time with its busy and its quiet hours.
#[derive(Debug)]
pub(crate) struct Timeline {
    from: i64,
    to: i64,
    /// The share of all messages before each hour's beginning; one more entry than hours.
    before: Vec<f64>,
}

impl Timeline {
    /// Lays the span `from..to` out (UTC milliseconds).
    pub(crate) fn new(from: i64, to: i64) -> Self {
        let to = to.max(from + 1);
        let mut before = vec![0.0];
        let mut sum = 0.0;
        let mut start = from;
        while start < to {
            let end = (start + HOUR_MS).min(to);
            let local = start + CHINA_MS;
            let hour = local.div_euclid(HOUR_MS).rem_euclid(24) as usize;
            // 1970-01-01 was a Thursday: days 2 and 3 of its week are the weekend.
            let is_weekend = matches!(local.div_euclid(24 * HOUR_MS).rem_euclid(7), 2 | 3);
            let weight = f64::from(HOURS[hour]) * if is_weekend { 0.35 } else { 1.0 };
            sum += weight * (end - start) as f64;
            before.push(sum);
            start = end;
        }
        for share in &mut before {
            *share /= sum;
        }
        Self { from, to, before }
    }

    /// Gives the moment before which `share` (0 to 1) of all messages were sent.
    pub(crate) fn at(&self, share: f64) -> i64 {
        let hour = self.before.partition_point(|before| *before <= share).clamp(1, self.before.len() - 1) - 1;
        let (low, high) = (self.before[hour], self.before[hour + 1]);
        let start = self.from + hour as i64 * HOUR_MS;
        let len = HOUR_MS.min(self.to - start);
        let part = if high > low { ((share - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        start + (part * len as f64) as i64
    }

    /// Gives the usual pause between two of `messages` messages in busy hours, in milliseconds.
    pub(crate) fn busy_gap(&self, messages: u64) -> i64 {
        (self.to - self.from) * 2 / 5 / i64::try_from(messages.max(1)).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_ascends_and_stays_inside() {
        let (from, to) = (1_785_000_123_000, 1_785_000_123_000 + 4 * 24 * HOUR_MS + 77);
        let line = Timeline::new(from, to);
        let times: Vec<i64> = (0..=1000).map(|at| line.at(f64::from(at) / 1000.0)).collect();
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!((times[0], times[1000]), (from, to));
    }

    #[test]
    fn the_day_is_busier_than_the_night() {
        // Monday 2026-07-27 00:00 in China.
        let monday = 1_785_081_600_000;
        let line = Timeline::new(monday, monday + 24 * HOUR_MS);
        let count = |hour: i64| {
            (0..10_000).filter(|at| (line.at(f64::from(*at) / 10_000.0) - monday) / HOUR_MS == hour).count()
        };
        assert!(count(10) > 20 * count(3));
    }

    #[test]
    fn a_span_of_nothing_is_one_moment() {
        let line = Timeline::new(5, 5);
        assert!((5..=6).contains(&line.at(0.5)));
    }
}
