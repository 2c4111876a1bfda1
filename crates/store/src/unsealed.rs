//! Storing what was unsealed: messages, conversations, parties, recalls and counters in one transaction.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::conversation::ConversationKey;
use huicun_domain::ids::{ConversationId, CorpId, MsgId, PartyId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::scope::ConsentState;

use crate::db::{Tx, insert_rows};
use crate::leases::{Lease, check};
use crate::quarantine::{self, NewQuarantined};
use crate::touched::Newcomers;
use crate::{Store, StoreResult, counters, held, recalls, touched};

/// A message to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// WeCom's number.
    pub seq: Seq,
    /// WeCom's id.
    pub msgid: MsgId,
    /// The conversation.
    pub conversation: ConversationId,
    /// What identifies the conversation.
    pub key: ConversationKey,
    /// Who sent it.
    pub sender: PartyId,
    /// Everybody who took part, the sender included.
    pub participants: Vec<PartyId>,
    /// When it was sent.
    pub sent_at: Millis,
    /// What kind it is.
    pub kind: MessageKind,
    /// Whether somebody outside took part.
    pub external: bool,
    /// The message that it recalls.
    pub recalls: Option<MsgId>,
    /// How it stood with consent when it was sent.
    pub consent: ConsentState,
    /// Its exact plaintext, sealed.
    pub sealed: Vec<u8>,
}

/// What became of a batch of envelopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsealed {
    /// Those that are messages.
    pub messages: Vec<NewMessage>,
    /// Those that are messages and may not be archived.
    pub quarantined: Vec<NewQuarantined>,
    /// Those that wait for a key, with the reason as a word.
    pub parked: Vec<(Seq, String)>,
    /// Those that are poison, with the reason as a word.
    pub poison: Vec<(Seq, String)>,
}

impl Unsealed {
    /// Tells whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
            && self.quarantined.is_empty()
            && self.parked.is_empty()
            && self.poison.is_empty()
    }
}

/// Where a batch went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// The position of the first message that was new; the others follow without holes.
    pub first: Position,
    /// Messages that were there already.
    pub skipped: Vec<Seq>,
}

impl Store {
    /// Stores a batch in one transaction. What was stored already is skipped.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], [`crate::StoreError::DiskFull`]; nothing is then changed.
    pub async fn store_unsealed(
        &self,
        lease: &Lease,
        corp: &CorpId,
        batch: &Unsealed,
        now: Millis,
    ) -> StoreResult<Stored> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        let waiting = held::take(&mut tx, corp, &batch.seqs()).await?;
        let (new, skipped): (Vec<&NewMessage>, Vec<&NewMessage>) =
            batch.messages.iter().partition(|message| waiting.contains_key(&message.seq));
        let written = write(self, &mut tx, corp, &new, &waiting, now).await?;
        let of_waiting = |new| waiting_since(&waiting, new);
        let quarantined: Vec<_> = batch.quarantined.iter().filter_map(of_waiting).collect();
        quarantine::hold(&mut tx, corp, &quarantined, now).await?;
        held::park(&mut tx, corp, &of_those(&batch.parked, &waiting)).await?;
        held::poison(&mut tx, corp, &of_those(&batch.poison, &waiting)).await?;
        tx.commit().await?;
        // Only after the commit: what was rolled back must be written by the next try.
        self.known().remember(&written.newcomers);
        Ok(Stored { first: written.first, skipped: skipped.iter().map(|message| message.seq).collect() })
    }
}

/// Where new messages went, and who came with them.
pub(crate) struct Written<'m> {
    pub(crate) first: Position,
    pub(crate) newcomers: Newcomers<'m>,
}

/// Writes new messages and all that they change beside themselves.
pub(crate) async fn write<'m>(
    store: &Store,
    tx: &mut Tx,
    corp: &CorpId,
    new: &[&'m NewMessage],
    received: &HashMap<Seq, Millis>,
    now: Millis,
) -> StoreResult<Written<'m>> {
    let last = counters::get(tx, corp, counters::POSITION).await?;
    insert_messages(tx, corp, new, last, received).await?;
    let newcomers = store.known().newcomers(new);
    touched::write(tx, corp, new, &newcomers, now).await?;
    recalls::apply(tx, corp, new).await?;
    let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
    counters::add(tx, corp, &[(counters::POSITION, count), (counters::MESSAGES, count)]).await?;
    Ok(Written { first: Position(last + 1), newcomers })
}

fn waiting_since<'q>(
    waiting: &HashMap<Seq, Millis>,
    new: &'q NewQuarantined,
) -> Option<(&'q NewQuarantined, Millis)> {
    Some((new, *waiting.get(&new.message.seq)?))
}

impl Unsealed {
    fn seqs(&self) -> Vec<Seq> {
        let held = self.parked.iter().chain(&self.poison).map(|(seq, _)| *seq);
        let quarantined = self.quarantined.iter().map(|new| new.message.seq);
        self.messages.iter().map(|message| message.seq).chain(quarantined).chain(held).collect()
    }
}

/// Leaves out what did not wait any more.
fn of_those<'b>(held: &'b [(Seq, String)], waiting: &HashMap<Seq, Millis>) -> Vec<(Seq, &'b str)> {
    let waits = held.iter().filter(|(seq, _)| waiting.contains_key(seq));
    waits.map(|(seq, reason)| (*seq, reason.as_str())).collect()
}

async fn insert_messages(
    tx: &mut Tx,
    corp: &CorpId,
    messages: &[&NewMessage],
    last: i64,
    received: &HashMap<Seq, Millis>,
) -> StoreResult<()> {
    let placed: Vec<(i64, &NewMessage)> = (last + 1..).zip(messages.iter().copied()).collect();
    insert_rows!(
        tx,
        &placed,
        "message (corp_id, position, seq, conversation_id, sender, sent_at, kind, external, received_at, sealed, consent)",
        11,
        "",
        |query, (position, message)| {
            let received_at = received.get(&message.seq).copied().unwrap_or_default();
            let query = query.bind(corp.as_str()).bind(position).bind(message.seq.0);
            let query =
                query.bind(message.conversation.0).bind(message.sender.as_str()).bind(message.sent_at);
            let query = query.bind(message.kind.as_str()).bind(i64::from(message.external));
            query.bind(received_at).bind(message.sealed.as_slice()).bind(message.consent.as_str())
        }
    );
    Ok(())
}
