//! What fetching files is doing, for the overview and `status`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;

/// A moment of fetching.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaStatus {
    /// What is wrong, and since when.
    pub problem: Option<(ProblemCode, Millis)>,
}

/// The shared state of fetching.
#[derive(Debug, Default)]
pub struct MediaState(Mutex<MediaStatus>);

impl MediaState {
    /// Returns the present status.
    #[must_use]
    pub fn status(&self) -> MediaStatus {
        self.lock().clone()
    }

    pub(super) fn works(&self) {
        self.lock().problem = None;
    }

    pub(super) fn failed(&self, now: Millis, code: ProblemCode) {
        let mut status = self.lock();
        if status.problem.is_none_or(|(known, _)| known != code) {
            status.problem = Some((code, now));
        }
    }

    fn lock(&self) -> MutexGuard<'_, MediaStatus> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
