//! Search queries: what was written, and what was meant.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::clock::Millis;
use crate::fold::fold;
use crate::ids::{ConversationId, PartyId, Seq};
use crate::message::MessageKind;

/// The longest query accepted, in characters.
pub const MAX_QUERY_CHARS: usize = 1_000;
/// The most messages that can be chosen one by one.
pub const MAX_CHOSEN: usize = 1_000;

/// One part of a query that must, or must not, be contained in a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Term {
    /// The text as written.
    pub text: String,
    /// Whether a message must contain it or must not.
    pub role: TermRole,
    /// Whether it was written between quotation marks.
    pub phrase: bool,
}

/// What a term asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TermRole {
    /// Every hit contains it.
    All,
    /// No hit contains it.
    None,
}

/// How the query's text is compared with that of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matching {
    /// Blanks separate terms, and width, case and script do not matter.
    #[default]
    Folded,
    /// The whole query is one text, compared byte for byte.
    Exact,
}

/// Why a query was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum QueryError {
    /// Nothing is left to look for.
    #[error("the query has no character to search for")]
    Empty,
    /// It is longer than [`MAX_QUERY_CHARS`].
    #[error("the query has more than {MAX_QUERY_CHARS} characters")]
    TooLong,
    /// It only says what is not wanted.
    #[error("the query only excludes")]
    OnlyExcludes,
    /// The range of dates ends before it begins.
    #[error("the range of dates ends before it begins")]
    DatesReversed,
    /// More messages are chosen than [`MAX_CHOSEN`].
    #[error("more than {MAX_CHOSEN} messages are chosen")]
    TooManyChosen,
}

/// Reads a query: blanks separate terms, `"…"` keeps them together, a leading `-` excludes.
///
/// An empty list comes back for a query of nothing but blanks: whether that is an error depends on the filters.
///
/// # Errors
/// [`QueryError::TooLong`], and [`QueryError::Empty`] for a query of characters that fold to nothing.
pub fn parse_terms(query: &str, matching: Matching) -> Result<Vec<Term>, QueryError> {
    if query.chars().count() > MAX_QUERY_CHARS {
        return Err(QueryError::TooLong);
    }
    if matching == Matching::Exact {
        let term = Term { text: query.to_owned(), role: TermRole::All, phrase: true };
        return Ok(if query.is_empty() { Vec::new() } else { vec![term] });
    }
    let terms: Vec<Term> =
        split(query).into_iter().filter(|term| !fold(&term.text).trim().is_empty()).collect();
    let only_blanks = query.chars().all(|c| c.is_whitespace() || c.is_control());
    if terms.is_empty() && !only_blanks {
        return Err(QueryError::Empty);
    }
    Ok(terms)
}

fn split(query: &str) -> Vec<Term> {
    let mut terms = Vec::new();
    let mut rest = query.trim_start();
    while !rest.is_empty() {
        let (role, body) = match rest.strip_prefix('-') {
            Some(body) if body.starts_with(|c: char| !c.is_whitespace() && c != '-') => {
                (TermRole::None, body)
            }
            _ => (TermRole::All, rest),
        };
        let quoted = body.strip_prefix(['"', '“', '”']).and_then(|inner| {
            inner.find(['"', '“', '”']).map(|end| {
                let mark = inner[end..].chars().next().map_or(1, char::len_utf8);
                (&inner[..end], &inner[end + mark..])
            })
        });
        let (text, phrase, after) = match quoted {
            Some((text, after)) => (text, true, after),
            None => {
                let end = body.find(char::is_whitespace).unwrap_or(body.len());
                (&body[..end], false, &body[end..])
            }
        };
        if !text.is_empty() {
            terms.push(Term { text: text.to_owned(), role, phrase });
        }
        rest = after.trim_start();
    }
    terms
}

/// Which way a message went, seen from the party that is filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Direction {
    /// The party sent it.
    Sent,
    /// The party received it.
    Received,
}

/// Whether somebody outside the corp took part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Side {
    /// Only members and robots took part.
    Internal,
    /// Somebody outside took part.
    External,
}

/// What to do with recalled messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Recalled {
    /// Only those.
    Only,
    /// All but those.
    Hide,
}

/// In which order hits come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

/// What restricts a search besides its text; all that is set must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Filters {
    /// A party of any kind that took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyId>,
    /// A member that took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<PartyId>,
    /// An external contact that took part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<PartyId>,
    /// Who sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<PartyId>,
    /// The conversation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation: Option<ConversationId>,
    /// The messages themselves, at most 1,000; empty means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub seqs: Vec<Seq>,
    /// The kinds; empty means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<MessageKind>,
    /// Sent at or after this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Millis>,
    /// Sent before this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Millis>,
    /// Internal or external.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// Sent or received, seen from `member`, else `contact`, else `party`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// Only recalled messages, or none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recalled: Option<Recalled>,
}

impl Filters {
    /// Tells whether nothing is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks what can be checked without data.
    ///
    /// # Errors
    /// [`QueryError::DatesReversed`] where `to` is not after `from`, [`QueryError::TooManyChosen`].
    pub fn check(&self) -> Result<(), QueryError> {
        if self.seqs.len() > MAX_CHOSEN {
            return Err(QueryError::TooManyChosen);
        }
        match (self.from, self.to) {
            (Some(from), Some(to)) if to <= from => Err(QueryError::DatesReversed),
            _ => Ok(()),
        }
    }
}

/// The place in a list ordered by time: the key that pages continue from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// When the message was sent.
    pub sent_at: Millis,
    /// Its number, which decides between messages of one moment.
    pub seq: Seq,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Vec<(String, TermRole, bool)> {
        let terms = parse_terms(query, Matching::Folded).unwrap();
        terms.into_iter().map(|term| (term.text, term.role, term.phrase)).collect()
    }

    #[test]
    fn terms_phrases_and_exclusions_are_told_apart() {
        assert_eq!(
            read("赎回 \"年化 收益\" -保本 -“不 保证”"),
            [
                ("赎回".into(), TermRole::All, false),
                ("年化 收益".into(), TermRole::All, true),
                ("保本".into(), TermRole::None, false),
                ("不 保证".into(), TermRole::None, true),
            ]
        );
    }

    #[test]
    fn marks_that_open_nothing_are_text() {
        assert_eq!(
            read("5\" - -- a\"b"),
            [
                ("5\"".into(), TermRole::All, false),
                ("-".into(), TermRole::All, false),
                ("--".into(), TermRole::All, false),
                ("a\"b".into(), TermRole::All, false),
            ]
        );
        assert_eq!(read("\"没有收尾"), [("\"没有收尾".into(), TermRole::All, false)]);
    }

    #[test]
    fn an_exact_query_is_one_text() {
        let terms = parse_terms(" a -\"b ", Matching::Exact).unwrap();
        assert_eq!(terms, [Term { text: " a -\"b ".into(), role: TermRole::All, phrase: true }]);
    }

    #[test]
    fn useless_queries_are_refused() {
        assert_eq!(parse_terms("\u{200b}", Matching::Folded), Err(QueryError::Empty));
        assert_eq!(parse_terms(" \t", Matching::Folded), Ok(Vec::new()));
        assert_eq!(parse_terms(&"好".repeat(10_000), Matching::Folded), Err(QueryError::TooLong));
        let filters = Filters { from: Some(2), to: Some(1), ..Filters::default() };
        assert_eq!(filters.check(), Err(QueryError::DatesReversed));
    }
}
