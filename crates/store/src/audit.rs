//! Audit entries (审计记录): durable before what they admit.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{AuditId, CorpId};
use uuid::Uuid;

use crate::db::{read, within};
use crate::{Store, StoreResult};

/// An audit entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// The id.
    pub id: AuditId,
    /// When.
    pub at: Millis,
    /// Who: an operator's id, `cli` or `system`.
    pub actor: String,
    /// From where.
    pub address: Option<String>,
    /// Which request.
    pub request_id: String,
    /// What was done, as a word.
    pub action: String,
    /// To what, as JSON without content.
    pub object: String,
    /// `admitted`, then how it ended.
    pub outcome: String,
    /// How many things it concerned.
    pub count: u64,
}

impl Store {
    /// Appends an entry; it is durable when this returns.
    ///
    /// # Errors
    /// The database's failures: then nothing may be answered.
    pub async fn append_audit(&self, corp: &CorpId, row: &AuditRow) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO audit_entry (corp_id, id, at, actor, address, request_id, action, object, outcome, count) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query =
                sqlx::query(SQL).bind(corp.as_str()).bind(row.id.0).bind(row.at).bind(row.actor.as_str());
            let query =
                query.bind(row.address.as_deref()).bind(row.request_id.as_str()).bind(row.action.as_str());
            let query = query.bind(row.object.as_str()).bind(row.outcome.as_str());
            query.bind(i64::try_from(row.count).unwrap_or(i64::MAX)).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Notes how what was admitted ended.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn finish_audit(
        &self,
        corp: &CorpId,
        id: AuditId,
        outcome: &str,
        count: u64,
    ) -> StoreResult<()> {
        const SQL: &str = "UPDATE audit_entry SET outcome = $1, count = $2 WHERE corp_id = $3 AND id = $4";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(outcome).bind(i64::try_from(count).unwrap_or(i64::MAX));
            query.bind(corp.as_str()).bind(id.0).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists entries, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn list_audit(
        &self,
        corp: &CorpId,
        before: Option<AuditId>,
        limit: usize,
    ) -> StoreResult<Vec<AuditRow>> {
        const SQL: &str = "SELECT id, at, actor, address, request_id, action, object, outcome, count FROM audit_entry \
                           WHERE corp_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3";
        type Fields = (Uuid, i64, String, Option<String>, String, String, String, String, i64);
        let before = before.map_or(Uuid::max(), |id| id.0);
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(SQL).bind(corp.as_str()).bind(before).bind(limit);
            query.fetch_all(db).await
        })?;
        Ok(rows
            .into_iter()
            .map(|(id, at, actor, address, request_id, action, object, outcome, count)| AuditRow {
                id: AuditId(id),
                at,
                actor,
                address,
                request_id,
                action,
                object,
                outcome,
                count: count.unsigned_abs(),
            })
            .collect())
    }
}
