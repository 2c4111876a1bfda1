//! What ingest is doing, for the overview, `status` and `doctor`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use serde::Serialize;
use tokio::sync::Notify;

/// What ingest is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Phase {
    /// No ingest runs in this process.
    #[default]
    Stopped,
    /// Pages are full: it catches up.
    Busy,
    /// Everything that WeCom has was pulled.
    Idle,
    /// The last pull failed.
    Failing,
}

/// A moment of ingest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IngestStatus {
    /// What it is doing.
    pub phase: Phase,
    /// When a page was last pulled.
    pub last_pull_at: Option<Millis>,
    /// How many items that page had.
    pub last_pull_messages: u64,
    /// When everything that WeCom had was last pulled.
    pub caught_up_at: Option<Millis>,
    /// What is wrong, since when, and WeCom's own words.
    pub problem: Option<(ProblemCode, Millis, String)>,
}

/// The shared state of ingest.
#[derive(Debug, Default)]
pub struct IngestState {
    status: Mutex<IngestStatus>,
    wake: Notify,
}

impl IngestState {
    /// Returns the present status.
    #[must_use]
    pub fn status(&self) -> IngestStatus {
        self.lock().clone()
    }

    /// Makes ingest pull at once; a callback does no more than this.
    pub fn wake(&self) {
        self.wake.notify_one();
    }

    pub(crate) async fn woken(&self) {
        self.wake.notified().await;
    }

    pub(crate) fn pulled(&self, now: Millis, messages: usize, full: bool) {
        let mut status = self.lock();
        status.last_pull_at = Some(now);
        status.last_pull_messages = messages as u64;
        status.problem = None;
        status.phase = if full { Phase::Busy } else { Phase::Idle };
        if !full {
            status.caught_up_at = Some(now);
        }
    }

    pub(crate) fn failed(&self, now: Millis, code: ProblemCode, detail: &str) {
        let mut status = self.lock();
        status.phase = Phase::Failing;
        let since = match &status.problem {
            Some((known, since, _)) if *known == code => *since,
            _ => now,
        };
        status.problem = Some((code, since, detail.to_owned()));
    }

    pub(crate) fn stopped(&self) {
        self.lock().phase = Phase::Stopped;
    }

    fn lock(&self) -> MutexGuard<'_, IngestStatus> {
        self.status.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
