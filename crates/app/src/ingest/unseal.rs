//! Unsealing (解封): envelopes become messages. Whatever fails is kept, counted and shown, and stops nothing else.

use std::collections::HashSet;
use std::num::NonZero;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{Position, Seq};
use huicun_domain::message::{Content, Message};
use huicun_search::Document;
use huicun_store::{Envelope, Lease, NewMessage, Unsealed};
use huicun_vault::RecordKind;
use huicun_wecom::decode::decode;
use huicun_wecom::page::EnvelopeItem;
use huicun_wecom::sdk::{DecryptItem, MessageSource, Retry, WecomError};
use tokio::sync::{OwnedSemaphorePermit, RwLock, Semaphore, mpsc};
use tokio::task::JoinHandle;

use super::index::Indexer;
use super::keys::Keys;
use super::pull::scope;
use crate::error::AppResult;
use crate::plaintext::{document, record_id};
use crate::services::Services;

/// How many envelopes are opened together: what the library is asked for at once.
const BATCH: usize = 250;
/// How many batches are under way at most, from the first key to the database.
const UNDER_WAY: u32 = 12;
/// How many messages one transaction takes, where as many are ready.
const STORED: usize = 1_000;
/// How many stored batches may wait for the index.
const INDEXING: usize = 4;
/// How often the store is asked for envelopes that wait, and for keys that were added.
const LOOK: Duration = Duration::from_secs(2);

struct Unsealer {
    services: Services,
    source: Arc<dyn MessageSource>,
    keys: Keys,
    lease: Lease,
    /// A batch holds a place until it is stored.
    places: Arc<Semaphore>,
    /// A batch is opened when a core is free for it, beside the one that waits for the library.
    cores: Semaphore,
    /// Batches are decrypted side by side; one that killed the library is looked into alone.
    alone: RwLock<()>,
}

/// What became of a batch; `None` where the library was not to be had, so that it waits in the store.
type Fates = AppResult<Option<Vec<(Seq, Fate)>>>;

/// A batch that is being opened.
struct Opening {
    fates: JoinHandle<Fates>,
    /// Given back when the batch is stored.
    place: OwnedSemaphorePermit,
}

/// An envelope whose random key is open.
type Ready = (Seq, DecryptItem);

/// What became of one envelope.
enum Fate {
    Message(Box<Opened>),
    Parked,
    Poison(&'static str),
}

struct Opened {
    seq: Seq,
    message: Message,
    sealed: Vec<u8>,
    document: Document,
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
    lease: Lease,
    pages: mpsc::Receiver<Vec<EnvelopeItem>>,
) -> AppResult<()> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get) + 1;
    let unsealer = Arc::new(Unsealer {
        services,
        source,
        keys,
        lease,
        places: Arc::new(Semaphore::new(UNDER_WAY as usize)),
        cores: Semaphore::new(cores),
        alone: RwLock::default(),
    });
    let (openings, opened) = mpsc::channel(UNDER_WAY as usize);
    let (stored, documents) = mpsc::channel(INDEXING);
    tokio::try_join!(
        unsealer.feed(pages, openings),
        unsealer.store_in_order(opened, stored),
        index(indexer, documents)
    )?;
    Ok(())
}

async fn index(indexer: Indexer, mut documents: mpsc::Receiver<Vec<Arc<Document>>>) -> AppResult<()> {
    while let Some(documents) = documents.recv().await {
        indexer.add(documents).await?;
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
        self: &Arc<Self>,
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
    async fn catch_up(self: &Arc<Self>, openings: &mpsc::Sender<Opening>) -> AppResult<()> {
        // What is under way waits in the store too, until it is stored.
        drop(self.places.acquire_many(UNDER_WAY).await);
        match self.keys.reload(&self.services).await {
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
    async fn begin(self: &Arc<Self>, items: Vec<EnvelopeItem>, openings: &mpsc::Sender<Opening>) {
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let batch: Vec<EnvelopeItem> = items.by_ref().take(BATCH).collect();
            let unsealer = self.clone();
            self.send(async move { unsealer.open_batch(batch).await }, openings).await;
        }
    }

    async fn send(
        &self,
        opening: impl Future<Output = Fates> + Send + 'static,
        openings: &mpsc::Sender<Opening>,
    ) {
        // Neither is closed before this ends; what were not begun would wait in the store.
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

    /// Stores batches in the order in which they came, together with those behind them that are ready too.
    async fn store_in_order(
        &self,
        mut openings: mpsc::Receiver<Opening>,
        stored: mpsc::Sender<Vec<Arc<Document>>>,
    ) -> AppResult<()> {
        let mut next = openings.recv().await;
        while let Some(opening) = next.take() {
            let mut places = vec![opening.place];
            let mut fates = opening.fates.await??.unwrap_or_default();
            loop {
                next = openings.try_recv().ok();
                let Some(ready) = next.take_if(|next| fates.len() < STORED && next.fates.is_finished())
                else {
                    break;
                };
                places.push(ready.place);
                fates.extend(ready.fates.await??.unwrap_or_default());
            }
            let documents = self.store(fates).await?;
            drop(places);
            if !documents.is_empty() && stored.send(documents).await.is_err() {
                return Ok(());
            }
            if next.is_none() {
                next = openings.recv().await;
            }
        }
        Ok(())
    }

    /// Opens one batch; `None` where the library was not to be had, so that the batch waits in the store.
    async fn open_batch(&self, chunk: Vec<EnvelopeItem>) -> Fates {
        let _core = self.cores.acquire().await;
        let keys = self.keys.clone();
        let opened = tokio::task::spawn_blocking(move || open_keys(&keys, chunk)).await?;
        let (ready, mut fates) = opened;
        let items: Vec<DecryptItem> = ready.iter().map(|(_, item)| item.clone()).collect();
        let Some(mut texts) = self.decrypt(items).await else { return Ok(None) };
        if !self.try_again(&ready, &mut texts).await {
            return Ok(None);
        }
        let services = self.services.clone();
        let decoded = tokio::task::spawn_blocking(move || -> AppResult<Vec<(Seq, Fate)>> {
            ready
                .into_iter()
                .zip(texts)
                .map(|((seq, _), text)| Ok((seq, judge(&services, seq, text)?)))
                .collect()
        });
        fates.extend(decoded.await??);
        fates.sort_by_key(|(seq, _)| *seq);
        Ok(Some(fates))
    }

    /// Decrypts once more what the library refused: it has been seen to refuse for no reason.
    async fn try_again(
        &self,
        ready: &[(Seq, DecryptItem)],
        texts: &mut [Result<Vec<u8>, WecomError>],
    ) -> bool {
        let refused: Vec<usize> = texts
            .iter()
            .enumerate()
            .filter(|(_, text)| text.as_ref().is_err_and(|error| error.retry == Retry::Park))
            .map(|(at, _)| at)
            .collect();
        let items = refused.iter().map(|at| ready[*at].1.clone()).collect();
        let Some(again) = self.decrypt(items).await else { return false };
        for (at, text) in refused.into_iter().zip(again) {
            texts[at] = text;
        }
        true
    }

    /// Decrypts in the library; `None` where it was not to be had.
    async fn decrypt(&self, items: Vec<DecryptItem>) -> Option<Vec<Result<Vec<u8>, WecomError>>> {
        if items.is_empty() {
            return Some(Vec::new());
        }
        let outcome = {
            let _beside = self.alone.read().await;
            self.source.decrypt(items.clone()).await
        };
        match outcome {
            Ok(texts) => Some(texts),
            Err(error) if kills(&error) => {
                let _alone = self.alone.write().await;
                self.bisect(items).await
            }
            Err(error) => {
                tracing::warn!(code = error.code.as_str(), "the library is not to be had; envelopes wait");
                None
            }
        }
    }

    /// Halves a batch that killed the library until the one item that does is alone.
    async fn bisect(&self, items: Vec<DecryptItem>) -> Option<Vec<Result<Vec<u8>, WecomError>>> {
        let mut last = None;
        for _ in 0..2 {
            match self.source.decrypt(items.clone()).await {
                Ok(texts) => return Some(texts),
                Err(error) if kills(&error) => last = Some(error),
                Err(_) => return None,
            }
        }
        if items.len() == 1 {
            return last.map(|error| vec![Err(error)]);
        }
        let (first, second) = items.split_at(items.len() / 2);
        let mut texts = Box::pin(self.bisect(first.to_vec())).await?;
        texts.extend(Box::pin(self.bisect(second.to_vec())).await?);
        Some(texts)
    }

    /// Stores what became of envelopes, trying until the store takes it; returns what the index gets.
    async fn store(&self, fates: Vec<(Seq, Fate)>) -> AppResult<Vec<Arc<Document>>> {
        let (unsealed, mut documents) = sort(fates);
        if unsealed.is_empty() {
            return Ok(Vec::new());
        }
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
                    tracing::error!(code = error.code().as_str(), failures, "messages could not be stored");
                    self.services.ingest.failed(now, error.code(), "");
                    tokio::time::sleep(Duration::from_secs(failures.min(10))).await;
                }
            }
        };
        let skipped: HashSet<Seq> = stored.skipped.iter().copied().collect();
        documents.retain(|document| !skipped.contains(&document.seq));
        for (offset, document) in (0..).zip(&mut documents) {
            document.position = Position(stored.first.0 + offset);
        }
        Ok(documents.into_iter().map(Arc::new).collect())
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

/// Sorts fates into what the store keeps and what the index gets.
fn sort(fates: Vec<(Seq, Fate)>) -> (Unsealed, Vec<Document>) {
    let mut unsealed = Unsealed::default();
    let mut documents = Vec::with_capacity(fates.len());
    for (seq, fate) in fates {
        match fate {
            Fate::Message(opened) => {
                let (message, document) = new_message(*opened);
                unsealed.messages.push(message);
                documents.push(document);
            }
            Fate::Parked => unsealed.parked.push((seq, "key_version_missing".to_owned())),
            Fate::Poison(reason) => unsealed.poison.push((seq, reason.to_owned())),
        }
    }
    (unsealed, documents)
}

fn kills(error: &WecomError) -> bool {
    matches!(error.code, ProblemCode::LibraryCrashed | ProblemCode::LibraryTimedOut)
}

/// Opens the random keys of a batch; what has no key or a foreign one has its fate at once.
fn open_keys(keys: &Keys, chunk: Vec<EnvelopeItem>) -> (Vec<Ready>, Vec<(Seq, Fate)>) {
    let (mut ready, mut fates) = (Vec::with_capacity(chunk.len()), Vec::new());
    for envelope in chunk {
        let Some(key) = keys.get(envelope.key_version) else {
            fates.push((envelope.seq, Fate::Parked));
            continue;
        };
        // The key goes to the library as a C string: with a NUL in it, it is not one that WeCom made.
        match key.open(&envelope.random_key).filter(|text| !text.is_empty() && !text.contains(&0)) {
            Some(random_key) => {
                ready.push((envelope.seq, DecryptItem { random_key, chat_msg: envelope.chat_msg }));
            }
            None => fates.push((envelope.seq, Fate::Poison("random_key_not_opened"))),
        }
    }
    (ready, fates)
}

/// Decides what became of one envelope that the library has answered for.
fn judge(services: &Services, seq: Seq, text: Result<Vec<u8>, WecomError>) -> AppResult<Fate> {
    let text = match text {
        Ok(text) => text,
        Err(error) if error.code == ProblemCode::LibraryCrashed => {
            return Ok(Fate::Poison("decrypt_crashed"));
        }
        Err(error) if error.code == ProblemCode::LibraryTimedOut => {
            return Ok(Fate::Poison("decrypt_timed_out"));
        }
        Err(_) => return Ok(Fate::Poison("decrypt_failed")),
    };
    let Ok(message) = decode(&text) else { return Ok(Fate::Poison("not_a_message")) };
    let scope = scope(services, message.sent_at);
    let sealed = services.ring.seal_record(&scope, RecordKind::Message, &record_id(seq), &text)?;
    let document = document(&services.corp, Position(0), seq, &message);
    Ok(Fate::Message(Box::new(Opened { seq, message, sealed, document })))
}

fn new_message(opened: Opened) -> (NewMessage, Document) {
    let Opened { seq, message, sealed, document } = opened;
    let recalls = match &message.content {
        Content::Revoke { recalled } => Some(recalled.clone()),
        _ => None,
    };
    let row = NewMessage {
        seq,
        msgid: message.msgid.clone(),
        conversation: document.conversation,
        key: message.conversation_key(),
        sender: message.sender.clone(),
        participants: document.participants.clone(),
        sent_at: message.sent_at,
        kind: message.kind,
        external: message.is_external(),
        recalls,
        sealed,
    };
    (row, document)
}
