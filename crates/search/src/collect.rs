//! Collecting: an exact count, and the places of one page at a cost that does not grow with the hits before it.

use std::cmp::Ordering;
use std::sync::Arc;

use huicun_domain::ids::Seq;
use huicun_domain::query::{Order, Place};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use crate::columns::{Column, ColumnName, Columns};
use crate::schema::KINDS;

/// What is collected from one month.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collected {
    pub(crate) total: u64,
    pub(crate) places: Vec<Place>,
    /// By the numbers of [`KINDS`].
    pub(crate) kinds: Vec<u64>,
}

impl Collected {
    pub(crate) fn new() -> Self {
        Self { kinds: vec![0; KINDS.len()], ..Self::default() }
    }
}

/// Counts all documents and keeps the first `limit` places of the order behind `after`.
#[derive(Clone, Debug)]
pub(crate) struct PageCollector {
    pub(crate) columns: Arc<Columns>,
    pub(crate) order: Order,
    pub(crate) after: Option<Place>,
    pub(crate) limit: usize,
    pub(crate) count_kinds: bool,
}

impl PageCollector {
    /// Tells whether, in the order asked for, the other comes later than the one it was compared with.
    fn is_later(&self, one_to_other: Ordering) -> bool {
        match self.order {
            Order::Newest => one_to_other == Ordering::Greater,
            Order::Oldest => one_to_other == Ordering::Less,
        }
    }
}

impl Collector for PageCollector {
    type Fruit = Collected;
    type Child = SegmentPage;

    fn for_segment(&self, _ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentPage> {
        let column = |name| self.columns.get(reader, name);
        let wanted = self.limit > 0;
        Ok(SegmentPage {
            wanted: self.clone(),
            times: wanted.then(|| column(ColumnName::SentAt)).transpose()?,
            seqs: wanted.then(|| column(ColumnName::Seq)).transpose()?,
            kinds: self.count_kinds.then(|| column(ColumnName::Kind)).transpose()?,
            worst: None,
            found: Collected::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Collected>) -> tantivy::Result<Collected> {
        let mut merged = Collected::new();
        for segment in segments {
            merged.total += segment.total;
            merged.places.extend(segment.places);
            merged.kinds.iter_mut().zip(segment.kinds).for_each(|(sum, count)| *sum += count);
        }
        Ok(merged)
    }
}

/// The collection of one segment.
pub(crate) struct SegmentPage {
    wanted: PageCollector,
    times: Option<Column>,
    seqs: Option<Column>,
    kinds: Option<Column>,
    /// Nothing behind this place can still be on the page.
    worst: Option<Place>,
    found: Collected,
}

impl SegmentPage {
    fn take(&mut self, doc: DocId) {
        if let Some(kinds) = &self.kinds {
            let number = usize::try_from(kinds.get_val(doc)).ok();
            if let Some(count) = number.and_then(|number| self.found.kinds.get_mut(number)) {
                *count += 1;
            }
        }
        let (Some(times), Some(seqs)) = (&self.times, &self.seqs) else { return };
        let sent_at = times.get_val(doc);
        // Most hits end here, before a second column is read.
        if self.worst.is_some_and(|worst| self.wanted.is_later(worst.sent_at.cmp(&sent_at))) {
            return;
        }
        let place = Place { sent_at, seq: Seq(seqs.get_val(doc)) };
        let is_read = self.wanted.after.is_some_and(|after| !self.wanted.is_later(after.cmp(&place)));
        let is_behind = self.worst.is_some_and(|worst| self.wanted.is_later(worst.cmp(&place)));
        if is_read || is_behind {
            return;
        }
        self.found.places.push(place);
        if self.found.places.len() >= self.wanted.limit.saturating_mul(2).max(64) {
            self.shrink();
        }
    }

    /// Keeps the best `limit` places: linear in twice the limit, and done once per `limit` places taken.
    fn shrink(&mut self) {
        let places = &mut self.found.places;
        let Some(last) = self.wanted.limit.checked_sub(1).filter(|last| *last < places.len()) else { return };
        match self.wanted.order {
            Order::Newest => places.select_nth_unstable_by(last, |one, other| other.cmp(one)),
            Order::Oldest => places.select_nth_unstable(last),
        };
        self.worst = places.get(last).copied();
        places.truncate(self.wanted.limit);
    }
}

impl SegmentCollector for SegmentPage {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, _score: Score) {
        self.found.total += 1;
        self.take(doc);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.found.total += docs.len() as u64;
        if self.wanted.limit > 0 || self.wanted.count_kinds {
            docs.iter().for_each(|doc| self.take(*doc));
        }
    }

    fn harvest(mut self) -> Collected {
        self.shrink();
        self.found
    }
}
