//! How far those that follow the messages have come: index, statistics, and what else is derived.

use huicun_domain::ids::{CorpId, Position};

use crate::db::{read, within};
use crate::{Store, StoreResult};

impl Store {
    /// Reads the position that a consumer has reached; zero where it has not begun.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn consumer_position(&self, corp: &CorpId, name: &str) -> StoreResult<Position> {
        const SQL: &str = "SELECT position FROM consumer WHERE corp_id = $1 AND name = $2";
        let position = read!(self, |db| {
            sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).bind(name).fetch_optional(db).await
        })?;
        Ok(Position(position.unwrap_or_default()))
    }

    /// Notes the position that a consumer has reached; a lower one sends it back.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn set_consumer_position(
        &self,
        corp: &CorpId,
        name: &str,
        position: Position,
    ) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO consumer (corp_id, name, position) VALUES ($1, $2, $3) \
                           ON CONFLICT (corp_id, name) DO UPDATE SET position = excluded.position";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(name).bind(position.0);
            query.execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }
}
