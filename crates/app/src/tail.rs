//! The tail: messages that are in the store and not yet in the index. It is scanned, so that no answer is ever behind.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use huicun_domain::clock::Millis;
use huicun_domain::ids::{Position, Seq};
use huicun_search::Document;

/// The documents between the position that the index reached and the newest message.
#[derive(Debug, Default)]
pub struct Tail(Mutex<VecDeque<Waiting>>);

#[derive(Clone, Debug)]
struct Waiting {
    document: Arc<Document>,
    since: Millis,
}

impl Tail {
    /// Appends documents that were stored at `since`, in the order of their positions.
    pub fn push(&self, documents: impl IntoIterator<Item = Arc<Document>>, since: Millis) {
        self.lock().extend(documents.into_iter().map(|document| Waiting { document, since }));
    }

    /// Drops what the index has reached.
    pub fn trim(&self, reached: Position) {
        let mut documents = self.lock();
        while documents.front().is_some_and(|waiting| waiting.document.position <= reached) {
            documents.pop_front();
        }
    }

    /// Drops messages that are archived no more.
    pub fn remove(&self, messages: &HashSet<Seq>) {
        self.lock().retain(|waiting| !messages.contains(&waiting.document.seq));
    }

    /// Lists the documents present now.
    ///
    /// Taken before a search of the index, it holds all that the index's answer lacks, and perhaps more.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Arc<Document>> {
        self.lock().iter().map(|waiting| waiting.document.clone()).collect()
    }

    /// Counts the documents present now.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Tells whether the index has reached everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    /// Tells since when the oldest document has been waiting.
    #[must_use]
    pub fn waiting_since(&self) -> Option<Millis> {
        self.lock().front().map(|waiting| waiting.since)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
