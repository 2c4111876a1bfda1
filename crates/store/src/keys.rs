//! WeCom's private keys by version, and other secrets, sealed.

use huicun_domain::clock::Millis;
use huicun_domain::ids::CorpId;

use crate::db::{read, within};
use crate::{Store, StoreResult};

/// A private key as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaKeyRow {
    /// The version that WeCom's admin console shows.
    pub version: u32,
    /// The PEM, sealed.
    pub sealed: Vec<u8>,
    /// A keyed hash that tells keys apart.
    pub fingerprint: String,
    /// When it was added.
    pub added_at: Millis,
}

impl Store {
    /// Keeps a key, in place of the one of the same version.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn put_rsa_key(
        &self,
        corp: &CorpId,
        version: u32,
        sealed: &[u8],
        fingerprint: &str,
        now: Millis,
    ) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO rsa_key (corp_id, version, sealed, fingerprint, added_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (corp_id, version) DO UPDATE SET sealed = excluded.sealed, fingerprint = excluded.fingerprint, \
             added_at = excluded.added_at";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query =
                sqlx::query(SQL).bind(corp.as_str()).bind(i64::from(version)).bind(sealed).bind(fingerprint);
            query.bind(now).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists the keys by version.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn rsa_keys(&self, corp: &CorpId) -> StoreResult<Vec<RsaKeyRow>> {
        const SQL: &str =
            "SELECT version, sealed, fingerprint, added_at FROM rsa_key WHERE corp_id = $1 ORDER BY version";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (i64, Vec<u8>, String, i64)>(SQL).bind(corp.as_str()).fetch_all(db).await
        })?;
        let row = |(version, sealed, fingerprint, added_at): (i64, Vec<u8>, String, i64)| RsaKeyRow {
            version: u32::try_from(version).unwrap_or_default(),
            sealed,
            fingerprint,
            added_at,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Gives a key another version, with what seals it there. False where there is none of the old version, or one of
    /// the new.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn renumber_rsa_key(
        &self,
        corp: &CorpId,
        from: u32,
        to: u32,
        sealed: &[u8],
    ) -> StoreResult<bool> {
        const SQL: &str = "UPDATE rsa_key SET version = $1, sealed = $2 WHERE corp_id = $3 AND version = $4 AND \
             NOT EXISTS (SELECT 1 FROM rsa_key AS other WHERE other.corp_id = $3 AND other.version = $1)";
        let mut tx = self.0.db.begin().await?;
        let changed = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(i64::from(to)).bind(sealed).bind(corp.as_str());
            query.bind(i64::from(from)).execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// Keeps a key under a version that has none yet. False where there is one.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_rsa_key(&self, corp: &CorpId, row: &RsaKeyRow) -> StoreResult<bool> {
        const SQL: &str = "INSERT INTO rsa_key (corp_id, version, sealed, fingerprint, added_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (corp_id, version) DO NOTHING";
        let mut tx = self.0.db.begin().await?;
        let changed = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(i64::from(row.version));
            let query = query.bind(row.sealed.as_slice()).bind(row.fingerprint.as_str()).bind(row.added_at);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(changed == 1)
    }

    /// Keeps a secret under a name, in place of the one that had it.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn put_secret(&self, corp: &CorpId, name: &str, sealed: &[u8]) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO secret (corp_id, name, sealed) VALUES ($1, $2, $3) \
                           ON CONFLICT (corp_id, name) DO UPDATE SET sealed = excluded.sealed";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(name).bind(sealed);
            query.execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists the secrets by name, sealed.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn secrets(&self, corp: &CorpId) -> StoreResult<Vec<(String, Vec<u8>)>> {
        const SQL: &str = "SELECT name, sealed FROM secret WHERE corp_id = $1 ORDER BY name";
        read!(self, |db| {
            sqlx::query_as::<_, (String, Vec<u8>)>(SQL).bind(corp.as_str()).fetch_all(db).await
        })
    }

    /// Removes a secret; false where there was none.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn remove_secret(&self, corp: &CorpId, name: &str) -> StoreResult<bool> {
        const SQL: &str = "DELETE FROM secret WHERE corp_id = $1 AND name = $2";
        let mut tx = self.0.db.begin().await?;
        let removed = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(name);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(removed == 1)
    }

    /// Reads a secret, sealed.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn secret(&self, corp: &CorpId, name: &str) -> StoreResult<Option<Vec<u8>>> {
        const SQL: &str = "SELECT sealed FROM secret WHERE corp_id = $1 AND name = $2";
        read!(self, |db| {
            let query = sqlx::query_scalar::<_, Vec<u8>>(SQL).bind(corp.as_str()).bind(name);
            query.fetch_optional(db).await
        })
    }
}
