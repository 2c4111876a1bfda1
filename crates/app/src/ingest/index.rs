//! Indexing: what was stored goes to the index in batches; until a commit, the tail answers for it.
//!
//! The index is derived: whatever happens to it, it is mended or made anew from the database, beside everything else.

use std::sync::Arc;
use std::time::Duration;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{Position, Seq};
use huicun_search::Document;
use tokio::sync::{Mutex, Notify, watch};
use tokio::time::Instant;

use super::{IngestSettings, Phase};
use crate::error::{AppError, AppResult};
use crate::index::Index;
use crate::plaintext::{document, open_message};
use crate::services::Services;

/// How many messages are read back at a time when the index catches up.
const BATCH: usize = 2_000;
/// How many documents it takes between two commits meanwhile.
const COMMIT: usize = 50_000;
/// How many documents the tail holds at most meanwhile; the others are found in the database.
const TAIL: usize = 20_000;
/// How many documents make a burst, which is committed as soon as it has ended.
const BURST: usize = 1_000;
/// After how long without a document a burst has ended, once everything that WeCom has was pulled.
const LULL: Duration = Duration::from_millis(100);
/// The longest wait before a failing index is mended once more.
const LONGEST: Duration = Duration::from_secs(10);

/// Feeds the index. Cloning shares it.
#[derive(Clone)]
pub struct Indexer {
    services: Services,
    settings: IngestSettings,
    pending: Arc<Mutex<Pending>>,
    /// That documents came, for whoever waits to commit them.
    came: Arc<Notify>,
}

#[derive(Default)]
struct Pending {
    standing: Standing,
    documents: usize,
    reached: Position,
    added: Option<Added>,
}

/// When the documents came that wait for a commit.
#[derive(Clone, Copy, Debug)]
struct Added {
    first: Instant,
    last: Instant,
}

/// Where the index stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Standing {
    /// It lacks messages of the database: at the start, and after a failure.
    #[default]
    Behind,
    /// It gets each document when it was stored.
    Following,
}

impl Indexer {
    /// Makes an indexer for an index that is open for writing.
    #[must_use]
    pub fn new(services: Services, settings: IngestSettings) -> Self {
        Self { services, settings, pending: Arc::default(), came: Arc::default() }
    }

    /// Takes documents that were stored, in the order of their positions; commits when enough have come.
    ///
    /// What has begun is finished even where the caller is dropped: a document that the writer has and the next commit
    /// does not know of would be missing from the index. A failure of the index is mended beside, and is none of the
    /// caller's: what was stored is found in the database again.
    ///
    /// # Errors
    /// That the work was ended from outside.
    pub async fn add(&self, documents: Vec<Arc<Document>>) -> AppResult<()> {
        let indexer = self.clone();
        let added = tokio::spawn(async move { indexer.add_now(documents).await }).await?;
        self.came.notify_one();
        added
    }

    async fn add_now(&self, documents: Vec<Arc<Document>>) -> AppResult<()> {
        let Some(last) = documents.last().map(|document| document.position) else { return Ok(()) };
        let mut pending = self.pending.lock().await;
        let following = pending.standing == Standing::Following;
        if following || self.services.tail.len() < TAIL {
            self.services.tail.push(documents.iter().cloned(), self.services.now());
        }
        if !following {
            return Ok(());
        }
        pending.documents += documents.len();
        pending.reached = pending.reached.max(last);
        let now = Instant::now();
        pending.added.get_or_insert(Added { first: now, last: now }).last = now;
        let full = pending.documents >= self.settings.commit_documents;
        let added = self.blocking(move |index| index.add(&documents)).await;
        let done = if full && added.is_ok() { self.commit_pending(&mut pending).await } else { added };
        match done {
            // The index has told what is wrong.
            Err(AppError::Index(_)) => {
                pending.standing = Standing::Behind;
                Ok(())
            }
            other => other,
        }
    }

    /// Takes messages out of the indexes that are archived no more: their numbers, and when they were sent. Tells whether
    /// they are out; if not, an index is being mended, and they are to be taken out later.
    ///
    /// # Errors
    /// Failures that end the process.
    pub(super) async fn remove(&self, messages: Vec<(Seq, Millis)>) -> AppResult<bool> {
        self.services.tail.remove(&messages.iter().map(|(seq, _)| *seq).collect());
        let indexer = self.clone();
        tokio::spawn(async move { indexer.remove_now(messages).await }).await?
    }

    async fn remove_now(&self, messages: Vec<(Seq, Millis)>) -> AppResult<bool> {
        let mut pending = self.pending.lock().await;
        if pending.standing == Standing::Behind {
            return Ok(false);
        }
        let reached = if pending.added.is_some() { pending.reached } else { self.services.index.reached() };
        // Until this is done, nobody knows what the index has.
        pending.standing = Standing::Behind;
        let texts = self.services.file_index.clone();
        let removed = self.blocking(move |index| {
            index.remove(&messages)?;
            index.commit(reached)?;
            texts.remove(&messages)?;
            texts.commit(texts.reached())
        });
        match removed.await {
            // The index has told what is wrong.
            Err(AppError::Index(_)) => return Ok(false),
            other => other?,
        }
        self.services.tail.trim(reached);
        *pending = Pending { standing: Standing::Following, reached, ..Pending::default() };
        Ok(true)
    }

    /// Keeps the index, for ever: commits what has been waiting for long enough, mends what failed, and brings it up
    /// to the newest message at the start and whenever it is behind.
    ///
    /// # Errors
    /// Failures of the store that end the process.
    pub(super) async fn run(&self) -> AppResult<()> {
        let mut failures = 0_u32;
        loop {
            match self.turn().await {
                Ok(()) => failures = 0,
                Err(error @ AppError::Store(_)) if error.is_fatal() => return Err(error),
                Err(error) => {
                    failures += 1;
                    tracing::warn!(code = error.code().as_str(), failures, "the index is behind: {error}");
                    tokio::time::sleep(LONGEST.min(Duration::from_millis(100 << failures.min(10)))).await;
                }
            }
        }
    }

    async fn turn(&self) -> AppResult<()> {
        let (standing, wait) = {
            let pending = self.pending.lock().await;
            (pending.standing, self.wait(&pending))
        };
        if standing == Standing::Behind || !self.services.index.is_sound() {
            self.catch_up(|_| {}).await?;
            return Ok(());
        }
        tokio::select! {
            () = tokio::time::sleep(wait.unwrap_or_default()), if wait.is_some() => {}
            () = self.came.notified() => {}
            () = self.services.index.failed() => return Ok(()),
        }
        // What has begun is finished, as in adding.
        let indexer = self.clone();
        tokio::spawn(async move { indexer.commit_when_due().await }).await?
    }

    /// How long until a commit may be due; nothing where nothing waits for one.
    fn wait(&self, pending: &Pending) -> Option<Duration> {
        let added = pending.added?;
        let longest = self.settings.commit_after.saturating_sub(added.first.elapsed());
        Some(if pending.documents >= BURST { longest.min(LULL) } else { longest })
    }

    async fn commit_when_due(&self) -> AppResult<()> {
        let mut pending = self.pending.lock().await;
        let pulled = self.services.ingest.status().phase != Phase::Busy;
        let due = pending.added.is_some_and(|added| {
            let ended = pulled && pending.documents >= BURST && added.last.elapsed() >= LULL;
            ended || added.first.elapsed() >= self.settings.commit_after
        });
        if due { self.commit_pending(&mut pending).await } else { Ok(()) }
    }

    /// Commits whatever waits.
    ///
    /// # Errors
    /// The index's failures.
    pub async fn commit(&self) -> AppResult<()> {
        self.commit_pending(&mut *self.pending.lock().await).await
    }

    async fn commit_pending(&self, pending: &mut Pending) -> AppResult<()> {
        if pending.added.is_none() || pending.standing == Standing::Behind {
            return Ok(());
        }
        let reached = pending.reached;
        // Until this is done, nobody knows what the index has.
        pending.standing = Standing::Behind;
        self.blocking(move |index| index.commit(reached)).await?;
        self.services.tail.trim(reached);
        *pending = Pending { standing: Standing::Following, reached, ..Pending::default() };
        Ok(())
    }

    /// Mends the index and brings it up to the newest message; from the beginning where it is empty. Returns how many
    /// messages it added.
    async fn catch_up(&self, mut progress: impl FnMut(u64)) -> AppResult<u64> {
        *self.pending.lock().await = Pending::default();
        let mut after = self.blocking(Index::repair).await?;
        if after == Position(0) {
            self.services.index.is_rebuilt();
        }
        let (mut committed, mut added, mut uncommitted) = (after, 0_u64, 0_usize);
        let mut locked = None;
        loop {
            let (documents, last) = read_documents(&self.services, after).await?;
            let Some(last) = last else {
                if after > committed {
                    self.commit_to(after).await?;
                    committed = after;
                }
                match &mut locked {
                    // Whoever adds now waits until this is done, so that what it adds comes behind all that is here.
                    None => locked = Some(self.pending.lock().await),
                    Some(pending) => {
                        **pending =
                            Pending { standing: Standing::Following, reached: after, ..Pending::default() };
                        self.services.index.is_complete();
                        return Ok(added);
                    }
                }
                continue;
            };
            (added, uncommitted) = (added + documents.len() as u64, uncommitted + documents.len());
            self.blocking(move |index| index.add(&documents)).await?;
            after = last;
            if uncommitted >= COMMIT {
                self.commit_to(after).await?;
                (committed, uncommitted) = (after, 0);
            }
            progress(added);
        }
    }

    async fn commit_to(&self, reached: Position) -> AppResult<()> {
        self.blocking(move |index| index.commit(reached)).await?;
        self.services.tail.trim(reached);
        Ok(())
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Index) -> Result<T, huicun_search::IndexError> + Send + 'static,
    ) -> AppResult<T> {
        let index = self.services.index.clone();
        Ok(tokio::task::spawn_blocking(move || work(&index)).await??)
    }
}

/// Keeps the index of an archive into which nothing is ingested, until `stop` turns true.
///
/// # Errors
/// Failures of the store that end the process.
pub async fn keep_index(
    services: Services,
    settings: IngestSettings,
    mut stop: watch::Receiver<bool>,
) -> AppResult<()> {
    let indexer = Indexer::new(services, settings);
    tokio::select! {
        outcome = indexer.run() => outcome,
        _ = stop.wait_for(|stopped| *stopped) => Ok(()),
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
        let (documents, last) = read_documents(services, after).await?;
        let Some(last) = last else { return Ok(()) };
        services.tail.push(documents, services.now());
        after = last;
    }
}

/// Brings the index up to the newest message; from the beginning where it is empty. Returns how many it added.
///
/// # Errors
/// The store's and the index's failures.
pub async fn reindex(services: &Services, progress: impl FnMut(u64)) -> AppResult<u64> {
    Indexer::new(services.clone(), IngestSettings::default()).catch_up(progress).await
}

/// Reads the documents of the next messages, and the last position read; a message that does not open has no document.
async fn read_documents(
    services: &Services,
    after: Position,
) -> AppResult<(Vec<Arc<Document>>, Option<Position>)> {
    let rows = services.store.messages_after(&services.corp, after, BATCH).await?;
    let last = rows.last().map(|row| row.position);
    let owned = services.clone();
    let read = tokio::task::spawn_blocking(move || {
        rows.iter()
            .filter_map(|row| {
                let message = open_message(&owned.ring, &owned.corp, row)?;
                Some(Arc::new(document(&owned.corp, row.position, row.seq, &message)))
            })
            .collect()
    });
    Ok((read.await?, last))
}
