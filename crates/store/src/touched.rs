//! What messages change beside themselves: conversations, rooms, parties, who took part, and figures by day.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::num::NonZeroUsize;
use std::sync::{MutexGuard, PoisonError};

use huicun_domain::clock::Millis;
use huicun_domain::conversation::ConversationKey;
use huicun_domain::ids::{ConversationId, CorpId, PartyId, Seq};
use huicun_domain::message::MessageKind;
use lru::LruCache;

use crate::db::{Tx, insert_rows, within};
use crate::quarantine::Quarantined;
use crate::unsealed::NewMessage;
use crate::{Store, StoreResult};

/// How many conversations a process remembers.
const REMEMBERED: usize = 20_000;

/// The parties of conversations that this process wrote lately, so that they need not be written again.
pub(crate) struct Known(LruCache<ConversationId, HashSet<PartyId>>);

impl Default for Known {
    fn default() -> Self {
        Self(LruCache::new(NonZeroUsize::new(REMEMBERED).unwrap_or(NonZeroUsize::MIN)))
    }
}

/// Rooms and parties that messages bring, as far as this process knows.
#[derive(Default)]
pub(crate) struct Newcomers<'m> {
    rooms: BTreeSet<&'m str>,
    parties: BTreeSet<(ConversationId, &'m PartyId)>,
}

impl Known {
    /// Finds rooms and parties that messages bring.
    pub(crate) fn newcomers<'m>(&mut self, messages: &[&'m NewMessage]) -> Newcomers<'m> {
        let mut new = Newcomers::default();
        for message in messages {
            let known = self.0.get(&message.conversation);
            if let (None, ConversationKey::Room(room)) = (&known, &message.key) {
                new.rooms.insert(room.as_str());
            }
            for party in &message.participants {
                if known.is_none_or(|known| !known.contains(party)) {
                    new.parties.insert((message.conversation, party));
                }
            }
        }
        new
    }

    /// Forgets conversations that are not there any more.
    pub(crate) fn forget(&mut self, conversations: impl IntoIterator<Item = ConversationId>) {
        for conversation in conversations {
            self.0.pop(&conversation);
        }
    }

    /// Remembers rooms and parties that are written by now.
    pub(crate) fn remember(&mut self, new: &Newcomers<'_>) {
        for (conversation, party) in &new.parties {
            self.0.get_or_insert_mut(*conversation, HashSet::new).insert((*party).clone());
        }
    }
}

impl Store {
    pub(crate) fn known(&self) -> MutexGuard<'_, Known> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes all that messages change beside themselves.
pub(crate) async fn write(
    tx: &mut Tx,
    corp: &CorpId,
    messages: &[&NewMessage],
    newcomers: &Newcomers<'_>,
    now: Millis,
) -> StoreResult<()> {
    write_conversations(tx, corp, messages).await?;
    write_newcomers(tx, corp, newcomers).await?;
    write_parties(tx, corp, messages, newcomers, now).await?;
    let days = messages.iter().map(|message| (message.sent_at, message.kind, message.external));
    count_days(tx, corp, days, 1).await
}

/// What a batch adds to one conversation.
struct Touch<'m> {
    key: &'m ConversationKey,
    external: bool,
    count: i64,
    first: (Millis, Seq),
    last: (Millis, Seq),
}

async fn write_conversations(tx: &mut Tx, corp: &CorpId, messages: &[&NewMessage]) -> StoreResult<()> {
    let mut touches: BTreeMap<ConversationId, Touch<'_>> = BTreeMap::new();
    for message in messages {
        let at = (message.sent_at, message.seq);
        let fresh = Touch { key: &message.key, external: false, count: 0, first: at, last: at };
        let touch = touches.entry(message.conversation).or_insert(fresh);
        touch.count += 1;
        touch.external |= message.external;
        touch.first = touch.first.min(at);
        touch.last = touch.last.max(at);
    }
    let touches: Vec<(ConversationId, Touch<'_>)> = touches.into_iter().collect();
    insert_rows!(
        tx,
        &touches,
        "conversation (corp_id, id, kind, room_id, first_party, second_party, external, message_count, first_at, \
         last_at, last_seq)",
        11,
        "ON CONFLICT (corp_id, id) DO UPDATE SET message_count = conversation.message_count + excluded.message_count, \
         external = CASE WHEN excluded.external > conversation.external THEN excluded.external ELSE conversation.external END, \
         first_at = CASE WHEN excluded.first_at < conversation.first_at THEN excluded.first_at ELSE conversation.first_at END, \
         last_seq = CASE WHEN excluded.last_at >= conversation.last_at THEN excluded.last_seq ELSE conversation.last_seq END, \
         last_at = CASE WHEN excluded.last_at > conversation.last_at THEN excluded.last_at ELSE conversation.last_at END",
        |query, (id, touch)| {
            let (room, first, second) = match touch.key {
                ConversationKey::Room(room) => (Some(room.as_str()), None, None),
                ConversationKey::Direct(one, other) => (None, Some(one.as_str()), Some(other.as_str())),
            };
            let query = query.bind(corp.as_str()).bind(id.0).bind(touch.key.kind().as_str());
            let query = query.bind(room).bind(first).bind(second).bind(i64::from(touch.external));
            query.bind(touch.count).bind(touch.first.0).bind(touch.last.0).bind(touch.last.1.0)
        }
    );
    Ok(())
}

async fn write_newcomers(tx: &mut Tx, corp: &CorpId, new: &Newcomers<'_>) -> StoreResult<()> {
    let rooms: Vec<&str> = new.rooms.iter().copied().collect();
    insert_rows!(
        tx,
        &rooms,
        "room (corp_id, id, updated_at)",
        3,
        "ON CONFLICT (corp_id, id) DO NOTHING",
        |query, room| query.bind(corp.as_str()).bind(*room).bind(0_i64)
    );
    let pairs: Vec<(ConversationId, &PartyId)> = new.parties.iter().copied().collect();
    insert_rows!(
        tx,
        &pairs,
        "participation (corp_id, party_id, conversation_id)",
        3,
        "ON CONFLICT (corp_id, party_id, conversation_id) DO NOTHING",
        |query, (conversation, party)| query.bind(corp.as_str()).bind(party.as_str()).bind(conversation.0)
    );
    Ok(())
}

/// Counts what senders wrote, and names those who took part without writing. One statement for both, in the order of
/// their ids: whoever else writes parties in that order never waits in a circle.
async fn write_parties(
    tx: &mut Tx,
    corp: &CorpId,
    messages: &[&NewMessage],
    new: &Newcomers<'_>,
    now: Millis,
) -> StoreResult<()> {
    let silent = new.parties.iter().map(|(_, party)| (*party, (0, None)));
    let mut parties: BTreeMap<&PartyId, (i64, Option<Millis>)> = silent.collect();
    for message in messages {
        let sender = parties.entry(&message.sender).or_insert((0, None));
        sender.0 += 1;
        sender.1 = sender.1.max(Some(message.sent_at));
    }
    let parties: Vec<(&PartyId, (i64, Option<Millis>))> = parties.into_iter().collect();
    insert_rows!(
        tx,
        &parties,
        "party (corp_id, id, kind, departed, message_count, last_at, updated_at)",
        7,
        "ON CONFLICT (corp_id, id) DO UPDATE SET message_count = party.message_count + excluded.message_count, \
         last_at = CASE WHEN party.last_at IS NULL OR excluded.last_at > party.last_at THEN excluded.last_at \
         ELSE party.last_at END",
        |query, (party, (count, last_at))| {
            let query = query.bind(corp.as_str()).bind(party.as_str()).bind(party.guess_kind().as_str());
            query.bind(0_i64).bind(*count).bind(*last_at).bind(now)
        }
    );
    Ok(())
}

/// Takes back what messages counted beside themselves, after they were removed. Returns the conversations of which
/// nothing is left.
pub(crate) async fn unwrite(
    tx: &mut Tx,
    corp: &CorpId,
    removed: &[&Quarantined],
) -> StoreResult<Vec<ConversationId>> {
    let mut conversations: BTreeMap<ConversationId, i64> = BTreeMap::new();
    let mut senders: BTreeMap<&PartyId, i64> = BTreeMap::new();
    for message in removed {
        *conversations.entry(message.conversation).or_default() += 1;
        *senders.entry(&message.sender).or_default() += 1;
    }
    let mut emptied = Vec::new();
    for (conversation, count) in conversations {
        if uncount_conversation(tx, corp, conversation, count).await? {
            emptied.push(conversation);
        }
    }
    // When somebody wrote last is not looked for among all that is left: nothing is said where nothing is left.
    const SENDER: &str = "UPDATE party SET message_count = message_count - $1, \
         last_at = CASE WHEN message_count > $1 THEN last_at ELSE NULL END WHERE corp_id = $2 AND id = $3";
    for (sender, count) in senders {
        within!(tx, |c| {
            let query = sqlx::query(SENDER).bind(count).bind(corp.as_str()).bind(sender.as_str());
            query.execute(c).await.map(|_| ())
        })?;
    }
    let days = removed.iter().map(|message| (message.sent_at, message.kind, message.external));
    count_days(tx, corp, days, -1).await?;
    Ok(emptied)
}

/// Counts what is left of a conversation; tells whether nothing is, so that it was removed.
async fn uncount_conversation(
    tx: &mut Tx,
    corp: &CorpId,
    conversation: ConversationId,
    count: i64,
) -> StoreResult<bool> {
    const LEFT: &str = "UPDATE conversation SET message_count = message_count - $1, \
         first_at = COALESCE((SELECT MIN(m.sent_at) FROM message m WHERE m.conversation_id = $2), first_at), \
         last_at = COALESCE((SELECT MAX(m.sent_at) FROM message m WHERE m.conversation_id = $2), last_at), \
         last_seq = COALESCE((SELECT m.seq FROM message m WHERE m.conversation_id = $2 \
         ORDER BY m.sent_at DESC, m.seq DESC LIMIT 1), last_seq) \
         WHERE corp_id = $3 AND id = $2 RETURNING message_count";
    const REMOVE: [&str; 3] = [
        "DELETE FROM conversation WHERE corp_id = $1 AND id = $2",
        "DELETE FROM participation WHERE corp_id = $1 AND conversation_id = $2",
        "DELETE FROM reading WHERE corp_id = $1 AND conversation_id = $2",
    ];
    let left = within!(tx, |c| {
        let query = sqlx::query_scalar::<_, i64>(LEFT).bind(count).bind(conversation.0);
        query.bind(corp.as_str()).fetch_optional(c).await
    })?;
    if left.is_none_or(|left| left > 0) {
        return Ok(false);
    }
    for sql in REMOVE {
        within!(tx, |c| {
            let query = sqlx::query(sql).bind(corp.as_str()).bind(conversation.0);
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(true)
}

/// Days are counted in China's civil time, which has had no summer time since 1991.
const DAY_OFFSET: Millis = 8 * 3_600_000;
const DAY: Millis = 86_400_000;

/// Adds each of these messages `by` times to the figures of its day.
async fn count_days(
    tx: &mut Tx,
    corp: &CorpId,
    messages: impl Iterator<Item = (Millis, MessageKind, bool)>,
    by: i64,
) -> StoreResult<()> {
    let mut days: BTreeMap<(i64, &str, bool), i64> = BTreeMap::new();
    for (sent_at, kind, external) in messages {
        let day = (sent_at + DAY_OFFSET).div_euclid(DAY);
        *days.entry((day, kind.as_str(), external)).or_default() += by;
    }
    let days: Vec<((i64, &str, bool), i64)> = days.into_iter().collect();
    insert_rows!(
        tx,
        &days,
        "message_day (corp_id, day, kind, external, count)",
        5,
        "ON CONFLICT (corp_id, day, kind, external) DO UPDATE SET count = message_day.count + excluded.count",
        |query, ((day, kind, external), count)| {
            query.bind(corp.as_str()).bind(*day).bind(*kind).bind(i64::from(*external)).bind(*count)
        }
    );
    Ok(())
}
