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
            -1 => (ProblemCode::Unavailable, Retry::Backoff),
            40_001 | 41_001 | 40_013 | 48_002 => (ProblemCode::SecretWrong, Retry::SlowlyAlert),
            40_014 | 42_001 => (ProblemCode::SecretWrong, Retry::Now),
            301_042 | 60_020 => (ProblemCode::IpNotTrusted, Retry::SlowlyAlert),
            301_052 => (ProblemCode::ArchiveExpired, Retry::SlowlyAlert),
            301_053 => (ProblemCode::ArchiveNotOpened, Retry::SlowlyAlert),
            301_058 => (ProblemCode::WecomRefused, Retry::Now),
            45_009 | 45_033 => (ProblemCode::RateLimited, Retry::NextMinute),
            _ => (ProblemCode::WecomRefused, Retry::Backoff),
        };
        let errmsg = errmsg.chars().filter(|c| !c.is_control()).take(ERRMSG_CHARS).collect();
        Self { code: problem, errcode, errmsg, retry }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_its_treatment() {
        let treated = |code| WecomError::of_return(code).retry;
        assert_eq!([10_001, 10_002, 10_003].map(treated), [Retry::Backoff; 3]);
        assert_eq!([10_004, 10_006, 10_007, 10_008].map(treated), [Retry::Park; 4]);
        assert_eq!([10_000, 10_009, 10_011].map(treated), [Retry::SlowlyAlert; 3]);
        assert_eq!([10_005, 10_010, -7].map(treated), [Retry::Never; 3]);
        let told = |errcode| WecomError::of_errcode(errcode, "").code;
        assert_eq!(told(301_052), ProblemCode::ArchiveExpired);
        assert_eq!(told(45_009), ProblemCode::RateLimited);
        assert_eq!(told(48_002), ProblemCode::SecretWrong);
        let long = WecomError::of_errcode(1, &"x\n".repeat(500));
        assert_eq!(long.errmsg.len(), ERRMSG_CHARS);
    }
}
