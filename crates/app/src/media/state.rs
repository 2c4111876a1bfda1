//! What is wrong with fetching files and with putting voices into words, for the overview and `status`.

use std::sync::{Mutex, MutexGuard, PoisonError};

use huicun_domain::code::ProblemCode;

/// The shared state of files: what keeps them from being fetched, and voices from being put into words.
#[derive(Debug, Default)]
pub struct MediaState(Mutex<State>);

#[derive(Clone, Copy, Debug, Default)]
struct State {
    fetching: Option<ProblemCode>,
    speech: Speech,
}

/// How it stands with putting voices into words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Speech {
    /// Nobody is asked to.
    #[default]
    Off,
    /// It works.
    Works,
    /// It does not.
    Failed(ProblemCode),
}

impl MediaState {
    /// Tells what keeps files from being fetched.
    #[must_use]
    pub fn problem(&self) -> Option<ProblemCode> {
        self.lock().fetching
    }

    pub(super) fn works(&self) {
        self.lock().fetching = None;
    }

    pub(super) fn failed(&self, code: ProblemCode) {
        self.lock().fetching = Some(code);
    }

    pub(super) fn speech(&self) -> Speech {
        self.lock().speech
    }

    pub(super) fn speech_works(&self) {
        self.lock().speech = Speech::Works;
    }

    pub(super) fn speech_failed(&self, code: ProblemCode) {
        self.lock().speech = Speech::Failed(code);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
