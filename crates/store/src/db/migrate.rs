//! Migrations: forward only, each in one transaction, paired by name for both engines.

use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

use crate::error::StoreError;

/// A step of the schema: its number and its text for SQLite and PostgreSQL.
const STEPS: [(i64, &str, &str); 1] = [(
    1,
    include_str!("../../migrations/sqlite/0001_spine.sql"),
    include_str!("../../migrations/postgres/0001_spine.sql"),
)];

const CREATE: &str = "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY)";
const READ: &str = "SELECT COALESCE(MAX(version), 0) FROM schema_version";
const WRITE: &str = "INSERT INTO schema_version (version) VALUES ($1)";

fn known() -> i64 {
    STEPS.iter().map(|(version, ..)| *version).max().unwrap_or_default()
}

fn check(found: i64) -> Result<(), StoreError> {
    if found > known() { Err(StoreError::Newer { found, known: known() }) } else { Ok(()) }
}

pub(super) async fn sqlite(pool: &SqlitePool) -> Result<(), StoreError> {
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(CREATE).execute(&mut *tx).await?;
    let found: i64 = sqlx::query_scalar(READ).fetch_one(&mut *tx).await?;
    check(found)?;
    for (version, text, _) in STEPS.iter().filter(|(version, ..)| *version > found) {
        sqlx::raw_sql(AssertSqlSafe(*text)).execute(&mut *tx).await?;
        sqlx::query(WRITE).bind(version).execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}

pub(super) async fn check_sqlite(pool: &SqlitePool) -> Result<(), StoreError> {
    check(sqlx::query_scalar(READ).fetch_one(pool).await?)
}

pub(super) async fn postgres(pool: &PgPool) -> Result<(), StoreError> {
    let mut tx = pool.begin().await?;
    // Two servers that start at once take turns.
    sqlx::query("SELECT pg_advisory_xact_lock(7310001)").execute(&mut *tx).await?;
    sqlx::query(CREATE).execute(&mut *tx).await?;
    let found: i64 = sqlx::query_scalar(READ).fetch_one(&mut *tx).await?;
    check(found)?;
    for (version, _, text) in STEPS.iter().filter(|(version, ..)| *version > found) {
        sqlx::raw_sql(AssertSqlSafe(*text)).execute(&mut *tx).await?;
        sqlx::query(WRITE).bind(version).execute(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}
