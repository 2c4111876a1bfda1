//! What the directory's reader and the callbacks share.

use tokio::sync::Notify;

/// Lets whoever is told of a change wake whoever looks.
#[derive(Debug, Default)]
pub struct DirectoryState(Notify);

impl DirectoryState {
    /// Says that a hint was noted.
    pub(crate) fn tell(&self) {
        self.0.notify_one();
    }

    /// Waits for a hint.
    pub(super) async fn told(&self) {
        self.0.notified().await;
    }
}
