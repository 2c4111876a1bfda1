//! Corps (企业), and small settings of the installation.

use huicun_domain::clock::Millis;
use huicun_domain::ids::CorpId;

use crate::db::{Db, read, within};
use crate::{Store, StoreError, StoreResult};

/// A corp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpRow {
    /// WeCom's id.
    pub id: CorpId,
    /// The name shown.
    pub name: String,
}

impl Store {
    /// Makes sure that the corp is known. A SQLite folder holds one corp.
    ///
    /// # Errors
    /// [`StoreError::OtherCorp`] for a folder that holds another.
    pub async fn ensure_corp(&self, corp: &CorpId, name: &str, now: Millis) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO corp (id, name, created_at) VALUES ($1, $2, $3) \
                           ON CONFLICT (id) DO UPDATE SET name = excluded.name";
        let known = self.corps().await?;
        if matches!(self.0.db, Db::Sqlite { .. }) && known.iter().any(|row| row.id != *corp) {
            return Err(StoreError::OtherCorp);
        }
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| sqlx::query(SQL)
            .bind(corp.as_str())
            .bind(name)
            .bind(now)
            .execute(c)
            .await
            .map(|_| ()))?;
        tx.commit().await
    }

    /// Lists the corps.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn corps(&self) -> StoreResult<Vec<CorpRow>> {
        const SQL: &str = "SELECT id, name FROM corp ORDER BY created_at, id";
        let rows = read!(self, |db| sqlx::query_as::<_, (String, String)>(SQL).fetch_all(db).await)?;
        Ok(rows.into_iter().map(|(id, name)| CorpRow { id: CorpId::new(id), name }).collect())
    }

    /// Reads a setting.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn meta_get(&self, name: &str) -> StoreResult<Option<String>> {
        const SQL: &str = "SELECT value FROM meta WHERE name = $1";
        read!(self, |db| sqlx::query_scalar::<_, String>(SQL).bind(name).fetch_optional(db).await)
    }

    /// Writes a setting; an empty value removes it.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn meta_set(&self, name: &str, value: &str) -> StoreResult<()> {
        const SET: &str = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        const REMOVE: &str = "DELETE FROM meta WHERE name = $1";
        let mut tx = self.0.db.begin().await?;
        if value.is_empty() {
            within!(&mut tx, |c| sqlx::query(REMOVE).bind(name).execute(c).await.map(|_| ()))?;
        } else {
            within!(&mut tx, |c| sqlx::query(SET).bind(name).bind(value).execute(c).await.map(|_| ()))?;
        }
        tx.commit().await
    }
}
