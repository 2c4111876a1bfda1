//! All that the two engines do not share: how they are opened, and how they name what went wrong.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use huicun_vault::SecretKey;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};

use super::{Db, OpenMode, migrate};
use crate::error::StoreError;

/// How many connections read beside the one that writes.
const READERS: u32 = 4;
/// SQLite's page: larger than its default, since rows are about a kilobyte.
const PAGE_BYTES: u32 = 8_192;
/// After how many pages of the log they are copied to the file: 64 MiB, so that a page that many messages touch is
/// copied once for all of them.
const LOG_PAGES: &str = "8000";
/// What the connection that writes may keep of the file in memory, in KiB: the indexes that messages touch.
const WRITER_CACHE: &str = "-131072";
/// What each connection that reads may keep of the file in memory, in KiB.
const READER_CACHE: &str = "-8192";
/// How many rows an answer may be ahead of whoever reads it.
const ROWS_AHEAD: usize = 512;
/// How many statements a connection keeps prepared: each text of the hot path in nine sizes, and the others.
const STATEMENTS: usize = 300;

/// Opens the encrypted file, and makes it where there is none.
///
/// The file is SQLCipher 4's but for two settings: pages of 8 KiB, and HMAC-SHA-256 for each, which processors do in
/// hardware. Other programs need `PRAGMA cipher_page_size = 8192` and `PRAGMA cipher_hmac_algorithm = HMAC_SHA256`.
pub(super) async fn open_sqlite(path: &Path, key: &SecretKey, mode: OpenMode) -> Result<Db, StoreError> {
    if mode == OpenMode::ReadOnly {
        std::fs::metadata(path)?;
    }
    let key: String = key.expose().iter().map(|byte| format!("{byte:02x}")).collect();
    let options = SqliteConnectOptions::new()
        .filename(path)
        // The key must come before anything else is said to the file.
        .pragma("key", format!("\"x'{key}'\""))
        .pragma("cipher_page_size", PAGE_BYTES.to_string())
        .pragma("cipher_hmac_algorithm", "HMAC_SHA256")
        .pragma("cipher_log_level", "NONE")
        .page_size(PAGE_BYTES)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", LOG_PAGES)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(STATEMENTS)
        .row_buffer_size(ROWS_AHEAD);
    let writer = match mode {
        OpenMode::ReadWrite => {
            let writing = options.clone().create_if_missing(true).pragma("cache_size", WRITER_CACHE);
            let pool = pool(1).connect_with(writing).await?;
            check_cipher(&pool).await?;
            migrate::sqlite(&pool).await?;
            Some(pool)
        }
        OpenMode::ReadOnly => None,
    };
    let reading =
        options.create_if_missing(false).pragma("query_only", "ON").pragma("cache_size", READER_CACHE);
    let reader = pool(READERS).connect_with(reading).await?;
    if mode == OpenMode::ReadOnly {
        check_cipher(&reader).await?;
        migrate::check_sqlite(&reader).await?;
    }
    Ok(Db::Sqlite { writer, reader, failed: Arc::default(), limit: AtomicU32::new(0) })
}

/// A connection to a file does not go away: it need not be asked before each use.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false)
}

/// Refuses a SQLite without a cipher, which would write in clear.
async fn check_cipher(pool: &SqlitePool) -> Result<(), StoreError> {
    let version: Option<String> = sqlx::query_scalar("PRAGMA cipher_version").fetch_optional(pool).await?;
    match version {
        Some(version) if !version.is_empty() => Ok(()),
        _ => Err(StoreError::Weak("cipher_version")),
    }
}

/// Begins a transaction that writes.
///
/// A full disk makes SQLite end a transaction by itself, which leaves its connection thinking that it is still in one:
/// such a connection is replaced, by one with the same limit of pages where there is one.
pub(super) async fn begin_sqlite(
    writer: &SqlitePool,
    limit: u32,
) -> Result<Transaction<'static, Sqlite>, StoreError> {
    match writer.begin_with("BEGIN IMMEDIATE").await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            writer.acquire().await?.close().await?;
            limit_sqlite(writer, limit).await?;
            Ok(writer.begin_with("BEGIN IMMEDIATE").await?)
        }
        begun => Ok(begun?),
    }
}

/// Bounds how many pages the file may have; 0 for no bound.
pub(super) async fn limit_sqlite(writer: &SqlitePool, pages: u32) -> Result<(), StoreError> {
    if pages > 0 {
        let sql = format!("PRAGMA max_page_count = {pages}");
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(writer).await?;
    }
    Ok(())
}

/// Opens a server's database, unless it would forget what it acknowledged.
pub(super) async fn open_postgres(url: &str, max_connections: u32, mode: OpenMode) -> Result<Db, StoreError> {
    let mut options =
        PgConnectOptions::from_str(url)?.application_name("huicun").statement_cache_capacity(STATEMENTS);
    if mode == OpenMode::ReadOnly {
        options = options.options([("default_transaction_read_only", "on")]);
    }
    let pool = PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await?;
    for (setting, name) in [
        ("SHOW fsync", "fsync"),
        ("SHOW full_page_writes", "full_page_writes"),
        ("SHOW synchronous_commit", "synchronous_commit"),
    ] {
        let value: String = sqlx::query_scalar(setting).fetch_one(&pool).await?;
        if value == "off" {
            return Err(StoreError::Weak(name));
        }
    }
    match mode {
        OpenMode::ReadWrite => migrate::postgres(&pool).await?,
        OpenMode::ReadOnly => migrate::check_postgres(&pool).await?,
    }
    Ok(Db::Postgres(pool))
}

/// What an engine's error code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    DiskFull,
    DiskFailed,
    ReadOnly,
    WrongKey,
    Damaged,
    Busy,
    Other,
}

/// Reads a code: SQLite's are numbers of up to four digits whose low byte is the primary code, PostgreSQL's have five
/// characters.
pub(crate) fn classify(code: &str) -> Class {
    if code.len() == 5 {
        return match code {
            "53100" => Class::DiskFull,
            "58030" => Class::DiskFailed,
            "25006" => Class::ReadOnly,
            "XX001" | "XX002" => Class::Damaged,
            "57P01" | "57P02" | "57P03" | "40001" | "40P01" | "55P03" => Class::Busy,
            _ => Class::Other,
        };
    }
    match code.parse::<i64>().unwrap_or_default() & 0xff {
        13 => Class::DiskFull,
        10 => Class::DiskFailed,
        8 | 14 => Class::ReadOnly,
        26 => Class::WrongKey,
        11 => Class::Damaged,
        5 | 6 => Class::Busy,
        _ => Class::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_engines_are_told_apart() {
        assert_eq!(classify("13"), Class::DiskFull);
        assert_eq!(classify("53100"), Class::DiskFull);
        assert_eq!(classify("1034"), Class::DiskFailed);
        assert_eq!(classify("58030"), Class::DiskFailed);
        assert_eq!(classify("1032"), Class::ReadOnly);
        assert_eq!(classify("26"), Class::WrongKey);
        assert_eq!(classify("517"), Class::Busy);
        assert_eq!(classify("40P01"), Class::Busy);
        assert_eq!(classify("2067"), Class::Other);
    }
}
