//! The files of messages on their way into an archive: each content once, whatever does not open told with its reason.

use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

use bytes::Bytes;
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::ids::Seq;
use huicun_domain::message::{FileRef, MessageKind, files};
use huicun_store::{BlobId, BlobReading, FileRow, FileState};
use serde::Serialize;

use super::Writing;
use super::archive::Method;
use super::name::file_path;
use super::worker::Worker;
use crate::error::{AppError, AppResult};
use crate::export::FileCounts;
use crate::export::words::say;
use crate::services::Services;
use crate::view::MessageView;

/// Files up to this size are read before their entry is begun, so that one that does not open leaves no trace.
const WHOLE: u64 = 4 << 20;
/// How much of a longer file is in memory.
const PIECE: u64 = 1 << 20;

/// A file of a message, as the pages and the manifest tell of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct FileRecord {
    pub(super) seq: Seq,
    pub(super) msgid: String,
    pub(super) slot: u32,
    pub(super) kind: MessageKind,
    /// The name that its sender gave it.
    pub(super) name: String,
    pub(super) media_type: Option<String>,
    pub(super) size: Option<u64>,
    pub(super) sha256: Option<String>,
    /// `saved`, `disputed`, `waiting`, `expired` or `refused`.
    pub(super) state: &'static str,
    /// Where it is in the archive; absent where it is missing.
    pub(super) path: Option<Arc<str>>,
    /// Why it is missing, or why it is disputed: a word.
    pub(super) reason: Option<String>,
}

impl FileRecord {
    /// Says why it is missing.
    pub(super) fn why(&self, language: Language) -> &str {
        match self.reason.as_deref().unwrap_or(self.state) {
            "waiting" => say(language, "尚未从企业微信取回", "not fetched from WeCom yet"),
            "expired" => say(language, "企业微信已清除", "WeCom has it no more"),
            "refused" => say(language, "企业微信拒绝提供", "WeCom does not hand it out"),
            word => ProblemCode::parse(word).map_or(word, |code| code.wording(language).title),
        }
    }
}

/// The files so far.
#[derive(Default)]
pub(super) struct Files {
    /// Where each content is, or why it did not open.
    written: HashMap<BlobId, Result<Arc<str>, ProblemCode>>,
    pub(super) counts: FileCounts,
}

impl Files {
    /// Writes the files of some messages that are not there yet, and tells of each message's files by their slots.
    pub(super) async fn add<W: Write + Send + 'static>(
        &mut self,
        services: &Services,
        worker: &mut Worker<Writing<W>>,
        messages: &[MessageView],
    ) -> AppResult<Vec<Vec<FileRecord>>> {
        let carriers = messages.iter().filter(|message| message.kind.may_carry_files());
        let seqs: Vec<Seq> = carriers.map(|message| message.seq).collect();
        let rows = services.store.files_of(&services.corp, &seqs).await?;
        let mut rows: HashMap<(Seq, u32), FileRow> =
            rows.into_iter().map(|row| ((row.seq, row.slot), row)).collect();
        let mut told = Vec::with_capacity(messages.len());
        for message in messages {
            let mut records = Vec::new();
            for file in files(&message.content) {
                let row = rows.remove(&(message.seq, file.media.slot));
                records.push(self.add_one(services, worker, message, file, row).await?);
            }
            told.push(records);
        }
        Ok(told)
    }

    async fn add_one<W: Write + Send + 'static>(
        &mut self,
        services: &Services,
        worker: &mut Worker<Writing<W>>,
        message: &MessageView,
        file: FileRef<'_>,
        row: Option<FileRow>,
    ) -> AppResult<FileRecord> {
        let mut record = record(message, file, row.as_ref());
        if let Some((row, blob)) = row.as_ref().and_then(|row| Some((row, row.blob?))) {
            match self.content(services, worker, row, blob).await? {
                Ok(path) => record.path = Some(path),
                Err(code) => record.reason = Some(code.as_str().to_owned()),
            }
        } else {
            record.reason.get_or_insert_with(|| record.state.to_owned());
        }
        self.counts.kept += u64::from(record.path.is_some());
        self.counts.missing += u64::from(record.path.is_none());
        let kept = record.clone();
        worker.run(move |writing| writing.files.push(&kept)).await?;
        Ok(record)
    }

    /// Writes a content unless it is there. The inner result tells why it could not be read.
    async fn content<W: Write + Send + 'static>(
        &mut self,
        services: &Services,
        worker: &mut Worker<Writing<W>>,
        row: &FileRow,
        blob: BlobId,
    ) -> AppResult<Result<Arc<str>, ProblemCode>> {
        if let Some(known) = self.written.get(&blob) {
            return Ok(known.clone());
        }
        let hash = row.sha256.as_deref().unwrap_or_default();
        let media_type = row.media_type.as_deref().unwrap_or_default();
        let path = file_path(row.seq, row.slot, row.sent_at, hash, media_type, &services.zone);
        let written = match open(services, blob).await {
            Ok(reading) => copy(worker, &reading, path.clone()).await?,
            Err(code) => Err(code),
        };
        let outcome = written.map(|bytes| {
            self.counts.bytes += bytes;
            Arc::from(path)
        });
        self.written.insert(blob, outcome.clone());
        Ok(outcome)
    }
}

async fn open(services: &Services, blob: BlobId) -> Result<BlobReading, ProblemCode> {
    let opened = services.blobs.read(&services.corp, blob).await;
    opened.map_err(|error| AppError::from(error).code())?.ok_or(ProblemCode::FileDamaged)
}

/// Copies a file into an entry of its own.
async fn copy<W: Write + Send + 'static>(
    worker: &mut Worker<Writing<W>>,
    reading: &BlobReading,
    path: String,
) -> AppResult<Result<u64, ProblemCode>> {
    let length = reading.text_len();
    if length <= WHOLE {
        let bytes = match piece(reading, 0, length).await {
            Ok(bytes) => bytes,
            Err(code) => return Ok(Err(code)),
        };
        worker.run(move |writing| writing.archive.entry(&path, Method::Stored, &bytes)).await?;
        return Ok(Ok(length));
    }
    worker.run(move |writing| writing.archive.begin(&path, Method::Stored, length)).await?;
    let mut at = 0;
    while at < length {
        let end = length.min(at + PIECE);
        match piece(reading, at, end).await {
            Ok(bytes) => worker.run(move |writing| writing.archive.write_all(&bytes)).await?,
            Err(code) => {
                worker.run(|writing| writing.archive.end(false)).await?;
                return Ok(Err(code));
            }
        }
        at = end;
    }
    worker.run(|writing| writing.archive.end(true)).await?;
    Ok(Ok(length))
}

async fn piece(reading: &BlobReading, from: u64, to: u64) -> Result<Bytes, ProblemCode> {
    reading.bytes(from..to).await.map(Bytes::from).map_err(|error| AppError::from(error).code())
}

/// Tells of a file what the store knows.
pub(super) fn record(message: &MessageView, file: FileRef<'_>, row: Option<&FileRow>) -> FileRecord {
    FileRecord {
        seq: message.seq,
        msgid: message.msgid.as_str().to_owned(),
        slot: file.media.slot,
        kind: file.kind,
        name: file.name.to_owned(),
        media_type: row.and_then(|row| row.media_type.clone()),
        size: row.and_then(|row| row.size).or(file.media.size),
        sha256: row.and_then(|row| row.sha256.clone()),
        state: row.map_or(FileState::Waiting, |row| row.state).as_str(),
        path: None,
        reason: row.and_then(|row| row.problem.clone()),
    }
}
