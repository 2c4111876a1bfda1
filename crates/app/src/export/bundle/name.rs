//! Names of files in an archive: of our making throughout, so that no sender's name is ever a path.

use huicun_domain::clock::Millis;
use huicun_domain::ids::Seq;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::media::extension;

/// How many digits of the SHA-256 are in a name.
const DIGITS: usize = 12;

/// Names a file: `files/2026-08/120-0_0f3a5b7c9d1e.jpg`, by the month in which its message was sent.
pub(super) fn file_path(
    seq: Seq,
    slot: u32,
    sent_at: Millis,
    sha256: &str,
    media_type: &str,
    zone: &TimeZone,
) -> String {
    let month = Timestamp::from_millisecond(sent_at).map_or_else(
        |_| "0000-00".to_owned(),
        |moment| {
            let civil = zone.to_datetime(moment);
            format!("{:04}-{:02}", civil.year(), civil.month())
        },
    );
    let digits: String = sha256.chars().filter(char::is_ascii_hexdigit).take(DIGITS).collect();
    format!("files/{month}/{seq}-{slot}_{digits}.{}", extension(media_type))
}

/// How a browser shows a file within a page, where it can and nothing in it can run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Image,
    Audio,
    Video,
}

/// Tells how a file is shown within a page.
pub(super) fn shown(media_type: &str) -> Option<Shown> {
    match media_type {
        "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "image/bmp" => Some(Shown::Image),
        "audio/mpeg" | "audio/x-wav" | "audio/wav" => Some(Shown::Audio),
        "video/mp4" => Some(Shown::Video),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_where_the_file_came_from_and_nothing_of_its_sender() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let hash = "0f3a5b7c9d1e00112233445566778899";
        // The last hour of July in UTC is August in Shanghai.
        let path = file_path(Seq(120), 3, 1_785_538_800_000, hash, "image/jpeg", &zone);
        assert_eq!(path, "files/2026-08/120-3_0f3a5b7c9d1e.jpg");
        let odd = file_path(Seq(1), 0, i64::MAX, "../../etc", "x/y", &zone);
        assert_eq!(odd, "files/0000-00/1-0_ec.bin");
    }

    #[test]
    fn what_could_run_has_no_telling_extension() {
        for active in ["text/html", "image/svg+xml", "text/x-shellscript", "application/x-executable"] {
            assert_eq!((extension(active), shown(active)), ("bin", None), "{active}");
            assert!(crate::media::is_active(active));
        }
    }
}
