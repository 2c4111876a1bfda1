//! Storing what was unsealed: messages, conversations, parties, recalls and counters in one transaction.

use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroUsize;

use huicun_domain::clock::Millis;
use huicun_domain::conversation::ConversationKey;
use huicun_domain::ids::{ConversationId, CorpId, MsgId, PartyId, Position, Seq};
use huicun_domain::message::MessageKind;
use lru::LruCache;
use sqlx::AssertSqlSafe;

use crate::db::{Tx, batches, places, values, within};
use crate::leases::{Lease, check};
use crate::{Store, StoreResult, counters};

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
    /// Its exact plaintext, sealed.
    pub sealed: Vec<u8>,
}

/// What became of a batch of envelopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsealed {
    /// Those that are messages.
    pub messages: Vec<NewMessage>,
    /// Those that wait for a key, with the reason as a word.
    pub parked: Vec<(Seq, String)>,
    /// Those that are poison, with the reason as a word.
    pub poison: Vec<(Seq, String)>,
}

impl Unsealed {
    /// Tells whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.parked.is_empty() && self.poison.is_empty()
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

/// What this process has seen lately, so that it need not be written again.
pub(crate) struct Known {
    participations: LruCache<(ConversationId, PartyId), ()>,
}

impl Default for Known {
    fn default() -> Self {
        Self { participations: LruCache::new(NonZeroUsize::new(200_000).unwrap_or(NonZeroUsize::MIN)) }
    }
}

/// Days are counted in China's civil time, which has had no summer time since 1991.
const DAY_OFFSET: Millis = 8 * 3_600_000;
const DAY: Millis = 86_400_000;

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
        let waiting = still_waiting(&mut tx, corp, &batch.messages).await?;
        let (new, skipped): (Vec<&NewMessage>, Vec<&NewMessage>) =
            batch.messages.iter().partition(|message| waiting.contains(&message.seq));
        let last = counters::get(&mut tx, corp, counters::POSITION).await?;
        let stored = Stored {
            first: Position(last + 1),
            skipped: skipped.iter().map(|message| message.seq).collect(),
        };
        insert_messages(&mut tx, corp, &new, last, now).await?;
        let seqs: Vec<Seq> = new.iter().map(|message| message.seq).collect();
        remove_waiting(&mut tx, corp, &seqs).await?;
        touch_conversations(&mut tx, corp, &new).await?;
        touch_senders(&mut tx, corp, &new, now).await?;
        let participations = self.new_participations(&new);
        insert_participations(&mut tx, corp, &participations, now).await?;
        count_days(&mut tx, corp, &new).await?;
        apply_recalls(&mut tx, corp, &new).await?;
        for (seq, reason) in &batch.parked {
            set_waiting(&mut tx, corp, *seq, "parked", reason).await?;
        }
        for (seq, reason) in &batch.poison {
            set_waiting(&mut tx, corp, *seq, "poison", reason).await?;
        }
        let count = i64::try_from(new.len()).unwrap_or(i64::MAX);
        counters::raise(&mut tx, corp, counters::POSITION, last + count).await?;
        counters::add(&mut tx, corp, counters::MESSAGES, count).await?;
        tx.commit().await?;
        // Only after the commit: what was rolled back must be written by the next try.
        let mut known = self.0.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        for pair in participations {
            known.participations.put(pair, ());
        }
        Ok(stored)
    }

    fn new_participations(&self, messages: &[&NewMessage]) -> Vec<(ConversationId, PartyId)> {
        let mut known = self.0.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut seen = HashSet::new();
        let mut new = Vec::new();
        for message in messages {
            for party in &message.participants {
                let pair = (message.conversation, party.clone());
                if known.participations.get(&pair).is_none() && seen.insert(pair.clone()) {
                    new.push(pair);
                }
            }
        }
        new
    }
}

async fn still_waiting(tx: &mut Tx, corp: &CorpId, messages: &[NewMessage]) -> StoreResult<HashSet<Seq>> {
    let mut waiting = HashSet::with_capacity(messages.len());
    for batch in batches(messages) {
        let sql =
            format!("SELECT seq FROM waiting WHERE corp_id = $1 AND seq IN ({})", places(2, batch.len()));
        let rows = within!(tx, |c| {
            let mut query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            for message in batch {
                query = query.bind(message.seq.0);
            }
            query.fetch_all(c).await
        })?;
        waiting.extend(rows.into_iter().map(Seq));
    }
    Ok(waiting)
}

async fn insert_messages(
    tx: &mut Tx,
    corp: &CorpId,
    messages: &[&NewMessage],
    last: i64,
    now: Millis,
) -> StoreResult<()> {
    let numbered: Vec<(i64, &NewMessage)> = (last + 1..).zip(messages.iter().copied()).collect();
    for batch in batches(&numbered) {
        let sql = format!(
            "INSERT INTO message (corp_id, position, seq, conversation_id, sender, sent_at, kind, external, sealed, \
             received_at) VALUES {}",
            values(batch.len(), 10)
        );
        within!(tx, |c| {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (position, message) in batch {
                query =
                    query.bind(corp.as_str()).bind(position).bind(message.seq.0).bind(message.conversation.0);
                query = query.bind(message.sender.as_str()).bind(message.sent_at).bind(message.kind.as_str());
                query = query.bind(i64::from(message.external)).bind(message.sealed.as_slice()).bind(now);
            }
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

async fn remove_waiting(tx: &mut Tx, corp: &CorpId, seqs: &[Seq]) -> StoreResult<()> {
    for batch in batches(seqs) {
        let sql = format!("DELETE FROM waiting WHERE corp_id = $1 AND seq IN ({})", places(2, batch.len()));
        within!(tx, |c| {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            for seq in batch {
                query = query.bind(seq.0);
            }
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

async fn set_waiting(tx: &mut Tx, corp: &CorpId, seq: Seq, state: &str, reason: &str) -> StoreResult<()> {
    const SQL: &str = "UPDATE waiting SET state = $1, reason = $2 WHERE corp_id = $3 AND seq = $4";
    within!(tx, |c| {
        sqlx::query(SQL).bind(state).bind(reason).bind(corp.as_str()).bind(seq.0).execute(c).await.map(|_| ())
    })
}

/// What a batch adds to one conversation.
struct Touch<'m> {
    key: &'m ConversationKey,
    external: bool,
    count: i64,
    first: (Millis, Seq),
    last: (Millis, Seq),
}

async fn touch_conversations(tx: &mut Tx, corp: &CorpId, messages: &[&NewMessage]) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO conversation (corp_id, id, kind, room_id, first_party, second_party, external, \
         message_count, first_at, last_at, last_seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
         ON CONFLICT (corp_id, id) DO UPDATE SET message_count = conversation.message_count + excluded.message_count, \
         external = CASE WHEN excluded.external > conversation.external THEN excluded.external ELSE conversation.external END, \
         first_at = CASE WHEN excluded.first_at < conversation.first_at THEN excluded.first_at ELSE conversation.first_at END, \
         last_seq = CASE WHEN excluded.last_at >= conversation.last_at THEN excluded.last_seq ELSE conversation.last_seq END, \
         last_at = CASE WHEN excluded.last_at > conversation.last_at THEN excluded.last_at ELSE conversation.last_at END";
    let mut touches: BTreeMap<ConversationId, Touch<'_>> = BTreeMap::new();
    for message in messages {
        let at = (message.sent_at, message.seq);
        let touch = touches.entry(message.conversation).or_insert(Touch {
            key: &message.key,
            external: false,
            count: 0,
            first: at,
            last: at,
        });
        touch.count += 1;
        touch.external |= message.external;
        touch.first = touch.first.min(at);
        touch.last = touch.last.max(at);
    }
    for (id, touch) in touches {
        let (room, first, second) = match touch.key {
            ConversationKey::Room(room) => (Some(room.as_str()), None, None),
            ConversationKey::Direct(first, second) => (None, Some(first.as_str()), Some(second.as_str())),
        };
        within!(tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(id.0).bind(touch.key.kind().as_str());
            let query = query.bind(room).bind(first).bind(second).bind(i64::from(touch.external));
            let query = query.bind(touch.count).bind(touch.first.0).bind(touch.last.0).bind(touch.last.1.0);
            query.execute(c).await.map(|_| ())
        })?;
        if let Some(room) = room {
            const ROOM: &str = "INSERT INTO room (corp_id, id, updated_at) VALUES ($1, $2, 0) ON CONFLICT (corp_id, id) DO NOTHING";
            within!(tx, |c| sqlx::query(ROOM).bind(corp.as_str()).bind(room).execute(c).await.map(|_| ()))?;
        }
    }
    Ok(())
}

async fn touch_senders(tx: &mut Tx, corp: &CorpId, messages: &[&NewMessage], now: Millis) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO party (corp_id, id, kind, departed, message_count, last_at, updated_at) \
         VALUES ($1, $2, $3, 0, $4, $5, $6) ON CONFLICT (corp_id, id) DO UPDATE SET \
         message_count = party.message_count + excluded.message_count, \
         last_at = CASE WHEN party.last_at IS NULL OR excluded.last_at > party.last_at THEN excluded.last_at ELSE party.last_at END";
    let mut senders: BTreeMap<&PartyId, (i64, Millis)> = BTreeMap::new();
    for message in messages {
        let sender = senders.entry(&message.sender).or_insert((0, message.sent_at));
        sender.0 += 1;
        sender.1 = sender.1.max(message.sent_at);
    }
    for (party, (count, last_at)) in senders {
        within!(tx, |c| {
            let query =
                sqlx::query(SQL).bind(corp.as_str()).bind(party.as_str()).bind(party.guess_kind().as_str());
            query.bind(count).bind(last_at).bind(now).execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

async fn insert_participations(
    tx: &mut Tx,
    corp: &CorpId,
    pairs: &[(ConversationId, PartyId)],
    now: Millis,
) -> StoreResult<()> {
    for batch in batches(pairs) {
        let sql = format!(
            "INSERT INTO participation (corp_id, party_id, conversation_id) VALUES {} \
             ON CONFLICT (corp_id, party_id, conversation_id) DO NOTHING",
            values(batch.len(), 3)
        );
        within!(tx, |c| {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (conversation, party) in batch {
                query = query.bind(corp.as_str()).bind(party.as_str()).bind(conversation.0);
            }
            query.execute(c).await.map(|_| ())
        })?;
        let sql = format!(
            "INSERT INTO party (corp_id, id, kind, departed, message_count, updated_at) VALUES {} \
             ON CONFLICT (corp_id, id) DO NOTHING",
            values(batch.len(), 6)
        );
        within!(tx, |c| {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for (_, party) in batch {
                query = query.bind(corp.as_str()).bind(party.as_str()).bind(party.guess_kind().as_str());
                query = query.bind(0_i64).bind(0_i64).bind(now);
            }
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

async fn count_days(tx: &mut Tx, corp: &CorpId, messages: &[&NewMessage]) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO message_day (corp_id, day, kind, external, count) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (corp_id, day, kind, external) DO UPDATE SET count = message_day.count + excluded.count";
    let mut days: BTreeMap<(i64, &str, bool), i64> = BTreeMap::new();
    for message in messages {
        let day = (message.sent_at + DAY_OFFSET).div_euclid(DAY);
        *days.entry((day, message.kind.as_str(), message.external)).or_default() += 1;
    }
    for ((day, kind, external), count) in days {
        within!(tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(day).bind(kind).bind(i64::from(external));
            query.bind(count).execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

/// Marks originals as recalled, whichever of the two came first. The original itself stays as it is.
async fn apply_recalls(tx: &mut Tx, corp: &CorpId, messages: &[&NewMessage]) -> StoreResult<()> {
    const RECORD: &str = "INSERT INTO recall (corp_id, msgid, seq, sender, at) VALUES ($1, $2, $3, $4, $5) \
                          ON CONFLICT (corp_id, msgid, seq) DO NOTHING";
    const MARK: &str = "UPDATE message SET recalled_by = $1, recalled_at = $2 WHERE corp_id = $3 AND recalled_at IS NULL \
                        AND seq = (SELECT seq FROM envelope WHERE corp_id = $3 AND msgid = $4)";
    for message in messages {
        let Some(original) = &message.recalls else { continue };
        within!(tx, |c| {
            let query = sqlx::query(RECORD).bind(corp.as_str()).bind(original.as_str()).bind(message.seq.0);
            query.bind(message.sender.as_str()).bind(message.sent_at).execute(c).await.map(|_| ())
        })?;
        within!(tx, |c| {
            let query =
                sqlx::query(MARK).bind(message.sender.as_str()).bind(message.sent_at).bind(corp.as_str());
            query.bind(original.as_str()).execute(c).await.map(|_| ())
        })?;
    }
    for batch in batches(messages) {
        let sql = format!(
            "SELECT msgid, sender, at FROM recall WHERE corp_id = $1 AND msgid IN ({})",
            places(2, batch.len())
        );
        let earlier = within!(tx, |c| {
            let mut query =
                sqlx::query_as::<_, (String, String, i64)>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            for message in batch {
                query = query.bind(message.msgid.as_str());
            }
            query.fetch_all(c).await
        })?;
        for (msgid, sender, at) in earlier {
            within!(tx, |c| {
                let query = sqlx::query(MARK).bind(sender.as_str()).bind(at).bind(corp.as_str());
                query.bind(msgid.as_str()).execute(c).await.map(|_| ())
            })?;
        }
    }
    Ok(())
}
