//! Indexing: what was stored goes to the index in batches; until a commit, the tail answers for it.

use std::sync::Arc;

use huicun_domain::ids::Position;
use huicun_search::Document;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::IngestSettings;
use crate::error::AppResult;
use crate::plaintext::{document, open_message};
use crate::services::Services;

/// How many messages are read back at a time when the index catches up.
const BATCH: usize = 2_000;

/// Feeds the index. Cloning shares it.
#[derive(Clone)]
pub struct Indexer {
    services: Services,
    settings: IngestSettings,
    pending: Arc<Mutex<Pending>>,
}

#[derive(Default)]
struct Pending {
    documents: usize,
    reached: Position,
    since: Option<Instant>,
}

impl Indexer {
    /// Makes an indexer for an index that is open for writing.
    #[must_use]
    pub fn new(services: Services, settings: IngestSettings) -> Self {
        Self { services, settings, pending: Arc::default() }
    }

    /// Takes documents that were stored, in the order of their positions; commits when enough have come.
    ///
    /// What has begun is finished even where the caller is dropped: a document that the writer has and the next commit
    /// does not know of would be missing from the index.
    ///
    /// # Errors
    /// The index's failures.
    pub async fn add(&self, documents: Vec<Arc<Document>>) -> AppResult<()> {
        let indexer = self.clone();
        tokio::spawn(async move { indexer.add_now(documents).await }).await?
    }

    async fn add_now(&self, documents: Vec<Arc<Document>>) -> AppResult<()> {
        let Some(last) = documents.last().map(|document| document.position) else { return Ok(()) };
        let count = documents.len();
        self.services.tail.push(documents.iter().cloned(), self.services.now());
        let index = self.services.index.clone();
        let mut pending = self.pending.lock().await;
        tokio::task::spawn_blocking(move || index.add(&documents)).await??;
        pending.documents += count;
        pending.reached = last;
        pending.since.get_or_insert_with(Instant::now);
        if pending.documents >= self.settings.commit_documents {
            self.commit_pending(&mut pending).await?;
        }
        Ok(())
    }

    /// Commits what has been waiting for long enough, for ever.
    pub(super) async fn run(&self) -> AppResult<()> {
        loop {
            tokio::time::sleep(self.settings.commit_after / 2).await;
            let mut pending = self.pending.lock().await;
            if pending.since.is_some_and(|since| since.elapsed() >= self.settings.commit_after) {
                self.commit_pending(&mut pending).await?;
            }
        }
    }

    /// Commits whatever waits.
    ///
    /// # Errors
    /// The index's failures.
    pub async fn commit(&self) -> AppResult<()> {
        self.commit_pending(&mut *self.pending.lock().await).await
    }

    async fn commit_pending(&self, pending: &mut Pending) -> AppResult<()> {
        if pending.since.is_none() {
            return Ok(());
        }
        let (index, reached) = (self.services.index.clone(), pending.reached);
        tokio::task::spawn_blocking(move || index.commit(reached)).await??;
        self.services.tail.trim(reached);
        *pending = Pending::default();
        Ok(())
    }
}

/// Reads the messages that the index has not reached into the tail, so that an answer has them.
///
/// A process that only reads needs no more than this; one that writes then calls [`reindex`].
///
/// # Errors
/// The store's failures.
pub async fn load_tail(services: &Services) -> AppResult<()> {
    let mut after = services.index.reached();
    loop {
        let documents = read_documents(services, after).await?;
        let Some(last) = documents.last().map(|document| document.position) else { return Ok(()) };
        services.tail.push(documents, services.now());
        after = last;
    }
}

/// Brings the index up to the newest message; from the beginning where it is empty. Returns how many it added.
///
/// # Errors
/// The store's and the index's failures.
pub async fn reindex(services: &Services, mut progress: impl FnMut(u64)) -> AppResult<u64> {
    let mut after = services.index.reached();
    let (mut added, mut uncommitted) = (0_u64, 0_usize);
    loop {
        let documents = read_documents(services, after).await?;
        let last = documents.last().map(|document| document.position);
        let count = documents.len();
        let index = services.index.clone();
        tokio::task::spawn_blocking(move || index.add(&documents)).await??;
        uncommitted += count;
        after = last.unwrap_or(after);
        if uncommitted > 0 && (last.is_none() || uncommitted >= 50_000) {
            let index = services.index.clone();
            tokio::task::spawn_blocking(move || index.commit(after)).await??;
            services.tail.trim(after);
            uncommitted = 0;
        }
        added += count as u64;
        progress(added);
        if last.is_none() {
            return Ok(added);
        }
    }
}

async fn read_documents(services: &Services, after: Position) -> AppResult<Vec<Arc<Document>>> {
    let rows = services.store.messages_after(&services.corp, after, BATCH).await?;
    let owned = services.clone();
    let read = tokio::task::spawn_blocking(move || {
        rows.iter()
            .filter_map(|row| {
                let message = open_message(&owned.ring, &owned.corp, row)?;
                Some(Arc::new(document(&owned.corp, row.position, row.seq, &message)))
            })
            .collect()
    });
    Ok(read.await?)
}
