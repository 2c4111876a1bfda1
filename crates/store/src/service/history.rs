//! What happened to each order, line by line.

use huicun_domain::clock::Millis;
use huicun_domain::ids::CorpId;
use huicun_domain::service::Money;
use uuid::Uuid;

use crate::db::{Tx, read, within};
use crate::{Store, StoreResult};

/// A line of an order's history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    /// The id; later lines have greater ones.
    pub id: Uuid,
    /// When.
    pub at: Millis,
    /// What, as a word.
    pub what: String,
    /// How much, where money is concerned.
    pub amount: Option<Money>,
    /// The name of who did it.
    pub actor: String,
}

/// Writes a line.
pub(super) async fn write(tx: &mut Tx, corp: &CorpId, order: Uuid, row: &HistoryRow) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO service_history (corp_id, order_id, id, at, what, amount, actor) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(order).bind(row.id).bind(row.at);
        let query = query.bind(row.what.as_str()).bind(row.amount.map(Money::fen)).bind(row.actor.as_str());
        query.execute(c).await.map(|_| ())
    })
}

impl Store {
    /// Adds a line to an order's history.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn add_order_history(&self, corp: &CorpId, order: Uuid, row: &HistoryRow) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        write(&mut tx, corp, order, row).await?;
        tx.commit().await
    }

    /// Lists what happened to an order, the oldest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn order_history(&self, corp: &CorpId, order: Uuid) -> StoreResult<Vec<HistoryRow>> {
        const SQL: &str = "SELECT id, at, what, amount, actor FROM service_history \
             WHERE corp_id = $1 AND order_id = $2 ORDER BY id";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (Uuid, i64, String, Option<i64>, String)>(SQL);
            query.bind(corp.as_str()).bind(order).fetch_all(db).await
        })?;
        let row = |(id, at, what, amount, actor): (Uuid, i64, String, Option<i64>, String)| HistoryRow {
            id,
            at,
            what,
            amount: amount.map(Money::from_fen),
            actor,
        };
        Ok(rows.into_iter().map(row).collect())
    }
}
