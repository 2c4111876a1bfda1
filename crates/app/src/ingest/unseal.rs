//! Unsealing (解封): envelopes become messages. Whatever fails is kept, counted and shown, and stops nothing else.

mod fates;
mod open;
mod review;

use std::sync::Arc;
use std::time::Duration;

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::Seq;
use huicun_search::Document;
use huicun_store::{Envelope, Lease};
use huicun_vault::RecordKind;
use huicun_wecom::page::EnvelopeItem;
use huicun_wecom::sdk::MessageSource;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout_at};

use self::fates::{placed, sort};
use self::open::{Fate, Fates, Opener};
use self::review::Review;
use super::IngestSettings;
use super::index::Indexer;
use super::keys::Keys;
use crate::error::{AppError, AppResult};
use crate::plaintext::record_id;
use crate::services::Services;

/// How many envelopes are opened together: what the library is asked for at once.
const BATCH: usize = 250;
/// How many batches are under way at most, from the first key to the database.
const UNDER_WAY: u32 = 72;
/// How many messages one transaction takes at most, and how long it waits for those that are being opened: the more
/// messages share a transaction, the fewer times the indexes' pages are written for them.
const STORED: usize = 8_000;
const GATHERED: Duration = Duration::from_millis(1_400);
/// How many stored batches may wait for the index.
const INDEXING: usize = 4;
/// How often the store is asked for envelopes that wait, and for keys that were added.
const LOOK: Duration = Duration::from_secs(2);

struct Unsealer {
    services: Services,
    opener: Arc<Opener>,
    lease: Lease,
    review: Review,
    /// A batch holds a place until it is stored.
    places: Arc<Semaphore>,
}

/// A batch that is being opened.
struct Opening {
    fates: JoinHandle<Fates>,
    /// Given back when the batch is stored.
    place: OwnedSemaphorePermit,
}

/// Unseals for ever; returns only when the lease is lost.
///
/// Batches are opened side by side, stored in the order in which they came, as many at once as are ready, and then
/// indexed; each step goes on while the others work or wait.
pub(super) async fn run(
    services: Services,
    source: Arc<dyn MessageSource>,
    keys: Keys,
    indexer: Indexer,
    settings: IngestSettings,
    lease: Lease,
    pages: mpsc::Receiver<Vec<EnvelopeItem>>,
) -> AppResult<()> {
    let opener = Arc::new(Opener::new(services.clone(), source, keys));
    let places = Arc::new(Semaphore::new(UNDER_WAY as usize));
    let (stored, work) = mpsc::channel(INDEXING);
    let review = Review::new(services.clone(), &settings, lease.clone(), stored.clone());
    let indexing = index(services.clone(), indexer, lease.clone(), work);
    let unsealer = Unsealer { services, opener, lease, review, places };
    let (openings, opened) = mpsc::channel(UNDER_WAY as usize);
    tokio::try_join!(unsealer.feed(pages, openings), unsealer.store_in_order(opened, stored), indexing)?;
    Ok(())
}

/// What the indexes are to do, in the order in which it was stored.
enum IndexWork {
    Add(Vec<Arc<Document>>),
    Remove(Vec<(Seq, Millis)>),
}

async fn index(
    services: Services,
    indexer: Indexer,
    lease: Lease,
    mut work: mpsc::Receiver<IndexWork>,
) -> AppResult<()> {
    while let Some(work) = work.recv().await {
        match work {
            IndexWork::Add(documents) => indexer.add(documents).await?,
            IndexWork::Remove(messages) => {
                let seqs: Vec<Seq> = messages.iter().map(|(seq, _)| *seq).collect();
                if !indexer.remove(messages).await? {
                    continue;
                }
                // What is not noted is taken out once more.
                match services
                    .store
                    .note_unindexed(&lease, &services.corp, &seqs)
                    .await
                    .map_err(AppError::from)
                {
                    Err(error) if error.is_fatal() => return Err(error),
                    _ => {}
                }
            }
        }
    }
    Ok(())
}

/// Reads an envelope of the store back.
pub(super) fn open_envelope(services: &Services, envelope: &Envelope) -> AppResult<EnvelopeItem> {
    let id = record_id(envelope.seq);
    let raw = services.ring.open_record(&services.corp, RecordKind::Envelope, &id, &envelope.sealed)?;
    EnvelopeItem::parse(&raw).map_err(|_| ProblemCode::AnswerUnreadable.into())
}

impl Unsealer {
    /// Begins whatever comes, and what waits in the store whenever nothing comes.
    async fn feed(
        &self,
        mut pages: mpsc::Receiver<Vec<EnvelopeItem>>,
        openings: mpsc::Sender<Opening>,
    ) -> AppResult<()> {
        loop {
            match tokio::time::timeout(LOOK, pages.recv()).await {
                Ok(Some(items)) => self.begin(items, &openings).await,
                Ok(None) => return Ok(()),
                Err(_) => self.catch_up(&openings).await?,
            }
        }
    }

    /// Takes keys that were added, and begins all that waits in the store.
    async fn catch_up(&self, openings: &mpsc::Sender<Opening>) -> AppResult<()> {
        // What is under way waits in the store too, until it is stored.
        drop(self.places.acquire_many(UNDER_WAY).await);
        match self.opener.keys.reload(&self.services).await {
            Ok(added) => {
                for version in added {
                    self.requeue(version).await?;
                }
            }
            Err(error) => tracing::error!(code = error.code().as_str(), "keys could not be loaded"),
        }
        let mut after = Seq(0);
        loop {
            let waiting = match self.services.store.waiting(&self.services.corp, after, STORED).await {
                Ok(waiting) => waiting,
                Err(error) => {
                    tracing::warn!(%error, "waiting envelopes could not be listed");
                    return Ok(());
                }
            };
            let Some(last) = waiting.last() else { return Ok(()) };
            after = last.seq;
            let services = self.services.clone();
            let (items, unreadable) =
                tokio::task::spawn_blocking(move || reopen(&services, &waiting)).await?;
            if !unreadable.is_empty() {
                self.send(async { Ok(Some(unreadable)) }, openings).await;
            }
            self.begin(items, openings).await;
        }
    }

    /// Begins to open items, in batches; waits while too many are under way.
    async fn begin(&self, items: Vec<EnvelopeItem>, openings: &mpsc::Sender<Opening>) {
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let batch: Vec<EnvelopeItem> = items.by_ref().take(BATCH).collect();
            let opener = self.opener.clone();
            self.send(async move { opener.open(batch).await }, openings).await;
        }
    }

    async fn send(
        &self,
        opening: impl Future<Output = Fates> + Send + 'static,
        openings: &mpsc::Sender<Opening>,
    ) {
        // Neither is closed before this ends; what is not begun waits in the store.
        if let Ok(place) = self.places.clone().acquire_owned().await {
            let _ = openings.send(Opening { fates: tokio::spawn(opening), place }).await;
        }
    }

    /// Lets envelopes that waited for a key be unsealed again, and those that its predecessor did not open.
    async fn requeue(&self, version: u32) -> AppResult<()> {
        let count = self.services.store.requeue(&self.lease, &self.services.corp, version).await?;
        if count > 0 {
            tracing::info!(version, count, "a key was added: parked messages are unsealed");
        }
        Ok(())
    }

    /// Stores batches in the order in which they came, together with those behind them that are soon ready too.
    async fn store_in_order(
        &self,
        mut openings: mpsc::Receiver<Opening>,
        stored: mpsc::Sender<IndexWork>,
    ) -> AppResult<()> {
        let mut next = self.next(&mut openings).await?;
        while let Some(opening) = next.take() {
            let mut places = vec![opening.place];
            let mut fates = opening.fates.await??.unwrap_or_default();
            let until = Instant::now() + GATHERED;
            loop {
                next = openings.try_recv().ok();
                let Some(opening) = next.as_mut().filter(|_| fates.len() < STORED) else { break };
                let Ok(more) = timeout_at(until, &mut opening.fates).await else { break };
                fates.extend(more??.unwrap_or_default());
                places.extend(next.take().map(|opening| opening.place));
            }
            self.review.turn().await?;
            let documents = self.store(fates).await?;
            drop(places);
            if !documents.is_empty() && stored.send(IndexWork::Add(documents)).await.is_err() {
                return Ok(());
            }
            if next.is_none() {
                next = self.next(&mut openings).await?;
            }
        }
        Ok(())
    }

    /// Waits for the next batch; meanwhile, what was decided is reviewed.
    async fn next(&self, openings: &mut mpsc::Receiver<Opening>) -> AppResult<Option<Opening>> {
        loop {
            match tokio::time::timeout(LOOK, openings.recv()).await {
                Ok(next) => return Ok(next),
                Err(_) => self.review.turn().await?,
            }
        }
    }

    /// Decides about messages and stores what became of envelopes, trying until the store takes it; returns what the
    /// index gets.
    async fn store(&self, fates: Vec<(Seq, Fate)>) -> AppResult<Vec<Arc<Document>>> {
        if fates.is_empty() {
            return Ok(Vec::new());
        }
        let decider = self.review.decider(&fates).await?;
        let (unsealed, documents) = sort(fates, &decider, self.review.media_window());
        let mut failures = 0_u64;
        let stored = loop {
            let now = self.services.now();
            match self.services.store.store_unsealed(&self.lease, &self.services.corp, &unsealed, now).await {
                Ok(stored) => break stored,
                Err(error) => {
                    failures += 1;
                    let error = crate::AppError::from(error);
                    if error.is_fatal() {
                        return Err(error);
                    }
                    tracing::error!(
                        code = error.code().as_str(),
                        failures,
                        "messages could not be stored: {error}"
                    );
                    self.services.ingest.failed(now, error.code(), "");
                    tokio::time::sleep(Duration::from_secs(failures.min(10))).await;
                }
            }
        };
        Ok(placed(documents, &stored))
    }
}

/// Reads envelopes of the store back; those that do not open have their fate at once.
fn reopen(services: &Services, waiting: &[Envelope]) -> (Vec<EnvelopeItem>, Vec<(Seq, Fate)>) {
    let (mut items, mut unreadable) = (Vec::with_capacity(waiting.len()), Vec::new());
    for envelope in waiting {
        match open_envelope(services, envelope) {
            Ok(item) => items.push(item),
            Err(_) => unreadable.push((envelope.seq, Fate::Poison("envelope_unreadable"))),
        }
    }
    (items, unreadable)
}
