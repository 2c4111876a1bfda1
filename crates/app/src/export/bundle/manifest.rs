//! `manifest.json`: what an archive holds, asked by whom, when and how, with the hash of every entry.

use std::io::{self, Write};

use serde::Serialize;

use super::archive::{Archive, Method};
use super::records::Records;
use crate::export::{ExportFormat, ExportSummary};
use crate::search::{NotSearchable, SearchRequest};

/// The version of the format. It changes where a reader of the last one would be misled.
const VERSION: u32 = 1;

/// More than what is told before the lists ever is.
const HEAD: u64 = 16 << 20;

/// What is told before the lists.
#[derive(Serialize)]
pub(super) struct Told {
    pub(super) format: ExportFormat,
    pub(super) export: Option<String>,
    pub(super) operator: String,
    /// `2026-08-01T03:00:37Z`
    pub(super) created_at: String,
    pub(super) time_zone: String,
    pub(super) search: SearchRequest,
    pub(super) cover: Vec<Fact>,
    pub(super) coverage: Covered,
}

/// A line of the cover.
#[derive(Serialize)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) text: String,
}

/// What was searched, and what could not be.
#[derive(Serialize)]
pub(super) struct Covered {
    pub(super) archive_position: i64,
    pub(super) messages_in_archive: u64,
    pub(super) not_searchable: Vec<NotSearchable>,
}

#[derive(Serialize)]
struct Counts<'a> {
    conversations: u64,
    #[serde(flatten)]
    summary: &'a ExportSummary,
}

/// Writes the manifest as the last entry.
pub(super) fn write<W: Write>(
    archive: &mut Archive<W>,
    told: &Told,
    summary: &ExportSummary,
    conversations: u64,
    files: Records,
) -> io::Result<()> {
    // It cannot tell its own hash.
    let entries = archive.entries().take();
    let size = HEAD + entries.array_len() + files.array_len();
    archive.begin("manifest.json", Method::Deflated, size)?;
    let product = concat!("Huicun ", env!("CARGO_PKG_VERSION"));
    write!(archive, "{{\n  \"manifest\": {VERSION},\n  \"product\": \"{product}\",\n  \"about\": ")?;
    serde_json::to_writer(&mut *archive, told)?;
    archive.write_all(b",\n  \"counts\": ")?;
    serde_json::to_writer(&mut *archive, &Counts { conversations, summary })?;
    archive.write_all(b",\n  \"entries\": ")?;
    entries.write_to(archive)?;
    archive.write_all(b",\n  \"files\": ")?;
    files.write_to(archive)?;
    archive.write_all(b"\n}\n")?;
    archive.end(true).map(drop)
}
