//! Reviewing what was decided: what is learnt of the past late is applied to the messages of the past.
//!
//! Whoever writes messages reviews them, between two batches: a message is always decided about by what was known when
//! it was stored, or later.

use std::sync::Arc;
use std::time::Duration;

use huicun_domain::clock::{Millis, millis};
use huicun_domain::ids::{ConversationId, PartyId, PartyKind, Seq};
use huicun_domain::message::Message;
use huicun_domain::query::Place;
use huicun_domain::scope::{ConsentState, QuarantineReason, Right};
use huicun_search::Document;
use huicun_store::{Doubt, Lease, MessageRow, NewMessage, PageAt, Quarantined, TakenOut, Timeline};
use tokio::sync::mpsc;

use super::IndexWork;
use super::fates::{placed, released};
use super::open::Fate;
use crate::error::{AppError, AppResult};
use crate::ingest::IngestSettings;
use crate::plaintext::open_sealed;
use crate::scope::{Decider, ScopeBook};
use crate::services::Services;

/// How many doubts are looked into before the book is asked for again.
const DOUBTS: usize = 100;
/// How many conversations are listed, and how many messages are looked at, at a time.
const CONVERSATIONS: usize = 200;
const MESSAGES: usize = 500;
/// How many messages the indexes forget at a time.
const FORGOTTEN: usize = 5_000;

/// Reviews what was decided.
pub(super) struct Review {
    services: Services,
    lease: Lease,
    media_window: Millis,
    index: mpsc::Sender<IndexWork>,
}

/// One look into a doubt.
struct Look<'r> {
    review: &'r Review,
    book: Arc<ScopeBook>,
    since: Millis,
}

/// How a look into a doubt went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Looked {
    Settled,
    /// Messages are to be released that the indexes have not forgotten yet.
    Again,
}

/// What is to be changed of archived messages.
#[derive(Default)]
struct Changes {
    take_out: Vec<TakenOut>,
    consents: Vec<(Seq, ConsentState)>,
}

/// What is to be changed of messages in quarantine.
#[derive(Default)]
struct Releases {
    messages: Vec<NewMessage>,
    documents: Vec<Document>,
    reasons: Vec<(Seq, QuarantineReason)>,
}

impl Review {
    pub(super) fn new(
        services: Services,
        settings: &IngestSettings,
        lease: Lease,
        index: mpsc::Sender<IndexWork>,
    ) -> Self {
        Self { services, lease, media_window: millis(settings.media_window), index }
    }

    /// How long WeCom keeps the files of a message, in milliseconds.
    pub(super) fn media_window(&self) -> Millis {
        self.media_window
    }

    /// Reads what is needed to decide about what was opened, trying until the store answers.
    pub(super) async fn decider(&self, fates: &[(Seq, Fate)]) -> AppResult<Decider> {
        let mut failures = 0_u64;
        loop {
            let messages = fates.iter().filter_map(|(_, fate)| match fate {
                Fate::Message(opened) => Some(&opened.message),
                _ => None,
            });
            let book = crate::scope::book(&self.services).await;
            let decider = match book {
                Ok(book) => Decider::of(&self.services, book, messages).await,
                Err(error) => Err(error),
            };
            match decider {
                Ok(decider) => return Ok(decider),
                Err(error) if error.is_fatal() => return Err(error),
                Err(error) => {
                    failures += 1;
                    let code = error.code();
                    tracing::error!(code = code.as_str(), failures, "the scope could not be read: {error}");
                    self.services.ingest.failed(self.services.now(), code, "");
                    tokio::time::sleep(Duration::from_secs(failures.min(10))).await;
                }
            }
        }
    }

    /// Looks into all doubts, lets the indexes forget what was taken out, and destroys what is due. What fails is tried
    /// again at the next turn.
    pub(super) async fn turn(&self) -> AppResult<()> {
        match self.try_turn().await {
            Err(error) if error.is_fatal() => Err(error),
            Err(error) => {
                tracing::warn!(
                    code = error.code().as_str(),
                    "what was decided could not be reviewed: {error}"
                );
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn try_turn(&self) -> AppResult<()> {
        let (store, corp) = (&self.services.store, &self.services.corp);
        let mut left = 0;
        loop {
            // The doubts come first: the book read after them holds what raised them.
            let doubts = store.doubts(corp, left + DOUBTS).await?;
            if doubts.len() <= left {
                break;
            }
            let book = crate::scope::book(&self.services).await?;
            left = 0;
            for doubt in doubts {
                match self.look_into(&book, &doubt).await? {
                    Looked::Settled => store.settle(&self.lease, corp, &doubt).await?,
                    Looked::Again => left += 1,
                }
            }
        }
        let forgotten = store.still_indexed(corp, FORGOTTEN).await?;
        if !forgotten.is_empty() {
            let _ = self.index.send(IndexWork::Remove(forgotten)).await;
        }
        crate::scope::destroy_due(&self.services, &self.lease).await
    }

    async fn look_into(&self, book: &Arc<ScopeBook>, doubt: &Doubt) -> AppResult<Looked> {
        // Until there are rules, only what a customer said changes anything: what is noted of it.
        let concerns_nobody =
            |party: &PartyId| book.history.knows(party) || party.guess_kind() != PartyKind::ExternalContact;
        if !book.is_ruled() && doubt.party.as_ref().is_none_or(concerns_nobody) {
            return Ok(Looked::Settled);
        }
        let look = Look { review: self, book: book.clone(), since: doubt.since };
        match &doubt.party {
            None => look.at(None).await,
            Some(party) => {
                let mut looked = Looked::Settled;
                for id in book.history.ids_of(party) {
                    looked = looked.and(look.at(Some(id)).await?);
                }
                Ok(looked)
            }
        }
    }
}

impl Looked {
    fn and(self, other: Self) -> Self {
        if self == Self::Settled { other } else { self }
    }
}

impl Look<'_> {
    /// Looks at all messages of a party, or of everybody.
    async fn at(&self, party: Option<&PartyId>) -> AppResult<Looked> {
        let Services { store, corp, .. } = &self.review.services;
        let mut behind = None;
        loop {
            let found = store.conversations_since(corp, party, self.since, behind, CONVERSATIONS).await?;
            for conversation in &found {
                self.at_conversation(*conversation).await?;
            }
            behind = found.last().copied();
            if found.len() < CONVERSATIONS {
                break;
            }
        }
        let mut behind = Place { sent_at: self.since, seq: Seq(Millis::MIN) };
        let mut looked = Looked::Settled;
        loop {
            let rows = store.quarantined(corp, party, behind, MESSAGES).await?;
            let Some(last) = rows.last() else { return Ok(looked) };
            behind = Place { sent_at: last.sent_at, seq: last.seq };
            looked = looked.and(self.at_quarantined(rows).await?);
        }
    }

    async fn at_conversation(&self, conversation: ConversationId) -> AppResult<()> {
        let Services { store, corp, .. } = &self.review.services;
        let timeline = Timeline::Conversation(conversation);
        let mut at = PageAt::From(self.since);
        loop {
            let page = store.timeline_page(corp, &timeline, at, &[], MESSAGES).await?;
            let Some(last) = page.rows.last() else { return Ok(()) };
            at = PageAt::After(Place { sent_at: last.sent_at, seq: last.seq });
            self.at_archived(page.rows).await?;
            if !page.more {
                return Ok(());
            }
        }
    }

    /// Opens rows by their numbers and sealed plaintexts, and reads what is needed to decide about them.
    async fn open<R: Send + 'static>(
        &self,
        rows: Vec<R>,
        sealed: fn(&R) -> (Seq, &[u8]),
    ) -> AppResult<(Vec<(R, Message)>, Decider)> {
        let services = &self.review.services;
        let owned = services.clone();
        let opened = tokio::task::spawn_blocking(move || -> Vec<(R, Message)> {
            let open = |row: R| {
                let (seq, sealed) = sealed(&row);
                let message = open_sealed(&owned.ring, &owned.corp, seq, sealed)?;
                Some((row, message))
            };
            rows.into_iter().filter_map(open).collect()
        });
        let opened = opened.await.map_err(AppError::from)?;
        let messages = opened.iter().map(|(_, message)| message);
        let decider = Decider::of(services, self.book.clone(), messages).await?;
        Ok((opened, decider))
    }

    async fn at_archived(&self, rows: Vec<MessageRow>) -> AppResult<()> {
        let (opened, decider) = self.open(rows, |row| (row.seq, &row.sealed)).await?;
        let mut changes = Changes::default();
        for (row, message) in &opened {
            match decider.right(message) {
                Right::Archive(state) if row.consent == Some(state) => {}
                Right::Archive(state) => changes.consents.push((row.seq, state)),
                Right::Quarantine(reason) => {
                    let parties = message.participants().into_iter().cloned().collect();
                    changes.take_out.push(TakenOut { seq: row.seq, parties, reason });
                }
            }
        }
        self.change(changes).await
    }

    async fn change(&self, changes: Changes) -> AppResult<()> {
        let Review { services, lease, .. } = self.review;
        let Services { store, corp, .. } = services;
        if !changes.consents.is_empty() {
            store.set_consents(lease, corp, &changes.consents).await?;
        }
        if !changes.take_out.is_empty() {
            store.take_out(lease, corp, &changes.take_out, services.now()).await?;
            services.tail.remove(&changes.take_out.iter().map(|message| message.seq).collect());
            tracing::info!(
                count = changes.take_out.len(),
                "messages without a right to be archived were taken out"
            );
        }
        Ok(())
    }

    async fn at_quarantined(&self, rows: Vec<Quarantined>) -> AppResult<Looked> {
        let (opened, decider) = self.open(rows, |row| (row.seq, &row.sealed)).await?;
        let mut releases = Releases::default();
        for (row, message) in opened {
            match decider.right(&message) {
                Right::Archive(state) => {
                    let (new, document) = released(&self.review.services, row, &message, state);
                    releases.messages.push(new);
                    releases.documents.push(document);
                }
                Right::Quarantine(reason) if row.reason == reason => {}
                Right::Quarantine(reason) => releases.reasons.push((row.seq, reason)),
            }
        }
        self.release(releases).await
    }

    async fn release(&self, releases: Releases) -> AppResult<Looked> {
        let Review { services, lease, index, .. } = self.review;
        let Services { store, corp, .. } = services;
        if !releases.reasons.is_empty() {
            store.change_quarantine_reasons(lease, corp, &releases.reasons).await?;
        }
        if releases.messages.is_empty() {
            return Ok(Looked::Settled);
        }
        let stored = store.release(lease, corp, &releases.messages, services.now()).await?;
        let documents = placed(releases.documents, &stored);
        tracing::info!(count = documents.len(), "messages were released from quarantine");
        // The index's work ends only when everything does.
        let _ = index.send(IndexWork::Add(documents)).await;
        Ok(if stored.skipped.is_empty() { Looked::Settled } else { Looked::Again })
    }
}
