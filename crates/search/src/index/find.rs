//! Searching: month by month, each in the state that one commit left it in.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use huicun_domain::clock::Millis;
use huicun_domain::ids::Position;
use huicun_domain::message::MessageKind;
use huicun_domain::query::{Order, Place};
use tantivy::Searcher;
use tantivy::query::{EnableScoring, Query};

use crate::collect::{Collected, PageCollector};
use crate::columns::{ColumnName, Columns};
use crate::document::{Filter, Found, Request};
use crate::error::IndexError;
use crate::filter::Planner;
use crate::month::{Month, MonthId};
use crate::names::Names;
use crate::schema::{Fields, KINDS};

/// How many places a walk over all matches collects at a time, in each segment of a month.
const COLLECTED: usize = 16_384;
/// How many places such a walk hands on at a time.
const HANDED_ON: usize = 4_096;

/// What searches see: all months as of one commit.
#[derive(Default)]
pub(crate) struct Snapshot {
    pub(crate) months: Vec<MonthView>,
    pub(crate) reached: Position,
}

/// One month as of one commit.
pub(crate) struct MonthView {
    pub(crate) id: MonthId,
    pub(crate) searcher: Searcher,
    /// How many documents searches may see.
    pub(crate) documents: u64,
    /// Holds back documents behind the position reached: a commit is under way, or was cut off, and whoever scans the
    /// tail answers for them.
    limit: Option<Filter>,
}

impl Snapshot {
    pub(crate) fn of(
        months: &BTreeMap<MonthId, Month>,
        reached: Position,
        columns: &Columns,
    ) -> Result<Self, IndexError> {
        let mut views = Vec::with_capacity(months.len());
        for (id, month) in months {
            let searcher = month.searcher();
            let ahead = month.taken() > reached;
            let documents = match ahead {
                true => count_up_to(&searcher, reached, columns)
                    .map_err(|source| IndexError::in_month(id.name(), source))?,
                false => searcher.num_docs(),
            };
            let limit = ahead.then_some(Filter::UpTo(reached));
            views.push(MonthView { id: *id, searcher, documents, limit });
        }
        Ok(Self { months: views, reached })
    }

    fn in_order(&self, order: Order) -> Vec<&MonthView> {
        match order {
            Order::Newest => self.months.iter().rev().collect(),
            Order::Oldest => self.months.iter().collect(),
        }
    }
}

fn count_up_to(searcher: &Searcher, reached: Position, columns: &Columns) -> tantivy::Result<u64> {
    let mut count = 0;
    for segment in searcher.segment_readers() {
        let positions = columns.get(segment, ColumnName::Position)?;
        let counts = |doc: &u32| positions.get_val(*doc) <= reached.0;
        count += segment.doc_ids_alive().filter(counts).count() as u64;
    }
    Ok(count)
}

/// A search in a snapshot.
pub(crate) struct Finder<'s> {
    pub(crate) snapshot: &'s Snapshot,
    pub(crate) fields: &'s Fields,
    pub(crate) names: &'s Names,
    pub(crate) columns: &'s Arc<Columns>,
}

impl Finder<'_> {
    /// Answers a request.
    pub(crate) fn find(&self, request: &Request) -> Result<Found, IndexError> {
        let searched = self.snapshot.months.iter().map(|month| month.documents).sum();
        let mut found = Found { searched, reached: self.snapshot.reached, ..Found::default() };
        let mut kinds = Collected::new().kinds;
        for month in self.snapshot.in_order(request.order) {
            let span = month.id.span();
            if !overlaps(&request.filter, span) {
                continue;
            }
            // Months come in order: once the page is full, or while it is not reached, they are only counted.
            let missing = request.limit.saturating_sub(found.places.len());
            let limit = if is_read(request, span) { 0 } else { missing };
            let collected = self
                .find_in(month, request, request.after, limit)
                .map_err(|source| IndexError::in_month(month.id.name(), source))?;
            found.total += collected.total;
            found.places.extend(collected.places);
            kinds.iter_mut().zip(collected.kinds).for_each(|(sum, count)| *sum += count);
        }
        found.kinds = request.count_kinds.then(|| counted(&kinds));
        Ok(found)
    }

    /// Hands on all places in order, and reads one month at a time.
    pub(crate) fn walk(
        &self,
        request: &Request,
        each: &mut dyn FnMut(&[Place]) -> ControlFlow<()>,
    ) -> Result<(), IndexError> {
        let request = Request { count_kinds: false, ..request.clone() };
        let mut after = request.after;
        for month in self.snapshot.in_order(request.order) {
            let span = month.id.span();
            if !overlaps(&request.filter, span) || is_read(&request, span) {
                continue;
            }
            loop {
                let places = self
                    .find_in(month, &request, after, COLLECTED)
                    .map_err(|source| IndexError::in_month(month.id.name(), source))?
                    .places;
                if places.chunks(HANDED_ON).any(|chunk| each(chunk).is_break()) {
                    return Ok(());
                }
                after = places.last().copied().or(after);
                if places.len() < COLLECTED {
                    break;
                }
            }
        }
        Ok(())
    }

    fn find_in(
        &self,
        month: &MonthView,
        request: &Request,
        after: Option<Place>,
        limit: usize,
    ) -> tantivy::Result<Collected> {
        let planner =
            Planner { fields: self.fields, names: self.names, columns: self.columns, span: month.id.span() };
        let filters: Vec<&Filter> = std::iter::once(&request.filter).chain(&month.limit).collect();
        let query = planner.query(request, &filters);
        if limit == 0 && !request.count_kinds {
            return Ok(Collected { total: count(&month.searcher, &*query)?, ..Collected::default() });
        }
        let collector = PageCollector {
            columns: self.columns.clone(),
            order: request.order,
            after,
            limit,
            count_kinds: request.count_kinds,
        };
        let mut collected = month.searcher.search(&*query, &collector)?;
        match request.order {
            Order::Newest => collected.places.sort_unstable_by(|one, other| other.cmp(one)),
            Order::Oldest => collected.places.sort_unstable(),
        }
        collected.places.truncate(limit);
        Ok(collected)
    }
}

/// Counts without walking where the query is one term.
fn count(searcher: &Searcher, query: &dyn Query) -> tantivy::Result<u64> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
    searcher.segment_readers().iter().map(|segment| Ok(u64::from(weight.count(segment)?))).sum()
}

fn counted(kinds: &[u64]) -> Vec<(MessageKind, u64)> {
    KINDS.iter().copied().zip(kinds.iter().copied()).filter(|(_, count)| *count > 0).collect()
}

/// Tells whether a month can hold anything that the filter lets through.
fn overlaps(filter: &Filter, span: (Millis, Millis)) -> bool {
    match filter {
        Filter::All(parts) => parts.iter().all(|part| overlaps(part, span)),
        Filter::Any(parts) => parts.iter().any(|part| overlaps(part, span)),
        Filter::SentBetween { from, to } => {
            from.is_none_or(|from| from < span.1) && to.is_none_or(|to| to > span.0)
        }
        _ => true,
    }
}

/// Tells whether a month lies wholly on pages that were read before.
fn is_read(request: &Request, span: (Millis, Millis)) -> bool {
    request.after.is_some_and(|after| match request.order {
        Order::Newest => span.0 > after.sent_at,
        Order::Oldest => span.1 <= after.sent_at,
    })
}
