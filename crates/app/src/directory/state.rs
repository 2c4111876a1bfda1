//! What the directory's reader, the callbacks and those who look share.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Notify;

use crate::browse::directory::Standings;

/// Lets whoever is told of a change wake whoever looks, and keeps where members stand until something of it changed.
#[derive(Debug, Default)]
pub struct DirectoryState {
    told: Notify,
    standings: Mutex<Option<Arc<Standings>>>,
}

impl DirectoryState {
    /// Says that a hint was noted.
    pub(crate) fn tell(&self) {
        self.told.notify_one();
    }

    /// Waits for a hint.
    pub(super) async fn told(&self) {
        self.told.notified().await;
    }

    /// Where members stood when it was last asked.
    pub(crate) fn standings(&self) -> Option<Arc<Standings>> {
        self.standings.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps where members stand.
    pub(crate) fn keep(&self, standings: Arc<Standings>) {
        *self.standings.lock().unwrap_or_else(PoisonError::into_inner) = Some(standings);
    }
}
