//! Leases: work that only one process may do, with a fencing token that proves who does it now.

use huicun_domain::clock::Millis;

use crate::db::{Tx, within};
use crate::{Store, StoreError, StoreResult};

/// A lease that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What it is for.
    pub name: String,
    /// Who holds it.
    pub holder: String,
    /// Rises each time the lease changes hands.
    pub token: i64,
}

impl Store {
    /// Takes a lease that is free, expired, or held by the same holder already.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn acquire_lease(
        &self,
        name: &str,
        holder: &str,
        ttl: Millis,
        now: Millis,
    ) -> StoreResult<Option<Lease>> {
        const SQL: &str = "INSERT INTO lease (name, holder, token, expires_at) VALUES ($1, $2, 1, $3) \
             ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = lease.token + 1, \
             expires_at = excluded.expires_at WHERE lease.expires_at <= $4 OR lease.holder = $2 RETURNING token";
        let mut tx = self.0.db.begin().await?;
        let token = within!(&mut tx, |c| {
            let query = sqlx::query_scalar::<_, i64>(SQL).bind(name).bind(holder).bind(now + ttl).bind(now);
            query.fetch_optional(c).await
        })?;
        tx.commit().await?;
        Ok(token.map(|token| Lease { name: name.to_owned(), holder: holder.to_owned(), token }))
    }

    /// Keeps a lease; `false` where it is lost.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn renew_lease(&self, lease: &Lease, ttl: Millis, now: Millis) -> StoreResult<bool> {
        const SQL: &str = "UPDATE lease SET expires_at = $1 WHERE name = $2 AND token = $3";
        let mut tx = self.0.db.begin().await?;
        let renewed = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(now + ttl).bind(lease.name.as_str()).bind(lease.token);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(renewed == 1)
    }

    /// Gives a lease back.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn release_lease(&self, lease: &Lease) -> StoreResult<()> {
        const SQL: &str = "UPDATE lease SET expires_at = 0, holder = '' WHERE name = $1 AND token = $2";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            sqlx::query(SQL).bind(lease.name.as_str()).bind(lease.token).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }
}

/// Refuses a write on behalf of a lease that somebody else holds by now.
pub(crate) async fn check(tx: &mut Tx, lease: &Lease) -> StoreResult<()> {
    // The row is written, not read, so that on PostgreSQL a new holder waits for this transaction or fences it.
    const SQL: &str = "UPDATE lease SET token = token WHERE name = $1 AND token = $2";
    let held = within!(tx, |c| {
        let query = sqlx::query(SQL).bind(lease.name.as_str()).bind(lease.token);
        query.execute(c).await.map(|done| done.rows_affected())
    })?;
    if held == 1 { Ok(()) } else { Err(StoreError::Fenced) }
}
