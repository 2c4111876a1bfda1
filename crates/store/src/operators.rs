//! Operators (操作员) and their sessions.

use huicun_domain::access::Assignment;
use huicun_domain::clock::Millis;
use huicun_domain::ids::{OperatorId, PartyId};
use uuid::Uuid;

use crate::db::{Tx, read, within};
use crate::{Store, StoreResult, assignments};

/// An operator as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct OperatorRow {
    /// The id.
    pub id: OperatorId,
    /// The name signed in with.
    pub name: String,
    /// The name shown.
    pub display_name: String,
    /// The password's hash.
    pub password_hash: String,
    /// The language of the console.
    pub locale: String,
    /// The member that the operator is, where that is known.
    pub member: Option<PartyId>,
    /// Since when signing in is refused, where it is.
    pub disabled_at: Option<Millis>,
    /// When it was created.
    pub created_at: Millis,
}

impl std::fmt::Debug for OperatorRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OperatorRow").field("id", &self.id).field("name", &self.name).finish_non_exhaustive()
    }
}

/// A session as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The hash of its token.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub operator: OperatorId,
    /// When it began.
    pub created_at: Millis,
    /// When it ends at the latest.
    pub expires_at: Millis,
    /// When it was last used.
    pub last_seen_at: Millis,
    /// Where it was begun from.
    pub address: Option<String>,
}

type OperatorFields = (Uuid, String, String, String, String, Option<String>, Option<i64>, i64);

const OPERATOR: &str = "id, name, display_name, password_hash, locale, member, disabled_at, created_at";

fn operator(
    (id, name, display_name, password_hash, locale, member, disabled_at, created_at): OperatorFields,
) -> OperatorRow {
    OperatorRow {
        id: OperatorId(id),
        name,
        display_name,
        password_hash,
        locale,
        member: member.map(PartyId::new),
        disabled_at,
        created_at,
    }
}

impl Store {
    /// Creates an operator, or changes the one of that name.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn put_operator(&self, row: &OperatorRow) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        put(&mut tx, row).await?;
        tx.commit().await
    }

    /// Creates an operator together with a first assignment; tells `false`, and writes nothing, where there is one of that
    /// name.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_operator(&self, row: &OperatorRow, first: &Assignment) -> StoreResult<bool> {
        const SQL: &str = "SELECT COUNT(*) FROM operator WHERE name = $1";
        let mut tx = self.0.db.begin().await?;
        let known = within!(&mut tx, |c| {
            sqlx::query_scalar::<_, i64>(SQL).bind(row.name.as_str()).fetch_one(c).await
        })?;
        if known > 0 {
            return Ok(false);
        }
        put(&mut tx, row).await?;
        assignments::insert(&mut tx, first).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Finds an operator by name.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn operator_by_name(&self, name: &str) -> StoreResult<Option<OperatorRow>> {
        let sql = format!("SELECT {OPERATOR} FROM operator WHERE name = $1");
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, OperatorFields>(sqlx::AssertSqlSafe(sql));
            query.bind(name).fetch_optional(db).await
        })?;
        Ok(row.map(operator))
    }

    /// Finds an operator by id.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn operator(&self, id: OperatorId) -> StoreResult<Option<OperatorRow>> {
        let sql = format!("SELECT {OPERATOR} FROM operator WHERE id = $1");
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, OperatorFields>(sqlx::AssertSqlSafe(sql));
            query.bind(id.0).fetch_optional(db).await
        })?;
        Ok(row.map(operator))
    }

    /// Lists operators by name.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn operators(&self) -> StoreResult<Vec<OperatorRow>> {
        let sql = format!("SELECT {OPERATOR} FROM operator ORDER BY name");
        let rows = read!(self, |db| {
            sqlx::query_as::<_, OperatorFields>(sqlx::AssertSqlSafe(sql)).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(operator).collect())
    }

    /// Counts operators.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn operator_count(&self) -> StoreResult<u64> {
        const SQL: &str = "SELECT COUNT(*) FROM operator";
        let count = read!(self, |db| sqlx::query_scalar::<_, i64>(SQL).fetch_one(db).await)?;
        Ok(count.unsigned_abs())
    }

    /// Begins a session.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_session(&self, row: &SessionRow) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO session (token_hash, operator_id, created_at, expires_at, last_seen_at, address) \
                           VALUES ($1, $2, $3, $4, $5, $6)";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query =
                sqlx::query(SQL).bind(row.token_hash.as_slice()).bind(row.operator.0).bind(row.created_at);
            let query = query.bind(row.expires_at).bind(row.last_seen_at).bind(row.address.as_deref());
            query.execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Finds a session by the hash of its token.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn session(&self, token_hash: &[u8]) -> StoreResult<Option<SessionRow>> {
        const SQL: &str = "SELECT token_hash, operator_id, created_at, expires_at, last_seen_at, address \
                           FROM session WHERE token_hash = $1";
        type Fields = (Vec<u8>, Uuid, i64, i64, i64, Option<String>);
        let row =
            read!(self, |db| sqlx::query_as::<_, Fields>(SQL).bind(token_hash).fetch_optional(db).await)?;
        Ok(row.map(|(token_hash, operator, created_at, expires_at, last_seen_at, address)| SessionRow {
            token_hash,
            operator: OperatorId(operator),
            created_at,
            expires_at,
            last_seen_at,
            address,
        }))
    }

    /// Notes that a session was used.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn touch_session(&self, token_hash: &[u8], now: Millis) -> StoreResult<()> {
        const SQL: &str = "UPDATE session SET last_seen_at = $1 WHERE token_hash = $2";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| sqlx::query(SQL).bind(now).bind(token_hash).execute(c).await.map(|_| ()))?;
        tx.commit().await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn delete_session(&self, token_hash: &[u8]) -> StoreResult<()> {
        const SQL: &str = "DELETE FROM session WHERE token_hash = $1";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| sqlx::query(SQL).bind(token_hash).execute(c).await.map(|_| ()))?;
        tx.commit().await
    }

    /// Ends all sessions of an operator but one, and all that expired.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn delete_sessions(&self, operator: OperatorId, keep: &[u8], now: Millis) -> StoreResult<()> {
        const SQL: &str =
            "DELETE FROM session WHERE (operator_id = $1 AND token_hash <> $2) OR expires_at < $3";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| sqlx::query(SQL)
            .bind(operator.0)
            .bind(keep)
            .bind(now)
            .execute(c)
            .await
            .map(|_| ()))?;
        tx.commit().await
    }
}

async fn put(tx: &mut Tx, row: &OperatorRow) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO operator (id, name, display_name, password_hash, locale, member, disabled_at, \
         created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (name) DO UPDATE SET \
         display_name = excluded.display_name, password_hash = excluded.password_hash, locale = excluded.locale, \
         member = excluded.member, disabled_at = excluded.disabled_at";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(row.id.0).bind(row.name.as_str()).bind(row.display_name.as_str());
        let query = query.bind(row.password_hash.as_str()).bind(row.locale.as_str());
        let query = query.bind(row.member.as_ref().map(PartyId::as_str)).bind(row.disabled_at);
        query.bind(row.created_at).execute(c).await.map(|_| ())
    })
}
