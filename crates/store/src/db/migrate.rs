//! Migrations: forward only, each in one transaction, paired by name for both engines.

use sqlx::{AssertSqlSafe, PgPool, SqlitePool};

use crate::error::StoreError;

/// A step of the schema: its number and its text for SQLite and PostgreSQL.
const STEPS: [(i64, &str, &str); 13] = [
    (
        1,
        include_str!("../../migrations/sqlite/0001_spine.sql"),
        include_str!("../../migrations/postgres/0001_spine.sql"),
    ),
    (
        2,
        include_str!("../../migrations/sqlite/0002_slim.sql"),
        include_str!("../../migrations/postgres/0002_slim.sql"),
    ),
    (
        3,
        include_str!("../../migrations/sqlite/0003_media.sql"),
        include_str!("../../migrations/postgres/0003_media.sql"),
    ),
    (
        4,
        include_str!("../../migrations/sqlite/0004_derived.sql"),
        include_str!("../../migrations/postgres/0004_derived.sql"),
    ),
    (
        5,
        include_str!("../../migrations/sqlite/0005_reading.sql"),
        include_str!("../../migrations/postgres/0005_reading.sql"),
    ),
    (
        6,
        include_str!("../../migrations/sqlite/0006_heard.sql"),
        include_str!("../../migrations/postgres/0006_heard.sql"),
    ),
    (
        7,
        include_str!("../../migrations/sqlite/0007_directory.sql"),
        include_str!("../../migrations/postgres/0007_directory.sql"),
    ),
    (
        8,
        include_str!("../../migrations/sqlite/0008_notice.sql"),
        include_str!("../../migrations/postgres/0008_notice.sql"),
    ),
    (
        9,
        include_str!("../../migrations/sqlite/0009_service.sql"),
        include_str!("../../migrations/postgres/0009_service.sql"),
    ),
    (
        10,
        include_str!("../../migrations/sqlite/0010_scope.sql"),
        include_str!("../../migrations/postgres/0010_scope.sql"),
    ),
    (
        11,
        include_str!("../../migrations/sqlite/0011_quarantine.sql"),
        include_str!("../../migrations/postgres/0011_quarantine.sql"),
    ),
    (
        12,
        include_str!("../../migrations/sqlite/0012_directory_lists.sql"),
        include_str!("../../migrations/postgres/0012_directory_lists.sql"),
    ),
    (
        13,
        include_str!("../../migrations/sqlite/0013_access.sql"),
        include_str!("../../migrations/postgres/0013_access.sql"),
    ),
];

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

pub(super) async fn check_postgres(pool: &PgPool) -> Result<(), StoreError> {
    check(sqlx::query_scalar(READ).fetch_one(pool).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a step's text without what the two engines name differently.
    fn alike(text: &str) -> String {
        let mut text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for (theirs, ours) in [
            (" COLLATE \"C\"", ""),
            ("BIGINT", "INTEGER"),
            ("BYTEA", "BLOB"),
            ("UUID", "BLOB"),
            (" STRICT", ""),
            (", WITHOUT ROWID", ""),
            (" )", ")"),
        ] {
            text = text.replace(theirs, ours);
        }
        text.replace("; ", ";\n")
    }

    #[test]
    fn both_engines_have_the_same_tables() {
        for (version, sqlite, postgres) in STEPS {
            let (sqlite, postgres) = (alike(sqlite), alike(postgres));
            for (one, other) in sqlite.lines().zip(postgres.lines()) {
                assert_eq!(one, other, "step {version}");
            }
            assert_eq!(sqlite.lines().count(), postgres.lines().count(), "step {version}");
        }
    }

    #[test]
    fn tables_of_sqlite_are_strict_and_texts_of_postgres_sort_by_code() {
        for (version, sqlite, postgres) in STEPS {
            let tables = sqlite.split(';').filter(|text| text.trim_start().starts_with("CREATE TABLE"));
            for table in tables {
                assert!(table.contains(") STRICT"), "step {version}: {table}");
            }
            let bare = postgres.matches(" TEXT").count() - postgres.matches(" TEXT COLLATE \"C\"").count();
            assert_eq!(bare, 0, "step {version}");
        }
    }

    #[test]
    fn steps_rise_by_one() {
        let versions: Vec<i64> = STEPS.iter().map(|(version, ..)| *version).collect();
        assert_eq!(versions, (1..=known()).collect::<Vec<_>>());
    }
}
