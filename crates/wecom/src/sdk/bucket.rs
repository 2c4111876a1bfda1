//! The budget of calls: WeCom allows 600 a minute, shared by messages and media.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::{Instant, sleep};

/// A bucket of calls that fills at a steady rate.
#[derive(Debug)]
pub struct TokenBucket {
    state: Mutex<State>,
    per_call: Duration,
    burst: u32,
}

#[derive(Debug)]
struct State {
    /// When the bucket is full again if nobody calls.
    full_at: Instant,
}

impl TokenBucket {
    /// Makes a full bucket: `per_minute` calls on average, `burst` at once.
    #[must_use]
    pub fn new(per_minute: u32, burst: u32) -> Self {
        let state = Mutex::new(State { full_at: Instant::now() });
        Self { state, per_call: Duration::from_secs(60) / per_minute.max(1), burst: burst.max(1) }
    }

    /// Waits until a call is due.
    pub async fn take(&self) {
        let wait = {
            let mut state = self.state.lock().await;
            let now = Instant::now();
            let full_at = state.full_at.max(now) + self.per_call;
            state.full_at = full_at;
            (full_at - now).saturating_sub(self.per_call * self.burst)
        };
        sleep(wait).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn calls_come_in_a_burst_and_then_at_the_rate() {
        let bucket = TokenBucket::new(600, 20);
        let started = Instant::now();
        for _ in 0..20 {
            bucket.take().await;
        }
        assert!(started.elapsed() < Duration::from_millis(5));
        for _ in 0..600 {
            bucket.take().await;
        }
        let elapsed = started.elapsed();
        assert!(elapsed >= Duration::from_secs(60) && elapsed < Duration::from_secs(61), "{elapsed:?}");
    }
}
