//! Recalls (撤回): which message each names, whichever of the two comes first. The original itself stays as it is.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, MsgId, Seq};
use sqlx::AssertSqlSafe;

use crate::db::{Places, Tx, batches, insert_rows, look_up, read, within};
use crate::unsealed::NewMessage;
use crate::{Store, StoreResult, msgids};

impl Store {
    /// Lists the numbers of all recalled messages.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn recalled_seqs(&self, corp: &CorpId) -> StoreResult<Vec<Seq>> {
        const SQL: &str =
            "SELECT seq FROM message WHERE corp_id = $1 AND recalled_at IS NOT NULL ORDER BY seq";
        let rows =
            read!(self, |db| sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).fetch_all(db).await)?;
        Ok(rows.into_iter().map(Seq).collect())
    }

    /// Finds which messages recalls name: the number of each recall, and of its original where that can be read.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn recalled_by(&self, corp: &CorpId, recalls: &[Seq]) -> StoreResult<HashMap<Seq, Seq>> {
        let rows = look_up!(
            self,
            corp,
            recalls,
            32,
            (i64, i64),
            "SELECT seq, original_seq FROM recall WHERE corp_id = $1 AND original_seq IS NOT NULL AND seq IN ({})",
            |recall| recall.0
        );
        Ok(rows.into_iter().map(|(recall, original)| (Seq(recall), Seq(original))).collect())
    }
}

/// A recall whose original is there.
struct Recall<'m> {
    seq: i64,
    original: Seq,
    sender: &'m str,
    at: Millis,
}

/// Marks what new recalls name, and what earlier recalls named before it came.
pub(crate) async fn apply(tx: &mut Tx, corp: &CorpId, messages: &[&NewMessage]) -> StoreResult<()> {
    let new: Vec<(&NewMessage, &MsgId)> =
        messages.iter().filter_map(|message| Some((*message, message.recalls.as_ref()?))).collect();
    apply_earlier(tx, corp, messages).await?;
    insert_rows!(
        tx,
        &new,
        "recall (corp_id, seq, msgid, sender, at)",
        5,
        "ON CONFLICT (corp_id, seq) DO NOTHING",
        |query, (message, original)| {
            let query = query.bind(corp.as_str()).bind(message.seq.0).bind(original.as_str());
            query.bind(message.sender.as_str()).bind(message.sent_at)
        }
    );
    let originals: Vec<&MsgId> = new.iter().map(|(_, original)| *original).collect();
    let originals = msgids::find_all(tx, corp, &originals).await?;
    for (message, original) in new {
        let Some(original) = originals.get(original.as_str()) else { continue };
        let (sender, at) = (message.sender.as_str(), message.sent_at);
        mark(tx, corp, Recall { seq: message.seq.0, original: *original, sender, at }).await?;
    }
    Ok(())
}

async fn apply_earlier(tx: &mut Tx, corp: &CorpId, messages: &[&NewMessage]) -> StoreResult<()> {
    for batch in batches(messages) {
        let mut places = Places::of(tx);
        let sql = format!(
            "SELECT msgid, seq, sender, at FROM recall WHERE corp_id = {} AND original_seq IS NULL AND msgid IN ({}) \
             ORDER BY at, seq",
            places.one(),
            places.list(batch.len())
        );
        let earlier = within!(tx, |c| {
            let mut query = sqlx::query_as::<_, (String, i64, String, i64)>(AssertSqlSafe(sql));
            query = query.bind(corp.as_str());
            for message in batch {
                query = query.bind(message.msgid.as_str());
            }
            query.fetch_all(c).await
        })?;
        for (msgid, seq, sender, at) in earlier {
            let original = batch.iter().find(|message| message.msgid.as_str() == msgid);
            let Some(original) = original.map(|message| message.seq) else { continue };
            mark(tx, corp, Recall { seq, original, sender: &sender, at }).await?;
        }
    }
    Ok(())
}

/// Marks an original. Where its message is not stored yet nothing happens: it looks for its recalls when it is.
async fn mark(tx: &mut Tx, corp: &CorpId, recall: Recall<'_>) -> StoreResult<()> {
    const MARK: &str = "UPDATE message SET recalled_by = COALESCE(recalled_by, $1), \
                        recalled_at = COALESCE(recalled_at, $2) WHERE corp_id = $3 AND seq = $4";
    const RESOLVE: &str = "UPDATE recall SET original_seq = $1 WHERE corp_id = $2 AND seq = $3";
    let marked = within!(tx, |c| {
        let query = sqlx::query(MARK).bind(recall.sender).bind(recall.at).bind(corp.as_str());
        query.bind(recall.original.0).execute(c).await.map(|done| done.rows_affected())
    })?;
    if marked == 0 {
        return Ok(());
    }
    within!(tx, |c| {
        let query = sqlx::query(RESOLVE).bind(recall.original.0).bind(corp.as_str()).bind(recall.seq);
        query.execute(c).await.map(|_| ())
    })
}
