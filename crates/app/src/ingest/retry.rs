//! How long to wait after a failure.

use std::time::Duration;

use huicun_wecom::sdk::{Retry, WecomError};

/// The longest wait between two tries of what may heal by itself.
const LONGEST: Duration = Duration::from_secs(60);

/// Computes the wait before try number `failures` + 1: doubling from one second to a minute, spread by `spread`
/// (any number) so that several installations do not come back at the same moment.
#[must_use]
pub(super) fn wait(error: &WecomError, failures: u32, spread: u64) -> Duration {
    let doubled = Duration::from_secs(1 << failures.saturating_sub(1).min(6)).min(LONGEST);
    let jitter = 50 + u32::try_from(spread % 51).unwrap_or_default();
    match error.retry {
        Retry::Now => doubled.min(Duration::from_secs(5)) * jitter / 200,
        Retry::Backoff => doubled * jitter / 100,
        Retry::NextMinute | Retry::SlowlyAlert => LONGEST,
        Retry::Park | Retry::Never => doubled,
    }
}

#[cfg(test)]
mod tests {
    use huicun_domain::code::ProblemCode;

    use super::*;

    fn error(retry: Retry) -> WecomError {
        WecomError { code: ProblemCode::NetworkFailed, errcode: 10001, errmsg: String::new(), retry }
    }

    #[test]
    fn waits_double_up_to_a_minute() {
        let waits: Vec<u64> =
            (1..=9).map(|failures| wait(&error(Retry::Backoff), failures, 50).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert!(wait(&error(Retry::Now), 1, 50) < Duration::from_secs(1));
        assert_eq!(wait(&error(Retry::NextMinute), 1, 0), LONGEST);
    }
}
