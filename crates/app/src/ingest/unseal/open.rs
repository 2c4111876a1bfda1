//! Opening envelopes: the private key, the library, the decoder. Each envelope has its own fate.

use std::num::NonZero;
use std::sync::Arc;
use std::thread;

use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{Position, Seq};
use huicun_domain::message::Message;
use huicun_search::Document;
use huicun_vault::RecordKind;
use huicun_wecom::decode::decode;
use huicun_wecom::page::EnvelopeItem;
use huicun_wecom::sdk::{DecryptItem, MessageSource, Retry, WecomError};
use tokio::sync::{RwLock, Semaphore};

use super::super::keys::Keys;
use crate::error::AppResult;
use crate::plaintext::{document, record_id};
use crate::services::Services;

/// What became of a batch; `None` where the library was not to be had, so that it waits in the store.
pub(super) type Fates = AppResult<Option<Vec<(Seq, Fate)>>>;

/// Envelopes whose random keys are open: their numbers, and what the library gets of each.
#[derive(Default)]
struct Ready {
    seqs: Vec<Seq>,
    items: Vec<DecryptItem>,
}

/// What became of one envelope.
pub(super) enum Fate {
    Message(Box<Opened>),
    Parked,
    Poison(&'static str),
}

/// A message and all that is kept of it.
pub(super) struct Opened {
    pub(super) seq: Seq,
    pub(super) message: Message,
    pub(super) sealed: Vec<u8>,
    pub(super) document: Document,
}

/// Opens batches of envelopes.
pub(super) struct Opener {
    services: Services,
    source: Arc<dyn MessageSource>,
    pub(super) keys: Keys,
    /// A batch is opened when a core is free for it, beside one that waits for the library.
    cores: Semaphore,
    /// Batches are decrypted side by side; one that killed the library is looked into alone.
    alone: RwLock<()>,
}

impl Opener {
    pub(super) fn new(services: Services, source: Arc<dyn MessageSource>, keys: Keys) -> Self {
        let cores = thread::available_parallelism().map_or(1, NonZero::get) + 1;
        Self { services, source, keys, cores: Semaphore::new(cores), alone: RwLock::default() }
    }

    /// Opens one batch when a core is free for it.
    pub(super) async fn open(&self, chunk: Vec<EnvelopeItem>) -> Fates {
        let _core = self.cores.acquire().await;
        let keys = self.keys.clone();
        let opened = tokio::task::spawn_blocking(move || open_keys(&keys, chunk)).await?;
        let (ready, mut fates) = opened;
        let Some(mut texts) = self.decrypt(&ready.items).await else { return Ok(None) };
        if !self.try_again(&ready.items, &mut texts).await {
            return Ok(None);
        }
        let services = self.services.clone();
        let decoded = tokio::task::spawn_blocking(move || -> AppResult<Vec<(Seq, Fate)>> {
            let answered = ready.seqs.into_iter().zip(texts);
            answered.map(|(seq, text)| Ok((seq, judge(&services, seq, text)?))).collect()
        });
        fates.extend(decoded.await??);
        fates.sort_by_key(|(seq, _)| *seq);
        Ok(Some(fates))
    }

    /// Decrypts once more what the library refused: it has been seen to refuse for no reason.
    async fn try_again(&self, items: &[DecryptItem], texts: &mut [Result<Vec<u8>, WecomError>]) -> bool {
        let refused: Vec<usize> = texts
            .iter()
            .enumerate()
            .filter(|(_, text)| text.as_ref().is_err_and(|error| error.retry == Retry::Park))
            .map(|(at, _)| at)
            .collect();
        let items: Vec<DecryptItem> = refused.iter().map(|at| items[*at].clone()).collect();
        let Some(again) = self.decrypt(&items).await else { return false };
        for (at, text) in refused.into_iter().zip(again) {
            texts[at] = text;
        }
        true
    }

    /// Decrypts in the library; `None` where it was not to be had.
    async fn decrypt(&self, items: &[DecryptItem]) -> Option<Vec<Result<Vec<u8>, WecomError>>> {
        if items.is_empty() {
            return Some(Vec::new());
        }
        let outcome = {
            let _beside = self.alone.read().await;
            self.source.decrypt(items).await
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
    async fn bisect(&self, items: &[DecryptItem]) -> Option<Vec<Result<Vec<u8>, WecomError>>> {
        let mut last = None;
        for _ in 0..2 {
            match self.source.decrypt(items).await {
                Ok(texts) => return Some(texts),
                Err(error) if kills(&error) => last = Some(error),
                Err(_) => return None,
            }
        }
        if items.len() == 1 {
            return last.map(|error| vec![Err(error)]);
        }
        let (first, second) = items.split_at(items.len() / 2);
        let mut texts = Box::pin(self.bisect(first)).await?;
        texts.extend(Box::pin(self.bisect(second)).await?);
        Some(texts)
    }
}

fn kills(error: &WecomError) -> bool {
    matches!(error.code, ProblemCode::LibraryCrashed | ProblemCode::LibraryTimedOut)
}

/// Opens the random keys of a batch; what has no key or a foreign one has its fate at once.
fn open_keys(keys: &Keys, chunk: Vec<EnvelopeItem>) -> (Ready, Vec<(Seq, Fate)>) {
    let (mut ready, mut fates) = (Ready::default(), Vec::new());
    for envelope in chunk {
        let Some(key) = keys.get(envelope.key_version) else {
            fates.push((envelope.seq, Fate::Parked));
            continue;
        };
        // The key goes to the library as a C string: with a NUL in it, it is not one that WeCom made.
        match key.open(&envelope.random_key).filter(|text| !text.is_empty() && !text.contains(&0)) {
            Some(random_key) => {
                ready.seqs.push(envelope.seq);
                ready.items.push(DecryptItem { random_key, chat_msg: envelope.chat_msg });
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
    let scope = services.period(message.sent_at);
    let sealed = services.ring.seal_record(&scope, RecordKind::Message, &record_id(seq), &text)?;
    let document = document(&services.corp, Position(0), seq, &message);
    Ok(Fate::Message(Box::new(Opened { seq, message, sealed, document })))
}
