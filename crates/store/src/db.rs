//! Two engines behind one face: typed pools, one transaction type, and macros that run a body on either.

mod batch;
pub(crate) mod dialect;
mod migrate;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use huicun_vault::SecretKey;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

use crate::error::StoreError;

pub(crate) use batch::{Places, batches, numbered};

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
    Sqlite {
        writer: Option<SqlitePool>,
        reader: SqlitePool,
        /// Whether the disk failed to keep a commit. Nothing is written then until the process starts again: what the
        /// system has in memory of the file is not what lies on the disk, and it would not be told twice.
        failed: Arc<AtomicBool>,
        /// How many pages the file may have, also when the connection that writes was replaced; 0 for no bound.
        limit: AtomicU32,
    },
    Postgres(PgPool),
}

/// A transaction that writes. Dropped without [`Tx::commit`], it changes nothing.
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>, Arc<AtomicBool>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx, failed) => {
                let done = tx.commit().await.map_err(StoreError::from);
                if matches!(done, Err(StoreError::DiskFailed)) {
                    failed.store(true, Ordering::Relaxed);
                }
                done
            }
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
            Self::Sqlite { failed, .. } if failed.load(Ordering::Relaxed) => Err(StoreError::DiskFailed),
            Self::Sqlite { writer: Some(writer), failed, limit, .. } => {
                let limit = limit.load(Ordering::Relaxed);
                Ok(Tx::Sqlite(dialect::begin_sqlite(writer, limit).await?, failed.clone()))
            }
            Self::Sqlite { writer: None, .. } => Err(StoreError::ReadOnly),
            Self::Postgres(pool) => Ok(Tx::Postgres(pool.begin().await?)),
        }
    }

    pub(crate) async fn limit_pages(&self, pages: u32) -> Result<(), StoreError> {
        if let Self::Sqlite { writer: Some(writer), limit, .. } = self {
            limit.store(pages, Ordering::Relaxed);
            dialect::limit_sqlite(writer, pages).await?;
        }
        Ok(())
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, reader, .. } => {
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

/// Reads the rows of any number of keys: the statement lists them from the second place on, behind the corp.
///
/// It takes `$size` keys at a time. A short list is filled up with its last one, so that one prepared statement serves
/// all.
macro_rules! look_up {
    ($store:expr, $corp:expr, $keys:expr, $size:literal, $fields:ty, $sql:literal, |$key:ident| $bound:expr) => {{
        let sql = format!($sql, $crate::db::numbered(2, $size));
        let mut found = Vec::<$fields>::with_capacity($keys.len());
        for chunk in $keys.chunks($size) {
            let rows = $crate::db::read!($store, |db| {
                let mut query = sqlx::query_as::<_, $fields>(sqlx::AssertSqlSafe(sql.as_str()));
                query = query.bind($corp.as_str());
                for place in 0..$size {
                    let $key = &chunk[place.min(chunk.len() - 1)];
                    query = query.bind($bound);
                }
                query.fetch_all(db).await
            })?;
            found.extend(rows);
        }
        found
    }};
}

/// Runs a body within a transaction, with `$connection` as the connection of either engine.
macro_rules! within {
    ($tx:expr, |$connection:ident| $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx, _) => {
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

/// Inserts rows in batches: what comes before `VALUES` and after it, how many columns, and how a row is bound.
macro_rules! insert_rows {
    ($tx:expr, $rows:expr, $into:literal, $columns:literal, $after:literal, |$query:ident, $row:pat_param| $bound:expr) => {
        for batch in $crate::db::batches($rows) {
            let rows = $crate::db::Places::of($tx).rows(batch.len(), $columns);
            let sql = format!("INSERT INTO {} VALUES {rows} {}", $into, $after);
            $crate::db::within!($tx, |connection| {
                let mut $query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for $row in batch {
                    $query = $bound;
                }
                $query.execute(connection).await.map(|_| ())
            })?;
        }
    };
}

pub(crate) use {insert_rows, look_up, read, within};

/// A pattern for LIKE that matches whatever contains `text`; its escape is `\`. Where letters are to be alike whatever
/// their case, both sides are lowered, ASCII only: neither engine lowers others.
pub(crate) fn containing(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
