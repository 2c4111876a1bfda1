//! What is kept of the scope between looks: the book, and what the last reconciliation found.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::PartyId;
use huicun_domain::scope::{MissingReason, SurplusReason};
use tokio::sync::Notify;

use super::book::ScopeBook;
use super::view::ReconcileSeats;

/// What the last reconciliation found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// When.
    pub at: Millis,
    /// Whether any rule was ever saved.
    pub ruled: bool,
    /// How many members are in scope.
    pub archived: u64,
    /// The seats.
    pub seats: ReconcileSeats,
    /// Who should be archived and is not, by id.
    pub missing: Vec<(PartyId, MissingReason)>,
    /// Who is archived and should not be, by id.
    pub surplus: Vec<(PartyId, SurplusReason)>,
    /// Who wrote lately, is in no rule and has no seat, by id.
    pub unscoped: Vec<PartyId>,
    /// When members last wrote, of those who wrote lately.
    pub wrote: HashMap<PartyId, Millis>,
}

/// Why the last try failed, and since when none succeeded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failing {
    pub(crate) code: ProblemCode,
    pub(crate) since: Millis,
    pub(crate) detail: String,
}

/// What is kept between looks.
#[derive(Debug, Default)]
pub struct ScopeState {
    book: Mutex<Option<Arc<ScopeBook>>>,
    last: Mutex<(Option<Arc<Reconciliation>>, Option<Failing>)>,
    asked: Notify,
    /// One reconciles at a time.
    pub(super) turn: tokio::sync::Mutex<()>,
}

impl ScopeState {
    pub(super) fn kept(&self) -> Option<Arc<ScopeBook>> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn keep(&self, book: Arc<ScopeBook>) {
        *self.book.lock().unwrap_or_else(PoisonError::into_inner) = Some(book);
    }

    /// What was found last, and why it could not be found since.
    pub(crate) fn last(&self) -> (Option<Arc<Reconciliation>>, Option<Failing>) {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn found(&self, found: Reconciliation) -> Arc<Reconciliation> {
        let found = Arc::new(found);
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = (Some(found.clone()), None);
        found
    }

    /// Keeps what was found before, and since when nothing new could be.
    pub(super) fn failed(&self, code: ProblemCode, detail: &str, now: Millis) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let since = last.1.as_ref().map_or(now, |failing| failing.since);
        last.1 = Some(Failing { code, since, detail: detail.to_owned() });
    }

    /// Asks whoever reconciles to do so soon: the scope or the seats changed.
    pub(crate) fn ask_to_reconcile(&self) {
        self.asked.notify_one();
    }

    pub(super) async fn asked(&self) {
        self.asked.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_stays_while_nothing_new_can_be() {
        let state = ScopeState::default();
        state.failed(ProblemCode::NetworkFailed, "", 5);
        state.failed(ProblemCode::ArchiveExpired, "301052", 9);
        let (last, failing) = state.last();
        assert!(last.is_none());
        assert_eq!(
            failing,
            Some(Failing { code: ProblemCode::ArchiveExpired, since: 5, detail: "301052".into() })
        );
        state.found(Reconciliation { at: 10, ..Reconciliation::default() });
        assert_eq!(state.last().1, None);
        state.failed(ProblemCode::NetworkFailed, "", 20);
        let (last, failing) = state.last();
        assert_eq!((last.map(|last| last.at), failing.map(|failing| failing.since)), (Some(10), Some(20)));
    }
}
