//! Times, sizes and sums as people read them.

use std::fmt::Write as _;

use huicun_domain::clock::Millis;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Writes a moment as `2026-08-01 11:00:37` in a time zone; one that no calendar has stays a number.
#[must_use]
pub fn moment(at: Millis, zone: &TimeZone) -> String {
    let Ok(timestamp) = Timestamp::from_millisecond(at) else { return at.to_string() };
    let civil = zone.to_datetime(timestamp);
    let mut text = String::with_capacity(19);
    let _ = write!(
        text,
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        civil.year(),
        civil.month(),
        civil.day(),
        civil.hour(),
        civil.minute(),
        civil.second()
    );
    text
}

/// Writes a number of bytes as `12 B`, `3.4 KB`, `1.2 MB`, with 1 KB = 1,024 B.
pub(super) fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1_024 {
        return format!("{bytes} B");
    }
    let mut tenths = u128::from(bytes) * 10 / 1_024;
    let mut unit = UNITS[0];
    for larger in &UNITS[1..] {
        if tenths < 10_240 {
            break;
        }
        tenths /= 1_024;
        unit = larger;
    }
    format!("{}.{} {unit}", tenths / 10, tenths % 10)
}

/// Writes a number of seconds as `0:09`, `12:34`, `1:02:03`.
pub(super) fn duration(seconds: u32) -> String {
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes}:{rest:02}") }
}

/// Writes a sum in fen as `¥12.34`.
pub(super) fn money(fen: u64) -> String {
    format!("¥{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_civil_and_bounded() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        assert_eq!(moment(1_785_553_237_721, &zone), "2026-08-01 11:00:37");
        assert_eq!(moment(1_785_553_237_721, &TimeZone::UTC), "2026-08-01 03:00:37");
        assert_eq!(moment(-1, &TimeZone::UTC), "1969-12-31 23:59:59");
        assert_eq!(moment(i64::MAX, &zone), i64::MAX.to_string());
    }

    #[test]
    fn sizes_sums_and_durations_are_short() {
        let sizes = [0, 1_023, 1_024, 1_536, 1 << 20, 5_368_709_120, u64::MAX];
        let texts: Vec<String> = sizes.into_iter().map(size).collect();
        assert_eq!(texts, ["0 B", "1023 B", "1.0 KB", "1.5 KB", "1.0 MB", "5.0 GB", "16777215.9 TB"]);
        assert_eq!([duration(9), duration(754), duration(3_723)], ["0:09", "12:34", "1:02:03"]);
        assert_eq!([money(5), money(1_234)], ["¥0.05", "¥12.34"]);
    }
}
