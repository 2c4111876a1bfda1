//! Two engines behind one face: typed pools, one transaction type, and macros that run a body on either.

pub(crate) mod dialect;
mod migrate;

use std::path::PathBuf;

use huicun_vault::SecretKey;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::error::StoreError;

/// Where the database is.
#[derive(Clone)]
pub enum DbSettings {
    /// A file, encrypted by SQLCipher.
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Its key.
        key: SecretKey,
    },
    /// A server.
    Postgres {
        /// `postgres://user:password@host/database`
        url: String,
        /// How many connections may be open.
        max_connections: u32,
    },
}

impl DbSettings {
    /// Names a file.
    #[must_use]
    pub fn sqlite(path: PathBuf, key: SecretKey) -> Self {
        Self::Sqlite { path, key }
    }

    /// Names a server, with sixteen connections.
    #[must_use]
    pub fn postgres(url: String) -> Self {
        Self::Postgres { url, max_connections: 16 }
    }
}

impl std::fmt::Debug for DbSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sqlite { path, .. } => write!(f, "Sqlite({})", path.display()),
            Self::Postgres { max_connections, .. } => write!(f, "Postgres({max_connections} connections)"),
        }
    }
}

/// Whether the database is written or only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// By a server, or a command that changes something.
    ReadWrite,
    /// By a command that reads, beside a server or without one.
    ReadOnly,
}

/// The pools. SQLite has one connection that writes, and others that read beside it.
pub(crate) enum Db {
    Sqlite { writer: Option<SqlitePool>, reader: SqlitePool },
    Postgres(PgPool),
}

/// A transaction that writes. Dropped without [`Tx::commit`], it changes nothing.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => Ok(tx.commit().await?),
            Self::Postgres(tx) => Ok(tx.commit().await?),
        }
    }
}

impl Db {
    pub(crate) async fn open(settings: DbSettings, mode: OpenMode) -> Result<Self, StoreError> {
        match settings {
            DbSettings::Sqlite { path, key } => dialect::open_sqlite(&path, &key, mode).await,
            DbSettings::Postgres { url, max_connections } => {
                dialect::open_postgres(&url, max_connections, mode).await
            }
        }
    }

    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        match self {
            Self::Sqlite { writer: Some(writer), .. } => Ok(Tx::Sqlite(dialect::begin_sqlite(writer).await?)),
            Self::Sqlite { writer: None, .. } => Err(StoreError::ReadOnly),
            Self::Postgres(pool) => Ok(Tx::Postgres(pool.begin().await?)),
        }
    }

    pub(crate) async fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        if let Self::Sqlite { writer: Some(writer), .. } = self {
            let sql = format!("PRAGMA max_page_count = {pages}");
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(writer).await?;
        }
        Ok(())
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, reader } => {
                reader.close().await;
                if let Some(writer) = writer {
                    writer.close().await;
                }
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Runs a body that reads, with `$db` as the executor of either engine.
macro_rules! read {
    ($store:expr, |$db:ident| $body:expr) => {
        match &$store.0.db {
            $crate::db::Db::Sqlite { reader, .. } => {
                let $db = reader;
                $body
            }
            $crate::db::Db::Postgres(pool) => {
                let $db = pool;
                $body
            }
        }
        .map_err($crate::error::StoreError::from)
    };
}

/// Runs a body within a transaction, with `$connection` as the connection of either engine.
macro_rules! within {
    ($tx:expr, |$connection:ident| $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $body
            }
            $crate::db::Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $body
            }
        }
        .map_err($crate::error::StoreError::from)
    };
}

pub(crate) use {read, within};

/// The numbers of rows that one statement takes: few texts, so that prepared statements are used again.
const BATCHES: [usize; 3] = [64, 8, 1];

/// Cuts rows into batches of the sizes that statements are prepared for.
pub(crate) fn batches<T>(mut rows: &[T]) -> Vec<&[T]> {
    let mut cut = Vec::new();
    for size in BATCHES {
        while rows.len() >= size {
            let (batch, rest) = rows.split_at(size);
            cut.push(batch);
            rows = rest;
        }
    }
    cut
}

/// Writes `($1, $2), ($3, $4)` for rows of columns.
pub(crate) fn values(rows: usize, columns: usize) -> String {
    let mut text = String::with_capacity(rows * columns * 5);
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        text.push_str(&places(row * columns + 1, columns));
        text.push(')');
    }
    text
}

/// Writes `$3, $4, $5` for `count` places from `first`.
pub(crate) fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}

/// A pattern for LIKE that matches whatever contains `text`; its escape is `\`.
pub(crate) fn containing(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
