//! The peers on the same rows: SQLite LIKE, SQLite FTS5 with trigrams, and a plain scan as the judge.

use std::time::Instant;

use rusqlite::Connection;

use crate::workload::Row;

/// How many newest rows a query returns.
pub const NEWEST: usize = 50;

/// Builds a plain SQLite table and an FTS5 index over the rows.
pub fn sqlite(rows: &[Row]) -> anyhow::Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    connection.execute_batch(
        "CREATE TABLE row(id INTEGER PRIMARY KEY, text TEXT NOT NULL, sender TEXT NOT NULL, sent_at INTEGER NOT NULL);
         CREATE INDEX row_sender ON row(sender, id);
         CREATE VIRTUAL TABLE gram USING fts5(text, content='', tokenize='trigram case_sensitive 1');",
    )?;
    let transaction = connection.transaction()?;
    {
        let mut table = transaction.prepare("INSERT INTO row VALUES (?1, ?2, ?3, ?4)")?;
        let mut index = transaction.prepare("INSERT INTO gram(rowid, text) VALUES (?1, ?2)")?;
        for (id, row) in (1_i64..).zip(rows) {
            table.execute((id, &row.text, row.sender.as_str(), row.sent_at))?;
            index.execute((id, &row.text))?;
        }
    }
    transaction.commit()?;
    Ok(connection)
}

/// Counts with LIKE and reads the newest rows; returns the seconds it took.
pub fn like(connection: &Connection, query: &str) -> anyhow::Result<f64> {
    let escaped = query.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    time(
        connection,
        &format!("%{escaped}%"),
        "SELECT count(*) FROM row WHERE text LIKE ?1 ESCAPE '\\'",
        "SELECT id FROM row WHERE text LIKE ?1 ESCAPE '\\' ORDER BY id DESC LIMIT 50",
    )
}

/// Counts with FTS5 and reads the newest rows. Below three characters it can only scan, as its users do.
pub fn fts5(connection: &Connection, query: &str) -> anyhow::Result<f64> {
    if query.chars().count() < 3 {
        return like(connection, query);
    }
    time(
        connection,
        &format!("\"{}\"", query.replace('"', "\"\"")),
        "SELECT count(*) FROM gram WHERE gram MATCH ?1",
        "SELECT rowid FROM gram WHERE gram MATCH ?1 ORDER BY rowid DESC LIMIT 50",
    )
}

fn time(connection: &Connection, asked: &str, count: &str, newest: &str) -> anyhow::Result<f64> {
    let started = Instant::now();
    let count: i64 = connection.query_row(count, [asked], |row| row.get(0))?;
    let mut newest = connection.prepare_cached(newest)?;
    let ids: Vec<i64> = newest.query_map([asked], |row| row.get(0))?.collect::<Result<_, _>>()?;
    let seconds = started.elapsed().as_secs_f64();
    anyhow::ensure!(ids.len() <= NEWEST && count >= ids.len() as i64);
    Ok(seconds)
}

/// Counts by looking at the folded text of every row.
pub fn brute_force(rows: &[Row], query: &str) -> u64 {
    let finder = memchr::memmem::Finder::new(query.as_bytes());
    rows.iter().filter(|row| finder.find(row.text.as_bytes()).is_some()).count() as u64
}

/// Counts by looking at the texts of every row as they were sent.
pub fn brute_force_exact(rows: &[Row], query: &str) -> u64 {
    let finder = memchr::memmem::Finder::new(query.as_bytes());
    let contained = |row: &&Row| row.raw.iter().any(|text| finder.find(text.as_bytes()).is_some());
    rows.iter().filter(contained).count() as u64
}
