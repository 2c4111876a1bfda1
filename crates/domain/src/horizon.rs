//! The loss horizon: how long is left until WeCom forgets what was not kept, and when that is an alarm.

use crate::clock::Millis;

const HOUR_MS: Millis = 3_600_000;
/// The marks at which somebody is told, in hours left.
pub const ALARMS: [i64; 5] = [96, 72, 48, 24, 12];

/// The lowest mark that was passed, in hours; `None` while more than the highest is left.
///
/// ```
/// use huicun_domain::horizon::alarm;
///
/// assert_eq!(alarm(100 * 3_600_000), None);
/// assert_eq!(alarm(50 * 3_600_000), Some(72));
/// assert_eq!(alarm(0), Some(12));
/// ```
#[must_use]
pub fn alarm(left: Millis) -> Option<i64> {
    ALARMS.into_iter().rev().find(|hours| left <= hours * HOUR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mark_is_passed_in_its_turn() {
        let marks: Vec<Option<i64>> =
            [97, 96, 73, 72, 49, 48, 25, 24, 13, 12, 1, -3].map(|hours| alarm(hours * HOUR_MS)).to_vec();
        let expected =
            [None, Some(96), Some(96), Some(72), Some(72), Some(48), Some(48), Some(24), Some(24), Some(12)];
        assert_eq!(marks[..10], expected);
        assert_eq!(marks[10..], [Some(12), Some(12)]);
    }
}
