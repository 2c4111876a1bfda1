//! Keeping to the limits that WeCom documents: who would call an interface too often waits, rather than be refused and
//! locked out for the rest of the minute.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// The unit of the limits.
const MINUTE: Duration = Duration::from_secs(60);
/// How often an interface may be called in a minute unless it has a limit of its own (doc 90312).
const PER_MINUTE: usize = 10_000;

/// When each interface was called in the last minute, and how often all of them were.
#[derive(Debug, Default)]
pub(super) struct Pace {
    minute: Mutex<HashMap<String, VecDeque<Instant>>>,
    calls: AtomicU64,
}

impl Pace {
    /// Waits until an interface may be called, and notes that it is.
    pub(super) async fn wait(&self, path: &str) {
        let limit = limit(path);
        while let Some(until) = self.take(path, limit).await {
            tokio::time::sleep_until(until).await;
        }
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// How many calls there were in all.
    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    /// Notes a call, or tells when there is room for one.
    async fn take(&self, path: &str, limit: usize) -> Option<Instant> {
        let now = Instant::now();
        let mut calls = self.minute.lock().await;
        if !calls.contains_key(path) {
            calls.insert(path.to_owned(), VecDeque::new());
        }
        let times = calls.get_mut(path)?;
        while times.front().is_some_and(|first| *first + MINUTE <= now) {
            times.pop_front();
        }
        if times.len() < limit {
            times.push_back(now);
            return None;
        }
        times.front().map(|first| *first + MINUTE)
    }
}

/// How often an interface is called in a minute: a tenth of what it allows is left to other programs of the corp.
fn limit(path: &str) -> usize {
    let allowed = match path {
        "cgi-bin/msgaudit/get_permit_user_list" => 1_000,
        "cgi-bin/msgaudit/check_single_agree" => 2_500,
        "cgi-bin/msgaudit/check_room_agree" => 1_500,
        "cgi-bin/msgaudit/groupchat/get" => 2_000,
        _ => PER_MINUTE,
    };
    allowed - allowed / 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_minute_has_more_calls_than_an_interface_allows() {
        let pace = Pace::default();
        let path = "cgi-bin/msgaudit/get_permit_user_list";
        let begun = Instant::now();
        for call in 0..2_000 {
            pace.wait(path).await;
            // Another interface has its own limit.
            if call == 950 {
                assert_eq!(begun.elapsed().as_secs(), 60);
                pace.wait("cgi-bin/user/get").await;
                assert_eq!(begun.elapsed().as_secs(), 60);
            }
        }
        assert_eq!(begun.elapsed().as_secs(), 120, "900, 900 and 200");
        assert_eq!(pace.calls(), 2_001);
    }
}
