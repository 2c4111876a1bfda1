//! Envelopes that wait to be unsealed, and those that are held: parked until their key comes, or poison.

use std::collections::{BTreeMap, HashMap};

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Seq};
use sqlx::AssertSqlSafe;

use crate::db::{Places, Tx, batches, within};
use crate::leases::{Lease, check};
use crate::{Store, StoreResult, counters};

/// What of a version's envelopes is tried again when its key is added.
const AGAIN: &str = "corp_id = $1 AND key_version = $2 \
     AND (state = 'parked' OR (state = 'poison' AND reason IN ('random_key_not_opened', 'decrypt_failed')))";

impl Store {
    /// Lets what waits for a version's key, and what its last key did not open, be unsealed again.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`].
    pub async fn requeue(&self, lease: &Lease, corp: &CorpId, key_version: u32) -> StoreResult<u64> {
        let count = format!("SELECT state, COUNT(*) FROM held WHERE {AGAIN} GROUP BY state");
        let insert = format!(
            "INSERT INTO waiting (corp_id, seq, since) SELECT e.corp_id, e.seq, e.received_at FROM envelope e \
             WHERE e.corp_id = $1 AND e.seq IN (SELECT seq FROM held WHERE {AGAIN})"
        );
        let remove = format!("DELETE FROM held WHERE {AGAIN}");
        let (id, version) = (corp.as_str(), i64::from(key_version));
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        let counts = within!(&mut tx, |c| {
            let query = sqlx::query_as::<_, (String, i64)>(AssertSqlSafe(count)).bind(id).bind(version);
            query.fetch_all(c).await
        })?;
        for sql in [insert, remove] {
            within!(&mut tx, |c| {
                sqlx::query(AssertSqlSafe(sql)).bind(id).bind(version).execute(c).await.map(|_| ())
            })?;
        }
        let parked = counters::parked(version);
        let mut moved = 0;
        for (state, count) in &counts {
            let name = if state == PARKED { parked.as_str() } else { counters::POISON };
            counters::add(&mut tx, corp, &[(name, -count), (counters::WAITING, *count)]).await?;
            moved += count.unsigned_abs();
        }
        tx.commit().await?;
        Ok(moved)
    }
}

const PARKED: &str = "parked";
const POISON: &str = "poison";

/// Takes envelopes out of those that wait; answers which of them did, and since when.
pub(crate) async fn take(tx: &mut Tx, corp: &CorpId, seqs: &[Seq]) -> StoreResult<HashMap<Seq, Millis>> {
    let mut taken = HashMap::with_capacity(seqs.len());
    for batch in batches(seqs) {
        let mut places = Places::of(tx);
        let sql = format!(
            "DELETE FROM waiting WHERE corp_id = {} AND seq IN ({}) RETURNING seq, since",
            places.one(),
            places.list(batch.len())
        );
        let rows = within!(tx, |c| {
            let mut query = sqlx::query_as::<_, (i64, i64)>(AssertSqlSafe(sql)).bind(corp.as_str());
            for seq in batch {
                query = query.bind(seq.0);
            }
            query.fetch_all(c).await
        })?;
        taken.extend(rows.into_iter().map(|(seq, since)| (Seq(seq), since)));
    }
    let count = i64::try_from(taken.len()).unwrap_or(i64::MAX);
    counters::add(tx, corp, &[(counters::WAITING, -count)]).await?;
    Ok(taken)
}

/// Parks envelopes that were taken.
pub(crate) async fn park(tx: &mut Tx, corp: &CorpId, held: &[(Seq, &str)]) -> StoreResult<()> {
    let versions = hold(tx, corp, PARKED, held).await?;
    for (version, count) in versions {
        counters::add(tx, corp, &[(counters::parked(version).as_str(), count)]).await?;
    }
    Ok(())
}

/// Marks envelopes that were taken as poison.
pub(crate) async fn poison(tx: &mut Tx, corp: &CorpId, held: &[(Seq, &str)]) -> StoreResult<()> {
    let versions = hold(tx, corp, POISON, held).await?;
    counters::add(tx, corp, &[(counters::POISON, versions.values().sum())]).await
}

/// Holds envelopes, and answers how many there are of each version of the key.
async fn hold(
    tx: &mut Tx,
    corp: &CorpId,
    state: &str,
    held: &[(Seq, &str)],
) -> StoreResult<BTreeMap<i64, i64>> {
    let mut reasons: BTreeMap<&str, Vec<Seq>> = BTreeMap::new();
    for (seq, reason) in held {
        reasons.entry(reason).or_default().push(*seq);
    }
    let mut versions = BTreeMap::new();
    for (reason, seqs) in reasons {
        for batch in batches(&seqs) {
            let mut places = Places::of(tx);
            let sql = format!(
                "INSERT INTO held (corp_id, seq, state, key_version, reason) \
                 SELECT corp_id, seq, {}, key_version, {} FROM envelope WHERE corp_id = {} AND seq IN ({}) \
                 ON CONFLICT (corp_id, seq) DO NOTHING RETURNING key_version",
                places.one(),
                places.one(),
                places.one(),
                places.list(batch.len())
            );
            let rows = within!(tx, |c| {
                let mut query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql));
                query = query.bind(state).bind(reason).bind(corp.as_str());
                for seq in batch {
                    query = query.bind(seq.0);
                }
                query.fetch_all(c).await
            })?;
            for version in rows {
                *versions.entry(version).or_default() += 1;
            }
        }
    }
    Ok(versions)
}
