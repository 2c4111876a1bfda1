//! Work on a file off the threads that answer requests, step by step, by whoever owns it.

use std::io;

use crate::error::AppResult;

/// Something that is written by steps. Dropping it between steps drops what is written, which so stays unfinished.
pub(super) struct Worker<T>(Option<T>);

impl<T: Send + 'static> Worker<T> {
    /// Takes it over.
    pub(super) fn new(writing: T) -> Self {
        Self(Some(writing))
    }

    /// Does a step.
    pub(super) async fn run<R: Send + 'static>(
        &mut self,
        step: impl FnOnce(&mut T) -> io::Result<R> + Send + 'static,
    ) -> AppResult<R> {
        let mut writing = self.0.take().ok_or(io::Error::from(io::ErrorKind::NotConnected))?;
        let (writing, outcome) = tokio::task::spawn_blocking(move || {
            let outcome = step(&mut writing);
            (writing, outcome)
        })
        .await?;
        self.0 = Some(writing);
        Ok(outcome?)
    }

    /// Does the last step.
    pub(super) async fn finish<R: Send + 'static>(
        mut self,
        step: impl FnOnce(T) -> io::Result<R> + Send + 'static,
    ) -> AppResult<R> {
        let writing = self.0.take().ok_or(io::Error::from(io::ErrorKind::NotConnected))?;
        Ok(tokio::task::spawn_blocking(move || step(writing)).await??)
    }
}
