//! One month's index.

mod calendar;

use std::fs::DirBuilder;
use std::future::Future;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use huicun_domain::ids::{CorpId, Position};
use huicun_vault::KeyRing;
use roaring::RoaringTreemap;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::query::Query;
use tantivy::{
    FutureResult, Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyDocument,
    TantivyError,
};

use crate::directory::{SealedDirectory, SharedCache};
use crate::document::Document;
use crate::error::IndexError;
use crate::index::OpenMode;
use crate::schema::Fields;
pub(crate) use calendar::MonthId;

/// tantivy takes no less for a writer.
const LEAST_WRITER_BYTES: usize = 15_000_000;
/// Segments of up to so many documents count as one size when it is decided what to merge.
const SMALL_SEGMENT: u32 = 2_000;
/// How many segments of about one size are merged: sizes are powers of four.
const MERGED_TOGETHER: usize = 4;

/// What a month is opened with.
#[derive(Clone, Copy)]
pub(crate) struct MonthHome<'h> {
    pub(crate) folder: &'h Path,
    pub(crate) corp: &'h CorpId,
    pub(crate) ring: &'h KeyRing,
    pub(crate) cache: &'h Arc<SharedCache>,
    pub(crate) fields: &'h Fields,
}

/// The index of one month, and its writer while one is at work.
pub(crate) struct Month {
    pub(crate) id: MonthId,
    name: String,
    index: Index,
    reader: IndexReader,
    writer: Option<IndexWriter>,
    /// The merge that ends the writer's work.
    last_merge: Option<FutureResult<Option<SegmentMeta>>>,
    /// How often that merge may still be tried: one that tantivy began before may have taken its segments.
    merges_left: u8,
    /// Documents up to here are durable.
    taken: Position,
    /// The documents that the writer has and that are not committed.
    given: RoaringTreemap,
    /// Whether documents are to be gone with the next commit.
    removes: bool,
    /// When documents last came, in commits.
    pub(crate) last_used: u64,
}

impl Month {
    /// Opens a month's index; in [`OpenMode::Write`] begins it where there is none.
    pub(crate) fn open(home: MonthHome<'_>, id: MonthId, mode: OpenMode) -> Result<Option<Self>, IndexError> {
        let name = id.name();
        let folder = home.folder.join(&name);
        let failed = |source| IndexError::in_month(&name, source);
        if mode == OpenMode::Write {
            DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        }
        let directory = SealedDirectory::new(folder, home.corp, &name, home.ring, home.cache);
        let mut index = match (Index::exists(&directory).map_err(|error| failed(error.into()))?, mode) {
            (true, _) => Index::open(directory).map_err(failed)?,
            (false, OpenMode::Read) => return Ok(None),
            (false, OpenMode::Write) => {
                let settings =
                    IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
                Index::create(directory, home.fields.schema.clone(), settings).map_err(failed)?
            }
        };
        index.set_tokenizers(Fields::tokenizers());
        if index.schema() != home.fields.schema {
            return Err(IndexError::Outdated);
        }
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(failed)?;
        // After the reader: the position is then never behind what the reader shows.
        let taken = payload(&index).map_err(failed)?;
        Ok(Some(Self {
            id,
            name,
            index,
            reader,
            writer: None,
            last_merge: None,
            merges_left: 0,
            taken,
            given: RoaringTreemap::new(),
            removes: false,
            last_used: 0,
        }))
    }

    /// Gives a document to the writer, unless the index has it already.
    pub(crate) fn add(
        &mut self,
        document: &Document,
        make: impl FnOnce(&Document) -> TantivyDocument,
        memory: usize,
    ) -> Result<(), IndexError> {
        let position = document.position;
        if position <= self.taken || !self.given.insert(position.0.cast_unsigned()) {
            return Ok(());
        }
        self.writer(memory)?.add_document(make(document)).map(drop).map_err(|source| self.failed(source))
    }

    /// Lets documents be gone after the next commit, whether they were committed or only given.
    pub(crate) fn remove(&mut self, which: impl Query, memory: usize) -> Result<(), IndexError> {
        self.removes = true;
        let removed = self.writer(memory)?.delete_query(Box::new(which));
        removed.map(drop).map_err(|source| self.failed(source))
    }

    fn writer(&mut self, memory: usize) -> Result<&mut IndexWriter, IndexError> {
        match &mut self.writer {
            Some(writer) => Ok(writer),
            none => {
                let new = new_writer(&self.index, memory);
                Ok(none.insert(new.map_err(|source| IndexError::in_month(&self.name, source))?))
            }
        }
    }

    /// Makes durable what the writer has; every document of this month up to `reached` is then in the index.
    pub(crate) fn commit(&mut self, reached: Position) -> Result<(), IndexError> {
        let taken = match self.given.max() {
            Some(last) => reached.max(Position(last.cast_signed())),
            None if self.removes => self.taken,
            None => return Ok(()),
        };
        let Some(writer) = &mut self.writer else { return Err(IndexError::Interrupted) };
        let commit = |writer: &mut IndexWriter| {
            let mut prepared = writer.prepare_commit()?;
            prepared.set_payload(&taken.0.to_string());
            prepared.commit()
        };
        commit(writer).map_err(|source| self.failed(source))?;
        self.taken = taken;
        self.given.clear();
        self.removes = false;
        self.reload()
    }

    /// Begins to end the writer: what it left in small pieces is merged beside other work.
    pub(crate) fn begin_to_close(&mut self) {
        if self.last_merge.is_none() && self.given.is_empty() {
            self.merges_left = 2;
            self.merge_pieces();
        }
    }

    fn merge_pieces(&mut self) {
        let pieces = self.index.searchable_segment_metas().map(|metas| worth_merging(&metas));
        if let (Some(writer), Ok(Some(pieces)), 1..) = (&mut self.writer, pieces, self.merges_left) {
            self.merges_left -= 1;
            self.last_merge = Some(writer.merge(&pieces));
        }
    }

    /// Tells whether [`Self::close`] would not have to wait.
    pub(crate) fn is_quiet(&mut self) -> bool {
        let Some(merge) = &mut self.last_merge else { return true };
        let Poll::Ready(outcome) = Pin::new(merge).poll(&mut Context::from_waker(Waker::noop())) else {
            return false;
        };
        self.last_merge = None;
        if outcome.is_err() {
            self.merge_pieces();
        }
        self.last_merge.is_none()
    }

    /// Ends the writer, waiting for its merges; a merge that fails leaves the segments as they were.
    pub(crate) fn close(&mut self) -> Result<(), IndexError> {
        (self.last_merge, self.merges_left) = (None, 0);
        let Some(writer) = self.writer.take() else { return Ok(()) };
        if let Err(error) = writer.wait_merging_threads() {
            tracing::warn!(month = self.name, %error, "segments could not be merged");
        }
        self.reload()
    }

    /// Forgets what was not committed.
    pub(crate) fn rollback(&mut self) -> Result<(), IndexError> {
        self.given.clear();
        self.removes = false;
        self.close()
    }

    pub(crate) fn has_writer(&self) -> bool {
        self.writer.is_some()
    }

    /// Looks for what was committed, by this process or another.
    pub(crate) fn reload(&mut self) -> Result<(), IndexError> {
        self.reader.reload().map_err(|source| self.failed(source))?;
        self.taken = payload(&self.index).map_err(|source| self.failed(source))?;
        Ok(())
    }

    /// The position up to which this month is complete.
    pub(crate) fn taken(&self) -> Position {
        self.taken
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    fn failed(&self, source: TantivyError) -> IndexError {
        IndexError::in_month(&self.name, source)
    }
}

fn new_writer(index: &Index, memory: usize) -> tantivy::Result<IndexWriter> {
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .num_merge_threads(1)
        .memory_budget_per_thread(memory.max(LEAST_WRITER_BYTES))
        .build();
    let writer = index.writer_with_options(options)?;
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(MERGED_TOGETHER);
    policy.set_min_layer_size(SMALL_SEGMENT);
    policy.set_level_log_size(2.0);
    policy.set_max_docs_before_merge(20_000_000);
    // What was removed leaves the files when its segment is written anew.
    policy.set_del_docs_ratio_before_merge(0.05);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}

fn payload(index: &Index) -> tantivy::Result<Position> {
    let payload = index.load_metas()?.payload;
    Ok(Position(payload.and_then(|text| text.parse().ok()).unwrap_or_default()))
}

/// Chooses what to merge when a month is over: all of it, or all but the largest segment where the rest is so little
/// that writing it all again would not pay. A late message must not cost a month's work.
fn worth_merging(segments: &[SegmentMeta]) -> Option<Vec<SegmentId>> {
    let mut by_size: Vec<_> = segments.iter().map(|segment| (segment.num_docs(), segment.id())).collect();
    by_size.sort_unstable_by_key(|(documents, _)| std::cmp::Reverse(*documents));
    let (largest, _) = *by_size.first()?;
    let rest: u32 = by_size.iter().skip(1).map(|(documents, _)| documents).sum();
    if rest < largest / 8 {
        by_size.remove(0);
    }
    (by_size.len() > 1).then(|| by_size.into_iter().map(|(_, segment)| segment).collect())
}
