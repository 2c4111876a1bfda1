//! Where each operator stands in conversations: what was read, what is pinned.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, CorpId, OperatorId, Seq};
use huicun_domain::query::Place;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{numbered, read, within};
use crate::{Store, StoreResult};

/// Where an operator stands in a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadingRow {
    /// The newest message that was read.
    pub read: Option<Place>,
    /// Whether the conversation is pinned.
    pub pinned: bool,
}

type ReadingFields = (Uuid, Option<i64>, Option<i64>, Option<i64>);

/// How many conversations are asked for at a time.
const BATCH: usize = 32;

impl Store {
    /// Remembers that an operator has read a conversation up to a message. What was read before stays read.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn mark_read(
        &self,
        corp: &CorpId,
        operator: OperatorId,
        id: ConversationId,
        place: Place,
    ) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO reading (corp_id, operator_id, conversation_id, read_at, read_seq) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (corp_id, operator_id, conversation_id) DO UPDATE \
             SET read_at = excluded.read_at, read_seq = excluded.read_seq \
             WHERE reading.read_at IS NULL OR (reading.read_at, reading.read_seq) < (excluded.read_at, excluded.read_seq)";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(operator.0).bind(id.0);
            query.bind(place.sent_at).bind(place.seq.0).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Pins a conversation for an operator, or takes the pin out.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn pin(
        &self,
        corp: &CorpId,
        operator: OperatorId,
        id: ConversationId,
        since: Option<Millis>,
    ) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO reading (corp_id, operator_id, conversation_id, pinned_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (corp_id, operator_id, conversation_id) DO UPDATE \
             SET pinned_at = excluded.pinned_at";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(operator.0).bind(id.0);
            query.bind(since).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Tells where an operator stands in conversations; those never touched are left out.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn reading_of(
        &self,
        corp: &CorpId,
        operator: OperatorId,
        ids: &[ConversationId],
    ) -> StoreResult<HashMap<ConversationId, ReadingRow>> {
        let mut found = HashMap::with_capacity(ids.len());
        for chunk in ids.chunks(BATCH) {
            let sql = format!(
                "SELECT conversation_id, read_at, read_seq, pinned_at FROM reading \
                 WHERE corp_id = $1 AND operator_id = $2 AND conversation_id IN ({})",
                numbered(3, chunk.len())
            );
            let rows = read!(self, |db| {
                let mut query = sqlx::query_as::<_, ReadingFields>(AssertSqlSafe(sql.as_str()));
                query = query.bind(corp.as_str()).bind(operator.0);
                for id in chunk {
                    query = query.bind(id.0);
                }
                query.fetch_all(db).await
            })?;
            found.extend(rows.into_iter().map(|(id, at, seq, pinned)| {
                let read = at.zip(seq).map(|(sent_at, seq)| Place { sent_at, seq: Seq(seq) });
                (ConversationId(id), ReadingRow { read, pinned: pinned.is_some() })
            }));
        }
        Ok(found)
    }
}
