//! Money in whole fen.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in fen, a hundredth of a yuan. Arithmetic is checked: what does not fit is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Money(i64);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// Takes fen.
    #[must_use]
    pub const fn from_fen(fen: i64) -> Self {
        Self(fen)
    }

    /// Gives fen.
    #[must_use]
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Tells whether it is more than nothing.
    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }

    /// The sum.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// So many times as much.
    #[must_use]
    pub fn checked_mul(self, times: u32) -> Option<Self> {
        self.0.checked_mul(i64::from(times)).map(Self)
    }

    /// The sum of many.
    #[must_use]
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// A part of it, `part` of `whole`, to the nearest fen; half a fen counts as a whole one.
    #[must_use]
    pub fn share(self, part: i64, whole: i64) -> Option<Self> {
        if whole <= 0 || part < 0 || self.0 < 0 {
            return None;
        }
        let whole = i128::from(whole);
        let exact = i128::from(self.0) * i128::from(part);
        let rounded = (exact * 2 + whole) / (whole * 2);
        i64::try_from(rounded).ok().map(Self)
    }
}

impl fmt::Display for Money {
    /// Writes `¥1,234.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fen = self.0.unsigned_abs();
        let digits = (fen / 100).to_string();
        let mut yuan = String::with_capacity(digits.len() + digits.len() / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                yuan.push(',');
            }
            yuan.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}¥{yuan}.{:02}", fen % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_as_people_write_them() {
        for (fen, text) in [
            (0, "¥0.00"),
            (5, "¥0.05"),
            (123_450, "¥1,234.50"),
            (-1, "-¥0.01"),
            (100_000_000, "¥1,000,000.00"),
            (99_999, "¥999.99"),
            (i64::MIN, "-¥92,233,720,368,547,758.08"),
        ] {
            assert_eq!(Money::from_fen(fen).to_string(), text);
        }
    }

    #[test]
    fn shares_round_to_the_nearest_fen() {
        for (fen, part, whole, share) in [
            (100, 1, 3, Some(33)),
            (100, 2, 3, Some(67)),
            (1, 1, 2, Some(1)),
            (36_500, 100, 365, Some(10_000)),
            (i64::MAX, 1, 1, Some(i64::MAX)),
            (i64::MAX, 2, 1, None),
            (100, 1, 0, None),
            (-100, 1, 2, None),
        ] {
            let share = share.map(Money::from_fen);
            assert_eq!(Money::from_fen(fen).share(part, whole), share, "{fen} {part}/{whole}");
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let most = Money::from_fen(i64::MAX);
        assert_eq!(most.checked_add(Money::from_fen(1)), None);
        assert_eq!(most.checked_mul(2), None);
        assert_eq!(Money::from_fen(i64::MIN).checked_sub(Money::from_fen(1)), None);
        assert_eq!(Money::sum([most, most]), None);
    }
}
