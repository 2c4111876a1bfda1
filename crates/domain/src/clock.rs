//! Time as a parameter: nothing reads the system's clock but [`SystemClock`].

use std::sync::Mutex;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A moment in milliseconds since 1970-01-01T00:00:00Z.
pub type Millis = i64;

/// A span of time in milliseconds; the longest where it is longer.
#[must_use]
pub fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Returns the present moment in milliseconds since 1970.
    fn now(&self) -> Millis;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    fn now(&self) -> Millis {
        millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }
}

/// A clock that stands still until it is moved, for tests and replays.
#[derive(Debug)]
pub struct ManualClock(Mutex<Millis>);

impl ManualClock {
    /// Makes a clock that shows `now`.
    #[must_use]
    pub fn new(now: Millis) -> Self {
        Self(Mutex::new(now))
    }

    /// Moves the clock by `millis`, back where negative.
    pub fn advance(&self, millis: Millis) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now = now.saturating_add(millis);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Millis {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
