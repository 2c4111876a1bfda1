//! How many bytes the archive holds, by day and kind.

use huicun_domain::ids::{CorpId, Position};

use crate::db::{read, within};
use crate::{Store, StoreResult};

/// The word for what is no file: the messages themselves.
const MESSAGE: &str = "message";

/// What was sent on a day of one kind takes so many bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageRow {
    /// Days since 1970-01-01 in China's civil time.
    pub day: i64,
    /// `message`, or the kind of the message whose files these are.
    pub kind: String,
    /// How many bytes.
    pub bytes: u64,
}

impl Store {
    /// Counts the bytes of the messages after a position, up to another one, to their days; the consumer `usage`
    /// remembers how far that came. Whoever counts holds it alone.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn count_message_bytes(&self, corp: &CorpId, after: Position, to: Position) -> StoreResult<()> {
        const COUNT: &str = "INSERT INTO service_usage (corp_id, day, kind, bytes) \
             SELECT corp_id, (sent_at + 28800000) / 86400000, $1, CAST(SUM(LENGTH(sealed)) AS BIGINT) FROM message \
             WHERE corp_id = $2 AND position > $3 AND position <= $4 \
             GROUP BY corp_id, (sent_at + 28800000) / 86400000 \
             ON CONFLICT (corp_id, day, kind) DO UPDATE SET bytes = service_usage.bytes + excluded.bytes";
        const NOTE: &str = "INSERT INTO consumer (corp_id, name, position) VALUES ($1, 'usage', $2) \
             ON CONFLICT (corp_id, name) DO UPDATE SET position = excluded.position";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(COUNT).bind(MESSAGE).bind(corp.as_str()).bind(after.0).bind(to.0);
            query.execute(c).await.map(|_| ())
        })?;
        within!(&mut tx, |c| sqlx::query(NOTE).bind(corp.as_str()).bind(to.0).execute(c).await.map(|_| ()))?;
        tx.commit().await
    }

    /// Counts the bytes of all kept files anew, each content once, on the day on which it was sent first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn count_file_bytes(&self, corp: &CorpId) -> StoreResult<()> {
        const FORGET: &str = "DELETE FROM service_usage WHERE corp_id = $1 AND kind <> $2";
        const COUNT: &str = "INSERT INTO service_usage (corp_id, day, kind, bytes) \
             SELECT corp_id, day, kind, CAST(SUM(size) AS BIGINT) FROM \
             (SELECT corp_id, blob_id, MIN((sent_at + 28800000) / 86400000) AS day, MIN(kind) AS kind, MAX(size) AS size \
             FROM media_file WHERE corp_id = $1 AND blob_id IS NOT NULL AND size IS NOT NULL GROUP BY corp_id, blob_id) \
             AS kept GROUP BY corp_id, day, kind";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| sqlx::query(FORGET)
            .bind(corp.as_str())
            .bind(MESSAGE)
            .execute(c)
            .await
            .map(|_| ()))?;
        within!(&mut tx, |c| sqlx::query(COUNT).bind(corp.as_str()).execute(c).await.map(|_| ()))?;
        tx.commit().await
    }

    /// Gives the bytes by day and kind, as they were counted last.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn usage(&self, corp: &CorpId) -> StoreResult<Vec<UsageRow>> {
        const SQL: &str = "SELECT day, kind, bytes FROM service_usage WHERE corp_id = $1 ORDER BY day, kind";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (i64, String, i64)>(SQL).bind(corp.as_str()).fetch_all(db).await
        })?;
        let row =
            |(day, kind, bytes): (i64, String, i64)| UsageRow { day, kind, bytes: bytes.unsigned_abs() };
        Ok(rows.into_iter().map(row).collect())
    }
}
