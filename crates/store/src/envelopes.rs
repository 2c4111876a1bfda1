//! Envelopes (加密信封): the record of truth, never changed, and what became of each.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, MsgId, Seq};
use sqlx::AssertSqlSafe;

use crate::db::{Places, Tx, batches, look_up, read, within};
use crate::{Store, StoreResult, msgids};

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
    /// Its message is in quarantine.
    Quarantined,
    /// Its message was destroyed in quarantine.
    Destroyed,
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
            Self::Quarantined => "quarantined",
            Self::Destroyed => "destroyed",
        }
    }

    fn parse(word: Option<&str>) -> Self {
        match word {
            Some("received") => Self::Received,
            Some("parked") => Self::Parked,
            Some("quarantined") => Self::Quarantined,
            Some("destroyed") => Self::Destroyed,
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
    /// Why, where it is parked, poison or in quarantine.
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

/// An envelope beside what became of it; to be followed by a condition.
const ENVELOPE: &str = "SELECT e.seq, e.msgid, e.key_version, e.sealed, e.received_at, \
     CASE WHEN w.seq IS NOT NULL THEN 'received' WHEN q.seq IS NOT NULL THEN 'quarantined' \
     WHEN LENGTH(e.sealed) = 0 THEN 'destroyed' ELSE h.state END, COALESCE(h.reason, q.reason) FROM envelope e \
     LEFT JOIN waiting w ON w.corp_id = e.corp_id AND w.seq = e.seq \
     LEFT JOIN quarantine q ON q.corp_id = e.corp_id AND q.seq = e.seq \
     LEFT JOIN held h ON h.corp_id = e.corp_id AND h.seq = e.seq";

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
    /// Lists envelopes that are about to be unsealed, by rising number.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn waiting(&self, corp: &CorpId, after: Seq, limit: usize) -> StoreResult<Vec<Envelope>> {
        const SQL: &str = "SELECT e.seq, e.msgid, e.key_version, e.sealed, e.received_at, 'received', NULL \
             FROM waiting w JOIN envelope e ON e.corp_id = w.corp_id AND e.seq = w.seq \
             WHERE w.corp_id = $1 AND w.seq > $2 ORDER BY w.seq LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, EnvelopeFields>(SQL).bind(corp.as_str()).bind(after.0);
            query.bind(limit).fetch_all(db).await
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
        const SQL: &str = "SELECT e.seq, e.msgid, e.key_version, e.sealed, e.received_at, h.state, h.reason \
             FROM held h JOIN envelope e ON e.corp_id = h.corp_id AND e.seq = h.seq \
             WHERE h.corp_id = $1 AND h.state = 'parked' AND h.key_version = $2 AND h.seq > $3 ORDER BY h.seq LIMIT $4";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, EnvelopeFields>(SQL).bind(corp.as_str());
            query.bind(i64::from(key_version)).bind(after.0).bind(limit).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(envelope).collect())
    }

    /// Lists poison, by rising number.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn poison_list(&self, corp: &CorpId, after: Seq, limit: usize) -> StoreResult<Vec<PoisonRow>> {
        const SQL: &str = "SELECT e.seq, e.msgid, e.key_version, h.reason, e.received_at \
             FROM held h JOIN envelope e ON e.corp_id = h.corp_id AND e.seq = h.seq \
             WHERE h.corp_id = $1 AND h.state = 'poison' AND h.seq > $2 ORDER BY h.seq LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (i64, String, i64, String, i64)>(SQL).bind(corp.as_str());
            query.bind(after.0).bind(limit).fetch_all(db).await
        })?;
        let row = |(seq, msgid, version, reason, received_at): (i64, String, i64, String, i64)| PoisonRow {
            seq: Seq(seq),
            msgid: MsgId::new(msgid),
            key_version: u32::try_from(version).unwrap_or_default(),
            reason,
            received_at,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Finds an envelope by its number.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn envelope(&self, corp: &CorpId, seq: Seq) -> StoreResult<Option<Envelope>> {
        let sql = format!("{ENVELOPE} WHERE e.corp_id = $1 AND e.seq = $2");
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, EnvelopeFields>(AssertSqlSafe(sql));
            query.bind(corp.as_str()).bind(seq.0).fetch_optional(db).await
        })?;
        Ok(row.map(envelope))
    }

    /// Reads WeCom's ids of envelopes.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn msgids_of(&self, corp: &CorpId, seqs: &[Seq]) -> StoreResult<HashMap<Seq, MsgId>> {
        let rows = look_up!(
            self,
            corp,
            seqs,
            64,
            (i64, String),
            "SELECT seq, msgid FROM envelope WHERE corp_id = $1 AND seq IN ({})",
            |seq| seq.0
        );
        Ok(rows.into_iter().map(|(seq, msgid)| (Seq(seq), MsgId::new(msgid))).collect())
    }

    /// Finds an envelope by WeCom's id.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn envelope_by_msgid(&self, corp: &CorpId, msgid: &MsgId) -> StoreResult<Option<Envelope>> {
        match msgids::find(self, corp, msgid).await? {
            Some(seq) => self.envelope(corp, seq).await,
            None => Ok(None),
        }
    }
}

/// Leaves of envelopes that they were received, and nothing of what they said.
pub(crate) async fn empty(tx: &mut Tx, corp: &CorpId, seqs: &[Seq]) -> StoreResult<()> {
    for batch in batches(seqs) {
        let mut places = Places::of(tx);
        let sql = format!(
            "UPDATE envelope SET sealed = {} WHERE corp_id = {} AND seq IN ({})",
            places.one(),
            places.one(),
            places.list(batch.len())
        );
        within!(tx, |c| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(&[] as &[u8]).bind(corp.as_str());
            for seq in batch {
                query = query.bind(seq.0);
            }
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}
