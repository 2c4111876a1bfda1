//! Collecting: an exact count, and the places of one page at a cost that does not grow with the hits before it.

use std::sync::Arc;

use huicun_domain::ids::Seq;
use huicun_domain::message::MessageKind;
use huicun_domain::query::{Order, Place};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// What is collected from one month.
#[derive(Clone, Debug, Default)]
pub(crate) struct Collected {
    pub(crate) total: u64,
    pub(crate) places: Vec<Place>,
    pub(crate) kinds: Vec<u64>,
}

/// Counts all documents and keeps the first `limit` places of the order behind `after`.
#[derive(Clone, Debug)]
pub(crate) struct PageCollector {
    pub(crate) order: Order,
    pub(crate) after: Option<Place>,
    pub(crate) limit: usize,
    pub(crate) count_kinds: bool,
}

impl Collector for PageCollector {
    type Fruit = Collected;
    type Child = SegmentPage;

    fn for_segment(&self, _ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentPage> {
        let columns = reader.fast_fields();
        Ok(SegmentPage {
            wanted: self.clone(),
            sent_at: columns.i64("sent_at")?.first_or_default_col(0),
            seq: columns.i64("seq")?.first_or_default_col(0),
            kind: columns.u64("kind")?.first_or_default_col(0),
            worst: None,
            found: Collected { kinds: vec![0; MessageKind::ALL.len() + 1], ..Collected::default() },
        })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Collected>) -> tantivy::Result<Collected> {
        let mut merged = Collected { kinds: vec![0; MessageKind::ALL.len() + 1], ..Collected::default() };
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
    sent_at: Arc<dyn ColumnValues<i64>>,
    seq: Arc<dyn ColumnValues<i64>>,
    kind: Arc<dyn ColumnValues<u64>>,
    /// Nothing behind this place can still be on the page.
    worst: Option<Place>,
    found: Collected,
}

impl SegmentPage {
    fn take(&mut self, doc: DocId) {
        if self.wanted.count_kinds {
            let kind = usize::try_from(self.kind.get_val(doc)).unwrap_or_default();
            if let Some(count) = self.found.kinds.get_mut(kind) {
                *count += 1;
            }
        }
        if self.wanted.limit == 0 {
            return;
        }
        let place = Place { sent_at: self.sent_at.get_val(doc), seq: Seq(self.seq.get_val(doc)) };
        let before = |one: Place, other: Place| match self.wanted.order {
            Order::Newest => one > other,
            Order::Oldest => one < other,
        };
        if self.wanted.after.is_some_and(|after| !before(after, place))
            || self.worst.is_some_and(|worst| !before(place, worst))
        {
            return;
        }
        self.found.places.push(place);
        if self.found.places.len() >= 2 * self.wanted.limit + 64 {
            self.shrink();
        }
    }

    /// Keeps the best `limit` places: linear in twice the limit, and done once per `limit` places taken.
    fn shrink(&mut self) {
        let last = self.wanted.limit - 1;
        let places = &mut self.found.places;
        if places.len() > last {
            match self.wanted.order {
                Order::Newest => places.select_nth_unstable_by(last, |one, other| other.cmp(one)),
                Order::Oldest => places.select_nth_unstable(last),
            };
            self.worst = Some(places[last]);
            places.truncate(self.wanted.limit);
        }
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
        if self.wanted.limit > 0 {
            self.shrink();
        }
        self.found
    }
}
