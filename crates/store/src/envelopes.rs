//! Envelopes (加密信封): the record of truth, written together with the cursor and never changed.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, MsgId, Seq};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{Tx, batches, places, read, values, within};
use crate::leases::{Lease, check};
use crate::{Store, StoreResult, counters};

/// An envelope as pulled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEnvelope {
    /// WeCom's number.
    pub seq: Seq,
    /// WeCom's id.
    pub msgid: MsgId,
    /// The version of the key that it needs.
    pub key_version: u32,
    /// The item exactly as received, sealed.
    pub sealed: Vec<u8>,
}

/// An item that could not be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenItem {
    /// Its number, or the one where it was met.
    pub seq: Seq,
    /// Why, as a word.
    pub reason: String,
    /// Its bytes, sealed.
    pub sealed: Vec<u8>,
}

/// Numbers that were jumped over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The first.
    pub from: Seq,
    /// The last.
    pub to: Seq,
}

/// A gap as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapRow {
    /// The first number missing.
    pub from: Seq,
    /// The last number missing.
    pub to: Seq,
    /// When the jump was seen.
    pub first_seen: Millis,
    /// `open` or `filled`.
    pub state: String,
}

impl GapRow {
    /// Tells whether its numbers are still missing.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == "open"
    }
}

/// One page to be made durable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageWrite {
    /// Its envelopes.
    pub envelopes: Vec<NewEnvelope>,
    /// Its items that could not be parsed.
    pub broken: Vec<BrokenItem>,
    /// The cursor behind it.
    pub cursor: Seq,
    /// The jumps within it.
    pub gaps: Vec<Gap>,
}

/// What became of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageWritten {
    /// The envelopes that were new.
    pub inserted: Vec<Seq>,
    /// How many were there already.
    pub duplicates: u64,
    /// How many were there as something else.
    pub conflicts: u64,
}

/// What became of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopeState {
    /// It is about to be unsealed.
    Received,
    /// Its message can be read.
    Unsealed,
    /// It waits for its key.
    Parked,
    /// It could not be opened, or is no message.
    Poison,
}

impl EnvelopeState {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Unsealed => "unsealed",
            Self::Parked => "parked",
            Self::Poison => "poison",
        }
    }

    fn parse(word: Option<&str>) -> Self {
        match word {
            Some("received") => Self::Received,
            Some("parked") => Self::Parked,
            Some(_) => Self::Poison,
            None => Self::Unsealed,
        }
    }
}

/// An envelope as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// WeCom's number.
    pub seq: Seq,
    /// WeCom's id.
    pub msgid: MsgId,
    /// The version of the key that it needs.
    pub key_version: u32,
    /// The item exactly as received, sealed.
    pub sealed: Vec<u8>,
    /// When it was received.
    pub received_at: Millis,
    /// What became of it.
    pub state: EnvelopeState,
    /// Why, where it is parked or poison.
    pub reason: Option<String>,
}

/// An envelope that is poison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoisonRow {
    /// WeCom's number.
    pub seq: Seq,
    /// WeCom's id.
    pub msgid: MsgId,
    /// The version of the key that it needs.
    pub key_version: u32,
    /// Why, as a word.
    pub reason: String,
    /// When it was received.
    pub received_at: Millis,
}

type EnvelopeFields = (i64, String, i64, Vec<u8>, i64, Option<String>, Option<String>);

fn envelope((seq, msgid, version, sealed, received_at, state, reason): EnvelopeFields) -> Envelope {
    Envelope {
        seq: Seq(seq),
        msgid: MsgId::new(msgid),
        key_version: u32::try_from(version).unwrap_or_default(),
        sealed,
        received_at,
        state: EnvelopeState::parse(state.as_deref()),
        reason,
    }
}

impl Store {
    /// Makes a page durable: envelopes, cursor and gaps in one transaction.
    ///
    /// What was there already changes nothing; what was there as something else is kept beside it.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], [`crate::StoreError::DiskFull`]; nothing is then changed.
    pub async fn append_page(
        &self,
        lease: &Lease,
        corp: &CorpId,
        page: PageWrite,
        now: Millis,
    ) -> StoreResult<PageWritten> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        let mut written = PageWritten::default();
        let mut fresh = Vec::with_capacity(page.envelopes.len());
        let known = known_envelopes(&mut tx, corp, &page.envelopes).await?;
        let mut in_page: HashMap<&str, Seq> = HashMap::new();
        let mut seqs: HashMap<Seq, &str> = HashMap::new();
        for envelope in &page.envelopes {
            let msgid = envelope.msgid.as_str();
            let by_seq = known
                .by_seq
                .get(&envelope.seq)
                .map(String::as_str)
                .or_else(|| seqs.get(&envelope.seq).copied());
            let by_msgid = known.by_msgid.get(msgid).or_else(|| in_page.get(msgid));
            match (by_seq, by_msgid) {
                (None, None) => {
                    in_page.insert(msgid, envelope.seq);
                    seqs.insert(envelope.seq, msgid);
                    fresh.push(envelope);
                }
                (Some(other), Some(seq)) if other == msgid && *seq == envelope.seq => written.duplicates += 1,
                _ => {
                    written.conflicts += 1;
                    insert_conflict(&mut tx, corp, envelope, now).await?;
                }
            }
        }
        insert_envelopes(&mut tx, corp, &fresh, now).await?;
        written.inserted = fresh.iter().map(|envelope| envelope.seq).collect();
        let mut broken = 0;
        for item in &page.broken {
            broken += insert_broken(&mut tx, corp, item, now).await?;
        }
        close_gaps(&mut tx, corp, &written.inserted).await?;
        for gap in &page.gaps {
            insert_gap(&mut tx, corp, *gap, now).await?;
        }
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        counters::raise(&mut tx, corp, counters::CURSOR, page.cursor.0).await?;
        counters::add(&mut tx, corp, counters::RECEIVED, count(fresh.len() as u64)).await?;
        counters::add(&mut tx, corp, counters::BROKEN, broken).await?;
        counters::add(&mut tx, corp, counters::DUPLICATES, count(written.duplicates)).await?;
        counters::add(&mut tx, corp, counters::CONFLICTS, count(written.conflicts)).await?;
        tx.commit().await?;
        Ok(written)
    }

    /// Lists envelopes that are about to be unsealed, by rising number.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn waiting(&self, corp: &CorpId, after: Seq, limit: usize) -> StoreResult<Vec<Envelope>> {
        const SQL: &str = "SELECT e.seq, e.msgid, e.key_version, e.sealed, e.received_at, w.state, w.reason \
             FROM waiting w JOIN envelope e ON e.corp_id = w.corp_id AND e.seq = w.seq \
             WHERE w.corp_id = $1 AND w.state = 'received' AND w.seq > $2 ORDER BY w.seq LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query =
                sqlx::query_as::<_, EnvelopeFields>(SQL).bind(corp.as_str()).bind(after.0).bind(limit);
            query.fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(envelope).collect())
    }

    /// Lists envelopes that wait for the key of a version, by rising number.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn parked(
        &self,
        corp: &CorpId,
        key_version: u32,
        after: Seq,
        limit: usize,
    ) -> StoreResult<Vec<Envelope>> {
        const SQL: &str = "SELECT e.seq, e.msgid, e.key_version, e.sealed, e.received_at, w.state, w.reason \
             FROM waiting w JOIN envelope e ON e.corp_id = w.corp_id AND e.seq = w.seq \
             WHERE w.corp_id = $1 AND w.state = 'parked' AND w.key_version = $2 AND w.seq > $3 ORDER BY w.seq LIMIT $4";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query =
                sqlx::query_as::<_, EnvelopeFields>(SQL).bind(corp.as_str()).bind(i64::from(key_version));
            query.bind(after.0).bind(limit).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(envelope).collect())
    }

    /// Lets what waits for a version's key, and what its last key did not open, be unsealed again.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`].
    pub async fn requeue(&self, lease: &Lease, corp: &CorpId, key_version: u32) -> StoreResult<u64> {
        const SQL: &str = "UPDATE waiting SET state = 'received', reason = NULL WHERE corp_id = $1 AND key_version = $2 \
             AND (state = 'parked' OR (state = 'poison' AND reason IN ('random_key_not_opened', 'decrypt_failed')))";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        let count = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(i64::from(key_version));
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(count)
    }

    /// Lists poison, by rising number.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn poison_list(&self, corp: &CorpId, after: Seq, limit: usize) -> StoreResult<Vec<PoisonRow>> {
        const SQL: &str = "SELECT e.seq, e.msgid, e.key_version, COALESCE(w.reason, ''), e.received_at \
             FROM waiting w JOIN envelope e ON e.corp_id = w.corp_id AND e.seq = w.seq \
             WHERE w.corp_id = $1 AND w.state = 'poison' AND w.seq > $2 ORDER BY w.seq LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (i64, String, i64, String, i64)>(SQL).bind(corp.as_str());
            query.bind(after.0).bind(limit).fetch_all(db).await
        })?;
        Ok(rows
            .into_iter()
            .map(|(seq, msgid, version, reason, received_at)| PoisonRow {
                seq: Seq(seq),
                msgid: MsgId::new(msgid),
                key_version: u32::try_from(version).unwrap_or_default(),
                reason,
                received_at,
            })
            .collect())
    }

    /// Finds an envelope by WeCom's id.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn envelope_by_msgid(&self, corp: &CorpId, msgid: &MsgId) -> StoreResult<Option<Envelope>> {
        const SQL: &str = "SELECT e.seq, e.msgid, e.key_version, e.sealed, e.received_at, w.state, w.reason \
             FROM envelope e LEFT JOIN waiting w ON w.corp_id = e.corp_id AND w.seq = e.seq \
             WHERE e.corp_id = $1 AND e.msgid = $2";
        let row = read!(self, |db| {
            sqlx::query_as::<_, EnvelopeFields>(SQL)
                .bind(corp.as_str())
                .bind(msgid.as_str())
                .fetch_optional(db)
                .await
        })?;
        Ok(row.map(envelope))
    }

    /// Lists gaps, the oldest numbers first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn gaps(&self, corp: &CorpId) -> StoreResult<Vec<GapRow>> {
        const SQL: &str = "SELECT from_seq, to_seq, first_seen, state FROM gap WHERE corp_id = $1 ORDER BY from_seq LIMIT 10000";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (i64, i64, i64, String)>(SQL).bind(corp.as_str()).fetch_all(db).await
        })?;
        let row = |(from, to, first_seen, state)| GapRow { from: Seq(from), to: Seq(to), first_seen, state };
        Ok(rows.into_iter().map(row).collect())
    }
}

#[derive(Default)]
struct KnownEnvelopes {
    by_seq: HashMap<Seq, String>,
    by_msgid: HashMap<String, Seq>,
}

/// Finds which of a page's numbers and ids are there already.
async fn known_envelopes(
    tx: &mut Tx,
    corp: &CorpId,
    envelopes: &[NewEnvelope],
) -> StoreResult<KnownEnvelopes> {
    let mut known = KnownEnvelopes::default();
    for batch in batches(envelopes) {
        let count = batch.len();
        let sql = format!(
            "SELECT seq, msgid FROM envelope WHERE corp_id = $1 AND seq IN ({}) \
             UNION SELECT seq, msgid FROM envelope WHERE corp_id = $1 AND msgid IN ({})",
            places(2, count),
            places(2 + count, count)
        );
        let rows = within!(tx, |c| {
            let mut query =
                sqlx::query_as::<_, (i64, String)>(AssertSqlSafe(sql.as_str())).bind(corp.as_str());
            for envelope in batch {
                query = query.bind(envelope.seq.0);
            }
            for envelope in batch {
                query = query.bind(envelope.msgid.as_str());
            }
            query.fetch_all(c).await
        })?;
        for (seq, msgid) in rows {
            known.by_seq.insert(Seq(seq), msgid.clone());
            known.by_msgid.insert(msgid, Seq(seq));
        }
    }
    Ok(known)
}

async fn insert_envelopes(
    tx: &mut Tx,
    corp: &CorpId,
    envelopes: &[&NewEnvelope],
    now: Millis,
) -> StoreResult<()> {
    for batch in batches(envelopes) {
        let sql = format!(
            "INSERT INTO envelope (corp_id, seq, msgid, key_version, sealed, received_at) VALUES {}",
            values(batch.len(), 6)
        );
        within!(tx, |c| {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for envelope in batch {
                query = query.bind(corp.as_str()).bind(envelope.seq.0).bind(envelope.msgid.as_str());
                query =
                    query.bind(i64::from(envelope.key_version)).bind(envelope.sealed.as_slice()).bind(now);
            }
            query.execute(c).await.map(|_| ())
        })?;
        let sql = format!(
            "INSERT INTO waiting (corp_id, seq, state, key_version, since) VALUES {}",
            values(batch.len(), 5)
        );
        within!(tx, |c| {
            let mut query = sqlx::query(AssertSqlSafe(sql.as_str()));
            for envelope in batch {
                query = query.bind(corp.as_str()).bind(envelope.seq.0).bind("received");
                query = query.bind(i64::from(envelope.key_version)).bind(now);
            }
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}

async fn insert_conflict(tx: &mut Tx, corp: &CorpId, envelope: &NewEnvelope, now: Millis) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO envelope_conflict (id, corp_id, seq, msgid, sealed, received_at) \
                       VALUES ($1, $2, $3, $4, $5, $6)";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(Uuid::now_v7()).bind(corp.as_str()).bind(envelope.seq.0);
        let query = query.bind(envelope.msgid.as_str()).bind(envelope.sealed.as_slice()).bind(now);
        query.execute(c).await.map(|_| ())
    })
}

async fn insert_broken(tx: &mut Tx, corp: &CorpId, item: &BrokenItem, now: Millis) -> StoreResult<i64> {
    const SQL: &str = "INSERT INTO broken_item (corp_id, seq, reason, sealed, received_at) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (corp_id, seq) DO NOTHING";
    let rows = within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(item.seq.0).bind(item.reason.as_str());
        query.bind(item.sealed.as_slice()).bind(now).execute(c).await.map(|done| done.rows_affected())
    })?;
    Ok(i64::try_from(rows).unwrap_or_default())
}

async fn insert_gap(tx: &mut Tx, corp: &CorpId, gap: Gap, first_seen: Millis) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO gap (corp_id, from_seq, to_seq, first_seen, state) VALUES ($1, $2, $3, $4, 'open') \
                       ON CONFLICT (corp_id, from_seq, state) DO NOTHING";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(gap.from.0).bind(gap.to.0).bind(first_seen);
        query.execute(c).await.map(|_| ())
    })
}

/// Takes numbers that came out of the gaps that missed them; what is left of a gap stays open.
async fn close_gaps(tx: &mut Tx, corp: &CorpId, seqs: &[Seq]) -> StoreResult<()> {
    const FIND: &str = "SELECT from_seq, to_seq, first_seen FROM gap \
                        WHERE corp_id = $1 AND state = 'open' AND from_seq <= $2 AND to_seq >= $3 ORDER BY from_seq";
    const REMOVE: &str = "DELETE FROM gap WHERE corp_id = $1 AND from_seq = $2 AND state = 'open'";
    const FILLED: &str = "INSERT INTO gap (corp_id, from_seq, to_seq, first_seen, state) VALUES ($1, $2, $3, $4, 'filled') \
                          ON CONFLICT (corp_id, from_seq, state) DO NOTHING";
    let (Some(first), Some(last)) = (seqs.iter().min(), seqs.iter().max()) else { return Ok(()) };
    let open = within!(tx, |c| {
        let query = sqlx::query_as::<_, (i64, i64, i64)>(FIND).bind(corp.as_str()).bind(last.0).bind(first.0);
        query.fetch_all(c).await
    })?;
    for (from, to, first_seen) in open {
        let mut came: Vec<i64> =
            seqs.iter().map(|seq| seq.0).filter(|seq| (from..=to).contains(seq)).collect();
        if came.is_empty() {
            continue;
        }
        came.sort_unstable();
        within!(tx, |c| sqlx::query(REMOVE).bind(corp.as_str()).bind(from).execute(c).await.map(|_| ()))?;
        let mut missing = from;
        for seq in came {
            within!(tx, |c| {
                let query = sqlx::query(FILLED).bind(corp.as_str()).bind(seq).bind(seq).bind(first_seen);
                query.execute(c).await.map(|_| ())
            })?;
            if seq > missing {
                insert_gap(tx, corp, Gap { from: Seq(missing), to: Seq(seq - 1) }, first_seen).await?;
            }
            missing = seq + 1;
        }
        if missing <= to {
            insert_gap(tx, corp, Gap { from: Seq(missing), to: Seq(to) }, first_seen).await?;
        }
    }
    Ok(())
}
