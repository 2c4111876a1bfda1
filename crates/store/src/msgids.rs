//! WeCom's message ids: which envelope has which.
//!
//! The ids come in no order, so that an index over them is written all over with every page of envelopes. Instead,
//! eight bytes of a digest are kept: those that came lately in a small table, and once it is full they move, in order,
//! to a large one. Two ids may share a digest; the envelope tells which is meant. That an id belongs to one envelope
//! is checked where envelopes are written, under the lease.

use std::collections::HashMap;

use huicun_domain::ids::{CorpId, MsgId, Seq};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{Places, Tx, batches, insert_rows, read, within};
use crate::{Store, StoreResult, counters};

/// How many digests are gathered before they are merged.
const GATHERED: i64 = 32_768;

/// Digests an id: the first eight bytes of a name-based UUID (version 5) over corp and id.
fn digest(corp: &CorpId, msgid: &str) -> i64 {
    const SPACE: Uuid = Uuid::from_u128(0x6875_6963_756e_4000_8000_6d73_6769_6473);
    let (first, _) = Uuid::new_v5(&SPACE, format!("{corp}\0{msgid}").as_bytes()).as_u64_pair();
    first.cast_signed()
}

/// Finds the envelope with an id.
pub(crate) async fn find(store: &Store, corp: &CorpId, msgid: &MsgId) -> StoreResult<Option<Seq>> {
    const SQL: &str = "SELECT e.seq FROM (SELECT seq FROM msgid_recent WHERE digest = $2 \
         UNION ALL SELECT seq FROM msgid WHERE digest = $2) d \
         JOIN envelope e ON e.corp_id = $1 AND e.seq = d.seq WHERE e.msgid = $3";
    let found = read!(store, |db| {
        let query = sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str());
        query.bind(digest(corp, msgid.as_str())).bind(msgid.as_str()).fetch_optional(db).await
    })?;
    Ok(found.map(Seq))
}

/// Finds the envelopes with some ids.
pub(crate) async fn find_all(
    tx: &mut Tx,
    corp: &CorpId,
    msgids: &[&MsgId],
) -> StoreResult<HashMap<String, Seq>> {
    let digests: Vec<i64> = msgids.iter().map(|msgid| digest(corp, msgid.as_str())).collect();
    let mut seqs = Vec::new();
    for batch in batches(&digests) {
        let mut places = Places::of(tx);
        let sql = format!(
            "SELECT seq FROM msgid_recent WHERE digest IN ({}) UNION SELECT seq FROM msgid WHERE digest IN ({})",
            places.list(batch.len()),
            places.list(batch.len())
        );
        let rows = within!(tx, |c| {
            let mut query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql));
            for digest in batch.iter().chain(batch) {
                query = query.bind(*digest);
            }
            query.fetch_all(c).await
        })?;
        seqs.extend(rows);
    }
    let mut found = HashMap::with_capacity(seqs.len());
    for batch in batches(&seqs) {
        let mut places = Places::of(tx);
        let sql = format!(
            "SELECT msgid, seq FROM envelope WHERE corp_id = {} AND seq IN ({})",
            places.one(),
            places.list(batch.len())
        );
        let rows = within!(tx, |c| {
            let mut query = sqlx::query_as::<_, (String, i64)>(AssertSqlSafe(sql)).bind(corp.as_str());
            for seq in batch {
                query = query.bind(*seq);
            }
            query.fetch_all(c).await
        })?;
        // A digest may be shared with an id that was not asked for: whoever looks an id up does not meet it.
        found.extend(rows.into_iter().map(|(msgid, seq)| (msgid, Seq(seq))));
    }
    Ok(found)
}

/// Notes which envelopes have which ids.
pub(crate) async fn insert(tx: &mut Tx, corp: &CorpId, envelopes: &[(&MsgId, Seq)]) -> StoreResult<()> {
    if envelopes.is_empty() {
        return Ok(());
    }
    insert_rows!(tx, envelopes, "msgid_recent (digest, seq)", 2, "", |query, (msgid, seq)| {
        query.bind(digest(corp, msgid.as_str())).bind(seq.0)
    });
    let gathered = counters::get(tx, corp, counters::UNMERGED).await?;
    let count = i64::try_from(envelopes.len()).unwrap_or(i64::MAX);
    if gathered + count < GATHERED {
        return counters::add(tx, corp, &[(counters::UNMERGED, count)]).await;
    }
    merge(tx).await?;
    counters::add(tx, corp, &[(counters::UNMERGED, -gathered)]).await
}

async fn merge(tx: &mut Tx) -> StoreResult<()> {
    const MOVE: &str = "INSERT INTO msgid (digest, seq) SELECT digest, seq FROM msgid_recent WHERE true \
                        ORDER BY digest, seq ON CONFLICT (digest, seq) DO NOTHING";
    const REMOVE: &str = "DELETE FROM msgid_recent";
    within!(tx, |c| sqlx::query(MOVE).execute(c).await.map(|_| ()))?;
    within!(tx, |c| sqlx::query(REMOVE).execute(c).await.map(|_| ()))
}
