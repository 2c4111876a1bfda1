//! From a request to a query of tantivy.

use std::sync::Arc;

use huicun_domain::clock::Millis;
use roaring::RoaringTreemap;
use tantivy::query::{
    AllQuery, BitSetDocSet, BooleanQuery, ConstScorer, EmptyQuery, EnableScoring, Explanation, Occur,
    PhraseQuery, Query, Scorer, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, TantivyError, Term};
use tantivy_common::BitSet;

use crate::document::{Filter, Request};
use crate::grams::cover;
use crate::schema::{Fields, kind_term, side_term};

/// The whole query of a request over a month that spans `[begin, end)`.
pub(crate) fn query(fields: &Fields, request: &Request, span: (Millis, Millis)) -> Box<dyn Query> {
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
    clauses.extend(request.all.iter().map(|needle| (Occur::Must, contains(fields, needle))));
    clauses.extend(request.none.iter().map(|needle| (Occur::MustNot, whole(contains(fields, needle)))));
    add_filter(fields, &request.filter, span, &mut clauses);
    together(clauses)
}

/// Joins clauses; one that must hold alone stays as it is, so that it can be counted without being walked.
fn together(mut clauses: Vec<(Occur, Box<dyn Query>)>) -> Box<dyn Query> {
    let positive = clauses.iter().any(|(occur, _)| *occur == Occur::Must);
    if !positive {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    if clauses.len() == 1 {
        return clauses.remove(0).1;
    }
    Box::new(BooleanQuery::new(clauses))
}

fn add_filter(
    fields: &Fields,
    filter: &Filter,
    span: (Millis, Millis),
    clauses: &mut Vec<(Occur, Box<dyn Query>)>,
) {
    match filter {
        Filter::All(parts) => parts.iter().for_each(|part| add_filter(fields, part, span, clauses)),
        Filter::Not(part) => clauses.push((Occur::MustNot, whole(one(fields, part, span)))),
        Filter::SentBetween { from, to } if covers(*from, *to, span) => {}
        filter => clauses.push((Occur::Must, one(fields, filter, span))),
    }
}

fn covers(from: Option<Millis>, to: Option<Millis>, span: (Millis, Millis)) -> bool {
    from.is_none_or(|from| from <= span.0) && to.is_none_or(|to| to >= span.1)
}

fn one(fields: &Fields, filter: &Filter, span: (Millis, Millis)) -> Box<dyn Query> {
    match filter {
        Filter::All(_) | Filter::Not(_) => {
            let mut clauses = Vec::new();
            add_filter(fields, filter, span, &mut clauses);
            together(clauses)
        }
        Filter::Any(parts) => any(parts.iter().map(|part| one(fields, part, span)).collect()),
        Filter::Participant(party) => term(Term::from_field_text(fields.participant, party.as_str())),
        Filter::Sender(party) => term(Term::from_field_text(fields.sender, party.as_str())),
        Filter::Conversation(conversation) => {
            term(Term::from_field_u64(fields.conversation, conversation.0.as_u64_pair().0))
        }
        Filter::Kinds(kinds) => {
            any(kinds.iter().map(|kind| term(Term::from_field_u64(fields.kind, kind_term(*kind)))).collect())
        }
        Filter::Side(side) => term(Term::from_field_u64(fields.external, side_term(*side))),
        Filter::SentBetween { from, to } => {
            let (from, to) = (from.unwrap_or(Millis::MIN), to.unwrap_or(Millis::MAX));
            Box::new(ColumnQuery { column: "sent_at", keep: Keep::Between(from, to) })
        }
        Filter::Seqs(seqs) => Box::new(ColumnQuery { column: "seq", keep: Keep::OneOf(seqs.clone()) }),
        Filter::UpTo(position) => {
            let keep = Keep::Between(i64::MIN, position.0.saturating_add(1));
            Box::new(ColumnQuery { column: "position", keep })
        }
    }
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

/// Finds the documents whose text contains a folded needle.
fn contains(fields: &Fields, needle: &str) -> Box<dyn Query> {
    match needle.chars().count() {
        0 => Box::new(AllQuery),
        1 => term(Term::from_field_text(fields.single, needle)),
        2 => term(Term::from_field_text(fields.pair, needle)),
        _ => {
            let pairs = cover(needle);
            let terms = pairs.into_iter().map(|(at, pair)| (at, Term::from_field_text(fields.pair, &pair)));
            Box::new(PhraseQuery::new_with_offset(terms.collect()))
        }
    }
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

/// What a column's value must be.
#[derive(Clone, Debug)]
enum Keep {
    Between(i64, i64),
    OneOf(Arc<RoaringTreemap>),
}

/// A query that looks at one column of each document.
#[derive(Clone, Debug)]
struct ColumnQuery {
    column: &'static str,
    keep: Keep,
}

impl Query for ColumnQuery {
    fn weight(&self, _scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for ColumnQuery {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let column = reader.fast_fields().i64(self.column)?.first_or_default_col(i64::MIN);
        let mut kept = BitSet::with_max_value(reader.max_doc());
        for doc in 0..reader.max_doc() {
            let value = column.get_val(doc);
            let keep = match &self.keep {
                Keep::Between(from, to) => (*from..*to).contains(&value),
                Keep::OneOf(values) => u64::try_from(value).is_ok_and(|value| values.contains(value)),
            };
            if keep {
                kept.insert(doc);
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(kept), boost)))
    }

    fn explain(&self, _reader: &SegmentReader, _doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("a column is not explained".to_owned()))
    }
}
