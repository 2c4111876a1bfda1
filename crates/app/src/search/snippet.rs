//! The part of a message that shows why it was found.

use huicun_domain::fold::{fold, fold_mapped};
use huicun_domain::message::{Content, search_texts};
use serde::Serialize;

use super::Plan;

/// How many characters stand before the first hit.
const BEFORE: usize = 20;
/// How many characters a snippet holds.
const LENGTH: usize = 140;

/// A piece of a snippet: plain, or part of a hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SnippetPiece {
    /// The text as sent.
    pub text: String,
    /// Whether it was searched for.
    pub hit: bool,
}

/// Cuts the part of a content around its first hit; the beginning where nothing was searched for.
#[must_use]
pub fn snippet(content: &Content, plan: &Plan) -> Vec<SnippetPiece> {
    let texts = search_texts(content);
    let found = texts.iter().find_map(|text| snippet_of(text, plan));
    let beginning = || texts.first().map_or_else(Vec::new, |first| cut(first, Vec::new()));
    found.unwrap_or_else(beginning)
}

/// Cuts the part of a text around its first hit; nothing where it has none.
pub(super) fn snippet_of(text: &str, plan: &Plan) -> Option<Vec<SnippetPiece>> {
    let ranges = ranges(text, plan);
    (!ranges.is_empty()).then(|| cut(text, ranges))
}

fn cut(text: &str, ranges: Vec<(usize, usize)>) -> Vec<SnippetPiece> {
    let (from, to) = window(text, ranges.first().map_or(0, |range| range.0));
    let mut pieces = Vec::new();
    if from > 0 {
        push(&mut pieces, "…", false);
    }
    let mut at = from;
    for (start, end) in ranges {
        let (start, end) = (start.max(at), end.min(to));
        if start < end {
            push(&mut pieces, &text[at..start], false);
            push(&mut pieces, &text[start..end], true);
            at = end;
        }
    }
    push(&mut pieces, &text[at..to], false);
    if to < text.len() {
        push(&mut pieces, "…", false);
    }
    pieces
}

fn push(pieces: &mut Vec<SnippetPiece>, text: &str, hit: bool) {
    if !text.is_empty() {
        pieces.push(SnippetPiece { text: text.to_owned(), hit });
    }
}

/// Finds the byte ranges of all hits in one text, ascending, not overlapping.
fn ranges(text: &str, plan: &Plan) -> Vec<(usize, usize)> {
    let mut ranges: Vec<(usize, usize)> = match &plan.exact {
        Some(exact) => text.match_indices(exact.as_str()).map(|(at, hit)| (at, at + hit.len())).collect(),
        None => {
            let folded = fold_mapped(text);
            plan.all.iter().flat_map(|needle| folded.find_all(&fold(needle))).collect()
        }
    };
    ranges.sort_unstable();
    let mut joined: Vec<(usize, usize)> = Vec::with_capacity(ranges.len());
    for (start, end) in ranges {
        match joined.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// Chooses the byte range shown, on character borders.
fn window(text: &str, hit: usize) -> (usize, usize) {
    let from = text[..hit].char_indices().rev().nth(BEFORE).map_or(0, |(at, _)| at);
    let to = text[from..].char_indices().nth(LENGTH).map_or(text.len(), |(at, _)| from + at);
    (from, to)
}
