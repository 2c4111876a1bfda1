//! What WeCom's return codes and error codes mean, and what to do about each.

use huicun_domain::code::ProblemCode;
use thiserror::Error;

/// What to do after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Try again soon.
    Now,
    /// Try again, each time later, up to a minute.
    Backoff,
    /// Go on in the next minute.
    NextMinute,
    /// Somebody must act; look again once a minute.
    SlowlyAlert,
    /// Keep the item; it is not the connection that failed.
    Park,
    /// It will not get better by itself.
    Never,
}

/// A failure of WeCom's, or of the way to it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{} (code {errcode})", .code.as_str())]
pub struct WecomError {
    /// The row of the table of codes that tells a person about it.
    pub code: ProblemCode,
    /// WeCom's return code or `errcode`; 0 where it did not come so far.
    pub errcode: i64,
    /// WeCom's own words, shortened.
    pub errmsg: String,
    /// What to do.
    pub retry: Retry,
}

/// How much of WeCom's own words is kept.
const ERRMSG_CHARS: usize = 200;
/// A run of letters and digits this long may be a secret (43), an access token or a capability.
const SECRET_CHARS: usize = 32;

impl WecomError {
    /// A failure on the way to WeCom.
    #[must_use]
    pub fn local(code: ProblemCode, retry: Retry) -> Self {
        Self { code, errcode: 0, errmsg: String::new(), retry }
    }

    /// Reads a return code of the library.
    #[must_use]
    pub fn of_return(code: i32) -> Self {
        let (problem, retry) = match code {
            10_000 => (ProblemCode::SdkArgument, Retry::SlowlyAlert),
            10_001 => (ProblemCode::NetworkFailed, Retry::Backoff),
            10_002 => (ProblemCode::AnswerUnreadable, Retry::Backoff),
            10_003 => (ProblemCode::WecomRefused, Retry::Backoff),
            10_004 | 10_006 | 10_007 | 10_008 => (ProblemCode::WecomRefused, Retry::Park),
            10_009 => (ProblemCode::IpNotTrusted, Retry::SlowlyAlert),
            10_011 => (ProblemCode::CertificateFailed, Retry::SlowlyAlert),
            _ => (ProblemCode::WecomRefused, Retry::Never),
        };
        Self { code: problem, errcode: i64::from(code), errmsg: String::new(), retry }
    }

    /// Reads an `errcode` within an answer.
    #[must_use]
    pub fn of_errcode(errcode: i64, errmsg: &str) -> Self {
        let (problem, retry) = match errcode {
            -1 | 6_000 => (ProblemCode::Unavailable, Retry::Backoff),
            40_001 | 40_013 | 40_091 | 41_001 | 41_002 | 41_004 | 48_002 => {
                (ProblemCode::SecretWrong, Retry::SlowlyAlert)
            }
            40_014 | 42_001 => (ProblemCode::SecretWrong, Retry::Now),
            301_042 | 60_020 => (ProblemCode::IpNotTrusted, Retry::SlowlyAlert),
            301_052 => (ProblemCode::ArchiveExpired, Retry::SlowlyAlert),
            301_053 => (ProblemCode::ArchiveNotOpened, Retry::SlowlyAlert),
            301_058 => (ProblemCode::WecomRefused, Retry::Now),
            45_009 | 45_033 => (ProblemCode::RateLimited, Retry::NextMinute),
            40_056 | 301_002 => (ProblemCode::AppWrong, Retry::SlowlyAlert),
            93_000 | 93_004 | 93_008 => (ProblemCode::WecomRefused, Retry::SlowlyAlert),
            // Somebody or something is not known, not visible or not as asked for: it stays so.
            40_003 | 40_029 | 40_050 | 40_058 | 40_063 | 40_068 | 40_096 | 41_050 | 41_051 | 41_053
            | 42_003 | 42_014 | 42_022 | 50_002 | 50_003 | 60_003 | 60_011 | 60_111 | 81_013 | 81_017
            | 82_001 | 84_061 | 84_074 | 86_003 | 301_059 | 301_060 | 301_061 => {
                (ProblemCode::WecomRefused, Retry::Never)
            }
            _ => (ProblemCode::WecomRefused, Retry::Backoff),
        };
        Self { code: problem, errcode, errmsg: sanitised(errmsg), retry }
    }

    /// Adds what was said about the failure.
    #[must_use]
    pub(crate) fn saying(self, words: &str) -> Self {
        Self { errmsg: sanitised(words), ..self }
    }
}

/// Shortens foreign words and masks what may be a secret or a capability in them: long runs of letters and digits.
fn sanitised(words: &str) -> String {
    let part_of_run = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+' | '=');
    let mut clean = String::new();
    let mut rest = words;
    while let Some(first) = rest.chars().next() {
        let run = rest.find(|c| !part_of_run(c)).unwrap_or(rest.len());
        match run {
            0 if first.is_control() => clean.push(' '),
            0 => clean.push(first),
            1..SECRET_CHARS => clean.push_str(&rest[..run]),
            _ => clean.push('…'),
        }
        rest = &rest[run.max(first.len_utf8())..];
    }
    clean.trim().chars().take(ERRMSG_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_return_code_has_its_treatment() {
        use ProblemCode as P;
        let table = [
            (10_000, P::SdkArgument, Retry::SlowlyAlert),
            (10_001, P::NetworkFailed, Retry::Backoff),
            (10_002, P::AnswerUnreadable, Retry::Backoff),
            (10_003, P::WecomRefused, Retry::Backoff),
            (10_004, P::WecomRefused, Retry::Park),
            (10_005, P::WecomRefused, Retry::Never),
            (10_006, P::WecomRefused, Retry::Park),
            (10_007, P::WecomRefused, Retry::Park),
            (10_008, P::WecomRefused, Retry::Park),
            (10_009, P::IpNotTrusted, Retry::SlowlyAlert),
            (10_010, P::WecomRefused, Retry::Never),
            (10_011, P::CertificateFailed, Retry::SlowlyAlert),
            (-7, P::WecomRefused, Retry::Never),
        ];
        for (code, problem, retry) in table {
            let error = WecomError::of_return(code);
            assert_eq!((error.code, error.retry, error.errcode), (problem, retry, i64::from(code)), "{code}");
        }
    }

    #[test]
    fn each_errcode_has_its_treatment() {
        use ProblemCode as P;
        let table = [
            (-1, P::Unavailable, Retry::Backoff),
            (6_000, P::Unavailable, Retry::Backoff),
            (40_001, P::SecretWrong, Retry::SlowlyAlert),
            (40_013, P::SecretWrong, Retry::SlowlyAlert),
            (40_091, P::SecretWrong, Retry::SlowlyAlert),
            (41_001, P::SecretWrong, Retry::SlowlyAlert),
            (48_002, P::SecretWrong, Retry::SlowlyAlert),
            (40_014, P::SecretWrong, Retry::Now),
            (42_001, P::SecretWrong, Retry::Now),
            (45_009, P::RateLimited, Retry::NextMinute),
            (45_033, P::RateLimited, Retry::NextMinute),
            (60_020, P::IpNotTrusted, Retry::SlowlyAlert),
            (301_042, P::IpNotTrusted, Retry::SlowlyAlert),
            (301_052, P::ArchiveExpired, Retry::SlowlyAlert),
            (301_053, P::ArchiveNotOpened, Retry::SlowlyAlert),
            (301_058, P::WecomRefused, Retry::Now),
            (60_111, P::WecomRefused, Retry::Never),
            (84_061, P::WecomRefused, Retry::Never),
            (301_059, P::WecomRefused, Retry::Never),
            (40_056, P::AppWrong, Retry::SlowlyAlert),
            (42_014, P::WecomRefused, Retry::Never),
            (41_050, P::WecomRefused, Retry::Never),
            (41_053, P::WecomRefused, Retry::Never),
            (41_096, P::WecomRefused, Retry::Backoff),
            (60_011, P::WecomRefused, Retry::Never),
            (81_013, P::WecomRefused, Retry::Never),
            (82_001, P::WecomRefused, Retry::Never),
            (99_999, P::WecomRefused, Retry::Backoff),
        ];
        for (errcode, problem, retry) in table {
            let error = WecomError::of_errcode(errcode, "");
            assert_eq!((error.code, error.retry, error.errcode), (problem, retry, errcode));
        }
    }

    #[test]
    fn foreign_words_are_short_and_hold_no_secret() {
        let said = |words: &str| WecomError::of_errcode(1, words).errmsg;
        let ip = "not allow to access from your ip, hint: [1785553201123456789012345], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60020";
        assert_eq!(said(ip), ip);
        assert_eq!(said("密钥 kJ3nR8vQ2xW5zL7pT0yM4cB6dF9gH1sA_eU-iO2rYqX\n错误"), "密钥 … 错误");
        assert_eq!(said(&"x\n".repeat(500)).len(), ERRMSG_CHARS);
        assert_eq!(said("\0"), "");
    }
}
