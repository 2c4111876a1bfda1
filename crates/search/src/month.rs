//! One month's index.

use std::path::Path;
use std::sync::Arc;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Position};
use huicun_vault::KeyRing;
use tantivy::indexer::LogMergePolicy;
use tantivy::{Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, TantivyError};

use crate::directory::{ChunkCache, SealedDirectory};
use crate::document::Document;
use crate::error::IndexError;
use crate::schema::{Fields, VERSION};

/// tantivy takes no less for a writer.
const LEAST_WRITER_BYTES: usize = 15_000_000;

/// A calendar month in UTC, counted from year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct MonthId(i32);

impl MonthId {
    /// Finds the month of a moment.
    pub(crate) fn of(at: Millis) -> Self {
        let (year, month) = civil(at.div_euclid(86_400_000));
        Self(year * 12 + month - 1)
    }

    /// Reads `2026-08`.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        let (year, month) = name.rsplit_once('-')?;
        let (year, month): (i32, i32) = (year.parse().ok()?, month.parse().ok()?);
        let found = Self(year.checked_mul(12)? + month - 1);
        ((1..=12).contains(&month) && found.name() == name).then_some(found)
    }

    /// Writes `2026-08`.
    pub(crate) fn name(self) -> String {
        format!("{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }

    /// The first moment, and the first moment after.
    pub(crate) fn span(self) -> (Millis, Millis) {
        let begin = |months: i32| days(months.div_euclid(12), months.rem_euclid(12) + 1) * 86_400_000;
        (begin(self.0), begin(self.0 + 1))
    }
}

/// Year and month of a day counted from 1970-01-01, by the proleptic Gregorian calendar.
fn civil(day: i64) -> (i32, i32) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (i32::try_from(year).unwrap_or(i32::MAX / 24), i32::try_from(month).unwrap_or(1))
}

/// The first day of a month, counted from 1970-01-01.
fn days(year: i32, month: i32) -> i64 {
    let (year, month) = (i64::from(year) - i64::from(month <= 2), i64::from(month));
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

/// The index of one month, and its writer while one is at work.
pub(crate) struct Month {
    pub(crate) id: MonthId,
    index: Index,
    reader: IndexReader,
    writer: Option<IndexWriter>,
    /// Documents up to here are in the index or in its writer.
    taken: Position,
    /// Whether the writer has documents that are not committed.
    pub(crate) dirty: bool,
    /// When documents last came, in commits.
    pub(crate) last_used: u64,
}

impl Month {
    /// Opens a month's index, or begins it.
    pub(crate) fn open(
        folder: &Path,
        id: MonthId,
        corp: &CorpId,
        ring: &KeyRing,
        cache: &Arc<ChunkCache>,
        fields: &Fields,
    ) -> Result<Self, IndexError> {
        let name = id.name();
        let directory = SealedDirectory::open(&folder.join(&name), corp, &name, ring, cache)?;
        let damaged = |source| IndexError::Damaged { month: name.clone(), source };
        let settings =
            IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() };
        let mut index = match Index::exists(&directory).map_err(|error| damaged(error.into()))? {
            true => Index::open(directory).map_err(damaged)?,
            false => Index::create(directory, fields.schema.clone(), settings)?,
        };
        index.set_tokenizers(Fields::tokenizers());
        if index.schema() != fields.schema {
            let source = TantivyError::SchemaError(format!("the schema is not version {VERSION}"));
            return Err(IndexError::Damaged { month: name, source });
        }
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(damaged)?;
        let taken = Position(payload(&index).map_err(damaged)?);
        Ok(Self { id, index, reader, writer: None, taken, dirty: false, last_used: 0 })
    }

    /// Gives a document to the writer, unless it is in the index already.
    pub(crate) fn add(
        &mut self,
        fields: &Fields,
        document: &Document,
        memory: usize,
    ) -> Result<(), IndexError> {
        if document.position <= self.taken {
            return Ok(());
        }
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => self.new_writer(memory)?,
        };
        writer.add_document(fields.document(document))?;
        self.writer = Some(writer);
        self.dirty = true;
        Ok(())
    }

    fn new_writer(&self, memory: usize) -> Result<IndexWriter, IndexError> {
        let writer = self.index.writer_with_num_threads(1, memory.max(LEAST_WRITER_BYTES))?;
        let mut policy = LogMergePolicy::default();
        policy.set_min_num_segments(4);
        policy.set_max_docs_before_merge(20_000_000);
        writer.set_merge_policy(Box::new(policy));
        Ok(writer)
    }

    /// Makes durable what the writer has; every document of this month up to `reached` is then in the index.
    pub(crate) fn commit(&mut self, reached: Position) -> Result<(), IndexError> {
        let Some(writer) = self.writer.as_mut().filter(|_| self.dirty) else { return Ok(()) };
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&reached.0.to_string());
        prepared.commit()?;
        self.taken = self.taken.max(reached);
        self.dirty = false;
        self.reader.reload()?;
        Ok(())
    }

    /// Ends the writer of a month that is over: its segments become one.
    pub(crate) fn close(&mut self) -> Result<(), IndexError> {
        let Some(mut writer) = self.writer.take() else { return Ok(()) };
        let segments = self.index.searchable_segment_ids()?;
        if segments.len() > 1 {
            // A merge that runs already has taken some of them; those that are left are merged another time.
            let _ = writer.merge(&segments).wait();
        }
        writer.wait_merging_threads()?;
        self.reader.reload()?;
        Ok(())
    }

    pub(crate) fn has_writer(&self) -> bool {
        self.writer.is_some()
    }

    /// Looks for what another process committed.
    pub(crate) fn reload(&mut self) -> Result<(), IndexError> {
        self.reader.reload()?;
        // After the reader: the position is then never behind what the reader shows.
        self.taken = Position(payload(&self.index)?);
        Ok(())
    }

    /// The position up to which this month is complete.
    pub(crate) fn taken(&self) -> Position {
        self.taken
    }

    pub(crate) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }
}

fn payload(index: &Index) -> Result<i64, TantivyError> {
    let payload = index.load_metas()?.payload;
    Ok(payload.and_then(|text| text.parse().ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_where_the_calendar_says() {
        let august = MonthId::of(1_785_553_237_721);
        assert_eq!(august.name(), "2026-08");
        assert_eq!(august.span(), (1_785_542_400_000, 1_788_220_800_000));
        assert_eq!(MonthId::parse("2026-08"), Some(august));
        assert_eq!(MonthId::of(-1).name(), "1969-12");
        assert_eq!(MonthId::of(951_782_400_000).name(), "2000-02");
        for name in ["2026-13", "2026-8", "sim", "2026-00"] {
            assert_eq!(MonthId::parse(name), None, "{name}");
        }
    }

    #[test]
    fn every_moment_lies_in_its_month() {
        for day in (-40_000..40_000).step_by(13) {
            let at = day * 86_400_000 + 5;
            let (begin, end) = MonthId::of(at).span();
            assert!(begin <= at && at < end, "day {day}");
        }
    }
}
