//! From a request to a query of tantivy.

mod column;

use std::sync::Arc;

use huicun_domain::clock::Millis;
use tantivy::query::{
    AllQuery, BitSetDocSet, BooleanQuery, ConstScorer, EmptyQuery, EnableScoring, Explanation, Occur,
    PhraseQuery, Query, Scorer, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};
use tantivy_common::BitSet;

use crate::columns::{ColumnName, Columns};
use crate::document::{Filter, Request};
use crate::grams::cover;
use crate::names::Names;
use crate::schema::{Fields, conversation_term, kind_term, side_term};
pub(crate) use column::{ColumnQuery, Keep};

/// Makes queries for one month, which spans `[begin, end)`.
pub(crate) struct Planner<'m> {
    pub(crate) fields: &'m Fields,
    pub(crate) names: &'m Names,
    pub(crate) columns: &'m Arc<Columns>,
    pub(crate) span: (Millis, Millis),
}

type Clause = (Occur, Box<dyn Query>);

impl Planner<'_> {
    /// The whole query of a request.
    pub(crate) fn query(&self, request: &Request, filters: &[&Filter]) -> Box<dyn Query> {
        let mut clauses: Vec<Clause> = Vec::new();
        clauses.extend(request.all.iter().map(|needle| (Occur::Must, self.contains(needle))));
        clauses.extend(request.none.iter().map(|needle| (Occur::MustNot, whole(self.contains(needle)))));
        if let Some(also) = self.also(request) {
            clauses = vec![(Occur::Must, any(vec![together(clauses), also]))];
        }
        filters.iter().for_each(|filter| self.add(filter, &mut clauses));
        together(clauses)
    }

    /// Those that match by their files; nothing in a month that has none, so that counting stays cheap there.
    fn also(&self, request: &Request) -> Option<Box<dyn Query>> {
        let begin = request.also.partition_point(|place| place.sent_at < self.span.0);
        let end = request.also.partition_point(|place| place.sent_at < self.span.1);
        let places = request.also.get(begin..end).filter(|places| !places.is_empty())?;
        let seqs = places.iter().filter_map(|place| u64::try_from(place.seq.0).ok()).collect();
        Some(self.one(&Filter::Seqs(Arc::new(seqs))))
    }

    fn add(&self, filter: &Filter, clauses: &mut Vec<Clause>) {
        match filter {
            Filter::All(parts) => parts.iter().for_each(|part| self.add(part, clauses)),
            Filter::Not(part) => {
                let query = self.column(part).unwrap_or_else(|| whole(self.one(part)));
                clauses.push((Occur::MustNot, query));
            }
            Filter::SentBetween { from, to } if self.is_within(*from, *to) => {}
            filter => clauses.push((Occur::Must, self.one(filter))),
        }
    }

    fn is_within(&self, from: Option<Millis>, to: Option<Millis>) -> bool {
        from.is_none_or(|from| from <= self.span.0) && to.is_none_or(|to| to >= self.span.1)
    }

    fn one(&self, filter: &Filter) -> Box<dyn Query> {
        let fields = self.fields;
        match filter {
            Filter::All(_) | Filter::Not(_) => {
                let mut clauses = Vec::new();
                self.add(filter, &mut clauses);
                together(clauses)
            }
            Filter::Any(parts) => any(parts.iter().map(|part| self.one(part)).collect()),
            Filter::Participant(party) => {
                term(Term::from_field_u64(fields.participant, self.names.number(party)))
            }
            Filter::Sender(party) => term(Term::from_field_u64(fields.sender, self.names.number(party))),
            Filter::Conversation(conversation) => {
                term(Term::from_field_u64(fields.conversation, conversation_term(*conversation)))
            }
            Filter::Kinds(kinds) => {
                let term_of = |kind| term(Term::from_field_i64(fields.kind, kind_term(kind)));
                any(kinds.iter().copied().map(term_of).collect())
            }
            Filter::Side(side) => term(Term::from_field_u64(fields.external, side_term(*side))),
            Filter::SentBetween { .. } | Filter::Seqs(_) | Filter::UpTo(_) => {
                self.column(filter).unwrap_or_else(|| Box::new(EmptyQuery))
            }
        }
    }

    /// The filters that look at a column; no others.
    fn column(&self, filter: &Filter) -> Option<Box<dyn Query>> {
        let (name, keep) = match filter {
            Filter::SentBetween { from, to } => {
                let (from, to) = (from.unwrap_or(Millis::MIN), to.unwrap_or(Millis::MAX));
                (ColumnName::SentAt, Keep::Between(from, to))
            }
            Filter::Seqs(seqs) => (ColumnName::Seq, Keep::OneOf(seqs.clone())),
            Filter::UpTo(position) => {
                (ColumnName::Position, Keep::Between(i64::MIN, position.0.saturating_add(1)))
            }
            _ => return None,
        };
        Some(Box::new(ColumnQuery { columns: self.columns.clone(), name, keep }))
    }

    /// Finds the documents whose text contains a folded needle.
    fn contains(&self, needle: &str) -> Box<dyn Query> {
        match needle.chars().count() {
            0 => Box::new(AllQuery),
            1 => term(Term::from_field_text(self.fields.single, needle)),
            2 => term(Term::from_field_text(self.fields.pair, needle)),
            _ => {
                let pairs = cover(needle);
                let term = |pair: String| Term::from_field_text(self.fields.pair, &pair);
                let terms = pairs.into_iter().map(|(at, pair)| (at, term(pair)));
                Box::new(PhraseQuery::new_with_offset(terms.collect()))
            }
        }
    }
}

/// Joins clauses; one that must hold alone stays as it is, so that it can be counted without being walked.
fn together(mut clauses: Vec<Clause>) -> Box<dyn Query> {
    let positive = clauses.iter().any(|(occur, _)| *occur == Occur::Must);
    if !positive {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    if clauses.len() == 1 {
        return clauses.remove(0).1;
    }
    Box::new(BooleanQuery::new(clauses))
}

fn any(parts: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    if parts.is_empty() {
        return Box::new(EmptyQuery);
    }
    Box::new(BooleanQuery::new(parts.into_iter().map(|part| (Occur::Should, part)).collect()))
}

fn term(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// Makes a query safe to exclude by: tantivy 0.27 seeks backwards in what it excludes, which a phrase does not bear.
fn whole(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(WholeQuery(Arc::from(query)))
}

/// A query that finds all its documents before the first is asked for.
#[derive(Clone, Debug)]
struct WholeQuery(Arc<dyn Query>);

impl Query for WholeQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(WholeWeight(self.0.weight(scoring)?)))
    }
}

struct WholeWeight(Box<dyn Weight>);

impl Weight for WholeWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut found = BitSet::with_max_value(reader.max_doc());
        self.0.for_each_no_score(reader, &mut |docs| {
            for doc in docs {
                found.insert(*doc);
            }
        })?;
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(found), boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }
}
