//! What is wrong with fetching files, for the overview and `status`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use huicun_domain::code::ProblemCode;

/// The shared state of fetching: what keeps files from being fetched.
#[derive(Debug, Default)]
pub struct MediaState(Mutex<Option<ProblemCode>>);

impl MediaState {
    /// Tells what is wrong.
    #[must_use]
    pub fn problem(&self) -> Option<ProblemCode> {
        *self.lock()
    }

    pub(super) fn works(&self) {
        *self.lock() = None;
    }

    pub(super) fn failed(&self, code: ProblemCode) {
        *self.lock() = Some(code);
    }

    fn lock(&self) -> MutexGuard<'_, Option<ProblemCode>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
