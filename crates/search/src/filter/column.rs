//! Filters that look at a column of each document, and only of documents that everything else lets through.

use std::fmt;
use std::sync::Arc;

use roaring::RoaringTreemap;
use tantivy::query::{AllScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, TantivyError};
use tantivy_common::BitSet;

use crate::columns::{Column, ColumnName, Columns};

/// The widest range of numbers that is spread out as bits: 2 MiB.
const WIDEST: u64 = 1 << 24;

/// What a column's value must be.
#[derive(Clone, Debug)]
pub(crate) enum Keep {
    /// At least the first and less than the second.
    Between(i64, i64),
    /// One of these.
    OneOf(Arc<RoaringTreemap>),
}

/// A query that looks at one column of each document.
#[derive(Clone, Debug)]
pub(crate) struct ColumnQuery {
    pub(crate) columns: Arc<Columns>,
    pub(crate) name: ColumnName,
    pub(crate) keep: Keep,
}

impl Query for ColumnQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for ColumnQuery {
    fn scorer(&self, reader: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let column = self.columns.get(reader, self.name)?;
        let (least, most) = (column.min_value(), column.max_value());
        let test = match &self.keep {
            Keep::Between(from, to) if *from <= least && most < *to => {
                return Ok(Box::new(AllScorer::new(reader.max_doc())));
            }
            Keep::Between(from, to) if *to <= least || most < *from => return Ok(Box::new(EmptyScorer)),
            Keep::Between(from, to) => Test::Between(*from, *to),
            Keep::OneOf(kept) => match Test::one_of(kept, least, most) {
                Some(test) => test,
                None => return Ok(Box::new(EmptyScorer)),
            },
        };
        let mut scorer = ColumnScorer { column, test, doc: 0, end: reader.max_doc() };
        scorer.doc = scorer.first_from(0);
        Ok(Box::new(scorer))
    }

    fn explain(&self, _reader: &SegmentReader, _doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("a column is not explained".to_owned()))
    }
}

enum Test {
    Between(i64, i64),
    /// The kept values, counted from the first number.
    Bits(i64, BitSet),
    Sparse(Arc<RoaringTreemap>),
}

impl Test {
    /// Prepares for values between `least` and `most`; `None` where none of them is kept.
    fn one_of(kept: &Arc<RoaringTreemap>, least: i64, most: i64) -> Option<Self> {
        let (from, to) = (u64::try_from(least.max(0)).ok()?, u64::try_from(most).ok()?);
        let before = from.checked_sub(1).map_or(0, |before| kept.rank(before));
        let among = kept.rank(to).saturating_sub(before);
        if among == 0 {
            return None;
        }
        if to - from >= WIDEST {
            return Some(Self::Sparse(kept.clone()));
        }
        let mut bits = BitSet::with_max_value(u32::try_from(to - from + 1).ok()?);
        let mut values = kept.iter();
        values.advance_to(from);
        for value in values.take_while(|value| *value <= to) {
            bits.insert(u32::try_from(value - from).ok()?);
        }
        Some(Self::Bits(least.max(0), bits))
    }

    fn keeps(&self, value: i64) -> bool {
        match self {
            Self::Between(from, to) => *from <= value && value < *to,
            Self::Bits(first, bits) => {
                let at = value.checked_sub(*first).and_then(|at| u32::try_from(at).ok());
                at.is_some_and(|at| at < bits.max_value() && bits.contains(at))
            }
            Self::Sparse(kept) => u64::try_from(value).is_ok_and(|value| kept.contains(value)),
        }
    }
}

/// Tests documents one by one. Where it does not lead, it looks at no other document than it is asked about.
struct ColumnScorer {
    column: Column,
    test: Test,
    doc: DocId,
    end: DocId,
}

impl ColumnScorer {
    fn first_from(&self, doc: DocId) -> DocId {
        (doc..self.end).find(|doc| self.test.keeps(self.column.get_val(*doc))).unwrap_or(TERMINATED)
    }
}

impl DocSet for ColumnScorer {
    fn advance(&mut self) -> DocId {
        if self.doc < TERMINATED {
            self.doc = self.first_from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            self.doc = self.first_from(target);
        }
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= self.end {
            self.doc = TERMINATED;
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        if self.test.keeps(self.column.get_val(target)) {
            self.doc = target;
            return SeekDangerResult::Found;
        }
        SeekDangerResult::SeekLowerBound(target + 1)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    /// All documents, so that it leads only where nothing else does.
    fn size_hint(&self) -> u32 {
        self.end
    }
}

impl Scorer for ColumnScorer {
    fn score(&mut self) -> Score {
        1.0
    }
}

impl fmt::Debug for ColumnScorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ColumnScorer({})", self.doc)
    }
}
