//! Figures: what came when, of which kind, from how many.

use huicun_domain::clock::Millis;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{CorpId, PartyId, PartyKind};
use huicun_domain::message::MessageKind;

use crate::db::read;
use crate::{Store, StoreResult};

/// A day's messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRow {
    /// Days since 1970-01-01 in China's civil time.
    pub day: i64,
    /// Messages within the corp.
    pub internal: u64,
    /// Messages with somebody outside.
    pub external: u64,
}

impl Store {
    /// Counts messages by day, for days from `from` to `to`, both included.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn message_days(&self, corp: &CorpId, from: i64, to: i64) -> StoreResult<Vec<DayRow>> {
        const SQL: &str = "SELECT day, CAST(SUM(CASE WHEN external = 0 THEN count ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN external = 1 THEN count ELSE 0 END) AS BIGINT) FROM message_day \
             WHERE corp_id = $1 AND day BETWEEN $2 AND $3 GROUP BY day ORDER BY day";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (i64, i64, i64)>(SQL).bind(corp.as_str()).bind(from).bind(to);
            query.fetch_all(db).await
        })?;
        let row = |(day, internal, external): (i64, i64, i64)| DayRow {
            day,
            internal: internal.unsigned_abs(),
            external: external.unsigned_abs(),
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Counts messages by kind, the most frequent first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn kind_counts(&self, corp: &CorpId) -> StoreResult<Vec<(MessageKind, u64)>> {
        const SQL: &str = "SELECT kind, CAST(SUM(count) AS BIGINT) FROM message_day WHERE corp_id = $1 \
                           GROUP BY kind ORDER BY 2 DESC, 1";
        let rows = read!(self, |db| sqlx::query_as::<_, (String, i64)>(SQL)
            .bind(corp.as_str())
            .fetch_all(db)
            .await)?;
        let known = |(kind, count): (String, i64)| Some((MessageKind::parse(&kind)?, count.unsigned_abs()));
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// Counts parties of a kind.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn party_count(&self, corp: &CorpId, kind: PartyKind) -> StoreResult<u64> {
        const SQL: &str = "SELECT COUNT(*) FROM party WHERE corp_id = $1 AND kind = $2";
        let count = read!(self, |db| {
            sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).bind(kind.as_str()).fetch_one(db).await
        })?;
        Ok(count.unsigned_abs())
    }

    /// Counts members of whom the archive has messages.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn archived_member_count(&self, corp: &CorpId) -> StoreResult<u64> {
        const SQL: &str =
            "SELECT COUNT(*) FROM party WHERE corp_id = $1 AND kind = 'member' AND last_at IS NOT NULL";
        let count =
            read!(self, |db| sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).fetch_one(db).await)?;
        Ok(count.unsigned_abs())
    }

    /// Lists the members who sent a message since a moment, with when they last did.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn members_who_wrote(
        &self,
        corp: &CorpId,
        since: Millis,
    ) -> StoreResult<Vec<(PartyId, Millis)>> {
        const SQL: &str = "SELECT id, last_at FROM party WHERE corp_id = $1 AND kind = 'member' \
                           AND last_at >= $2 ORDER BY id";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (String, i64)>(SQL).bind(corp.as_str()).bind(since).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(|(id, at)| (PartyId::new(id), at)).collect())
    }

    /// Counts conversations of a kind.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn conversation_count(&self, corp: &CorpId, kind: ConversationKind) -> StoreResult<u64> {
        const SQL: &str = "SELECT COUNT(*) FROM conversation WHERE corp_id = $1 AND kind = $2";
        let count = read!(self, |db| {
            sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).bind(kind.as_str()).fetch_one(db).await
        })?;
        Ok(count.unsigned_abs())
    }
}
