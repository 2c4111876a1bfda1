//! Quarantine (隔离): messages that were received and may not be archived. They are sealed, and read by nobody; they are
//! released when the right to archive them appears, and destroyed otherwise.

mod destroy;
mod release;
mod take_out;

use std::collections::{BTreeMap, HashSet};

use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, CorpId, PartyId, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::Place;
use huicun_domain::scope::QuarantineReason;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

pub use destroy::Doomed;
pub use take_out::TakenOut;
pub(crate) use take_out::of_each;

use crate::db::{Tx, insert_rows, look_up, read, within};
use crate::error::StoreError;
use crate::leases::{Lease, check};
use crate::{NewFile, Store, StoreResult, counters};

/// A message in quarantine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// WeCom's number.
    pub seq: Seq,
    /// The conversation that it would belong to.
    pub conversation: ConversationId,
    /// Who sent it.
    pub sender: PartyId,
    /// When it was sent.
    pub sent_at: Millis,
    /// What kind it is.
    pub kind: MessageKind,
    /// Whether somebody outside took part.
    pub external: bool,
    /// Why it may not be archived.
    pub reason: QuarantineReason,
    /// Its exact plaintext, sealed.
    pub sealed: Vec<u8>,
}

/// A message that goes to quarantine as it comes, and the files that it carries: they would be gone when it is released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewQuarantined {
    /// The message.
    pub message: Quarantined,
    /// Everybody who took part, the sender included.
    pub parties: Vec<PartyId>,
    /// Its files.
    pub files: Vec<NewFile>,
}

/// What became of messages in quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum QuarantineOutcome {
    /// They were archived first, and taken out when it was learnt that there was no right.
    TakenOut,
    /// The right appeared, and they were archived.
    Released,
    /// Their time was over, and they were destroyed.
    Destroyed,
}

impl QuarantineOutcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::TakenOut, Self::Released, Self::Destroyed];

    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TakenOut => "taken_out",
            Self::Released => "released",
            Self::Destroyed => "destroyed",
        }
    }
}

/// What became of several messages at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantineEvent {
    /// When.
    pub at: Millis,
    /// What.
    pub outcome: QuarantineOutcome,
    /// Why they were or are in quarantine.
    pub reason: QuarantineReason,
    /// How many.
    pub count: u64,
    /// When the first and the last of them were sent.
    pub sent: (Millis, Millis),
}

/// How many messages are in quarantine for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuarantineCount {
    /// The reason.
    pub reason: QuarantineReason,
    /// How many.
    pub count: u64,
    /// Since when the oldest is there.
    pub since: Millis,
}

/// A message on its way into quarantine.
#[derive(Clone, Copy)]
struct Entering<'m> {
    message: &'m Quarantined,
    parties: &'m [PartyId],
    received_at: Millis,
}

type Fields = (i64, Uuid, String, i64, String, i64, String, Vec<u8>);

const COLUMNS: &str = "q.seq, q.conversation_id, q.sender, q.sent_at, q.kind, q.external, q.reason, q.sealed";

fn quarantined(fields: Fields) -> StoreResult<Quarantined> {
    let (seq, conversation, sender, sent_at, kind, external, reason, sealed) = fields;
    Ok(Quarantined {
        seq: Seq(seq),
        conversation: ConversationId(conversation),
        sender: PartyId::new(sender),
        sent_at,
        kind: MessageKind::parse(&kind).unwrap_or(MessageKind::Unknown),
        external: external != 0,
        reason: QuarantineReason::parse(&reason).ok_or(StoreError::Unreadable("quarantine"))?,
        sealed,
    })
}

impl Store {
    /// Reads messages in quarantine that were sent at a moment or later, behind a place, in the order in which they were
    /// sent; those that a party took part in where one is named.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn quarantined(
        &self,
        corp: &CorpId,
        party: Option<&PartyId>,
        behind: Place,
        limit: usize,
    ) -> StoreResult<Vec<Quarantined>> {
        let of_party = party.map_or("", |_| {
            " AND q.seq IN (SELECT p.seq FROM quarantine_party p WHERE p.corp_id = $1 AND p.party_id = $5)"
        });
        let sql = format!(
            "SELECT {COLUMNS} FROM quarantine q WHERE q.corp_id = $1 AND (q.sent_at, q.seq) > ($2, $3){of_party} \
             ORDER BY q.sent_at, q.seq LIMIT $4"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            let query = query.bind(behind.sent_at).bind(behind.seq.0).bind(limit);
            match party {
                Some(party) => query.bind(party.as_str()).fetch_all(db).await,
                None => query.fetch_all(db).await,
            }
        })?;
        rows.into_iter().map(quarantined).collect()
    }

    /// Reads the sealed plaintext of a message in quarantine: its files are fetched with it, and nothing else.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn quarantined_plaintext(&self, corp: &CorpId, seq: Seq) -> StoreResult<Option<Vec<u8>>> {
        const SQL: &str = "SELECT sealed FROM quarantine WHERE corp_id = $1 AND seq = $2";
        read!(self, |db| {
            let query = sqlx::query_scalar::<_, Vec<u8>>(SQL).bind(corp.as_str()).bind(seq.0);
            query.fetch_optional(db).await
        })
    }

    /// Tells which of these messages are in quarantine.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn quarantined_among(&self, corp: &CorpId, seqs: &[Seq]) -> StoreResult<HashSet<Seq>> {
        let rows = look_up!(
            self,
            corp,
            seqs,
            64,
            (i64,),
            "SELECT seq FROM quarantine WHERE corp_id = $1 AND seq IN ({})",
            |seq| seq.0
        );
        Ok(rows.into_iter().map(|(seq,)| Seq(seq)).collect())
    }

    /// Counts what is in quarantine, by reason.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn quarantine_counts(&self, corp: &CorpId) -> StoreResult<Vec<QuarantineCount>> {
        const SQL: &str = "SELECT reason, COUNT(*), MIN(held_at) FROM quarantine WHERE corp_id = $1 \
                           GROUP BY reason ORDER BY reason";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (String, i64, i64)>(SQL).bind(corp.as_str()).fetch_all(db).await
        })?;
        let count = |(reason, count, since): (String, i64, i64)| {
            let reason = QuarantineReason::parse(&reason).ok_or(StoreError::Unreadable("quarantine"))?;
            Ok(QuarantineCount { reason, count: count.unsigned_abs(), since })
        };
        rows.into_iter().map(count).collect()
    }

    /// Lists what became of messages in quarantine, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn quarantine_events(&self, corp: &CorpId, limit: usize) -> StoreResult<Vec<QuarantineEvent>> {
        const SQL: &str = "SELECT at, outcome, reason, count, first_sent_at, last_sent_at FROM quarantine_event \
                           WHERE corp_id = $1 ORDER BY at DESC, outcome, reason LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (i64, String, String, i64, i64, i64)>(SQL).bind(corp.as_str());
            query.bind(limit).fetch_all(db).await
        })?;
        let event = |(at, outcome, reason, count, first, last): (i64, String, String, i64, i64, i64)| {
            let unreadable = || StoreError::Unreadable("quarantine_event");
            let outcome = QuarantineOutcome::ALL.into_iter().find(|known| known.as_str() == outcome);
            Ok(QuarantineEvent {
                at,
                outcome: outcome.ok_or_else(unreadable)?,
                reason: QuarantineReason::parse(&reason).ok_or_else(unreadable)?,
                count: count.unsigned_abs(),
                sent: (first, last),
            })
        };
        rows.into_iter().map(event).collect()
    }

    /// Notes for what other reason messages are in quarantine.
    ///
    /// # Errors
    /// [`StoreError::Fenced`], and the database's failures.
    pub async fn change_quarantine_reasons(
        &self,
        lease: &Lease,
        corp: &CorpId,
        changes: &[(Seq, QuarantineReason)],
    ) -> StoreResult<()> {
        const SQL: &str = "UPDATE quarantine SET reason = $1 WHERE corp_id = $2 AND seq = $3";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        for (seq, reason) in changes {
            within!(&mut tx, |c| {
                let query = sqlx::query(SQL).bind(reason.as_str()).bind(corp.as_str()).bind(seq.0);
                query.execute(c).await.map(|_| ())
            })?;
        }
        tx.commit().await
    }
}

/// Puts messages into quarantine. `indexed` tells whether the indexes have them.
async fn insert(
    tx: &mut Tx,
    corp: &CorpId,
    rows: &[Entering<'_>],
    now: Millis,
    indexed: bool,
) -> StoreResult<()> {
    insert_rows!(
        tx,
        rows,
        "quarantine (corp_id, seq, conversation_id, sender, sent_at, kind, external, received_at, reason, held_at, \
         indexed, sealed)",
        12,
        "",
        |query, Entering { message, received_at, .. }| {
            let query = query.bind(corp.as_str()).bind(message.seq.0).bind(message.conversation.0);
            let query = query.bind(message.sender.as_str()).bind(message.sent_at);
            let query = query.bind(message.kind.as_str()).bind(i64::from(message.external));
            let query = query.bind(*received_at).bind(message.reason.as_str()).bind(now);
            query.bind(i64::from(indexed)).bind(message.sealed.as_slice())
        }
    );
    let parties: Vec<(&PartyId, Seq)> =
        rows.iter().flat_map(|row| row.parties.iter().map(|party| (party, row.message.seq))).collect();
    insert_rows!(
        tx,
        &parties,
        "quarantine_party (corp_id, party_id, seq)",
        3,
        "ON CONFLICT (corp_id, party_id, seq) DO NOTHING",
        |query, (party, seq)| query.bind(corp.as_str()).bind(party.as_str()).bind(seq.0)
    );
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    counters::add(tx, corp, &[(counters::QUARANTINED, count)]).await
}

/// Puts messages into quarantine as they come, with their files, which are fetched while WeCom keeps them.
pub(crate) async fn hold(
    tx: &mut Tx,
    corp: &CorpId,
    new: &[(&NewQuarantined, Millis)],
    now: Millis,
) -> StoreResult<()> {
    let files: Vec<NewFile> = new.iter().flat_map(|(new, _)| new.files.iter().cloned()).collect();
    crate::media::enqueue(tx, corp, &files).await?;
    let rows: Vec<Entering<'_>> = new
        .iter()
        .map(|(new, received_at)| Entering {
            message: &new.message,
            parties: &new.parties,
            received_at: *received_at,
        })
        .collect();
    insert(tx, corp, &rows, now, false).await
}

/// Notes what became of messages, one event for each reason.
async fn note(
    tx: &mut Tx,
    corp: &CorpId,
    outcome: QuarantineOutcome,
    messages: impl Iterator<Item = (QuarantineReason, Millis)>,
    now: Millis,
) -> StoreResult<()> {
    let mut by_reason: BTreeMap<QuarantineReason, (i64, Millis, Millis)> = BTreeMap::new();
    for (reason, sent_at) in messages {
        let sum = by_reason.entry(reason).or_insert((0, sent_at, sent_at));
        *sum = (sum.0 + 1, sum.1.min(sent_at), sum.2.max(sent_at));
    }
    let events: Vec<_> = by_reason.into_iter().collect();
    insert_rows!(
        tx,
        &events,
        "quarantine_event (corp_id, at, outcome, reason, count, first_sent_at, last_sent_at)",
        7,
        "ON CONFLICT (corp_id, at, outcome, reason) DO UPDATE SET count = quarantine_event.count + excluded.count, \
         first_sent_at = CASE WHEN excluded.first_sent_at < quarantine_event.first_sent_at THEN excluded.first_sent_at \
         ELSE quarantine_event.first_sent_at END, \
         last_sent_at = CASE WHEN excluded.last_sent_at > quarantine_event.last_sent_at THEN excluded.last_sent_at \
         ELSE quarantine_event.last_sent_at END",
        |query, (reason, (count, first, last))| {
            let query = query.bind(corp.as_str()).bind(now).bind(outcome.as_str()).bind(reason.as_str());
            query.bind(*count).bind(*first).bind(*last)
        }
    );
    Ok(())
}
