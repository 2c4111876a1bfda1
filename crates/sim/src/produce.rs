//! Makes messages: who talks with whom, what they say, and how it looks on the wire.

mod envelope;
mod plan;
mod render;
mod timeline;

use std::sync::Arc;

pub(crate) use envelope::{Envelope, Sealer};
pub(crate) use plan::Planner;
pub(crate) use render::{Rendered, Renderer};
pub(crate) use timeline::Timeline;

use crate::grammar::{Facts, Lines};

/// A message that is not one line of a dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// A web link.
    Link,
}

impl Form {
    /// Finds a form by the name the grammar sheets use.
    pub(crate) fn by_name(name: &str) -> Option<Self> {
        match name {
            "link" => Some(Form::Link),
            _ => None,
        }
    }
}

/// What a draft will say.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A line out of the grammar.
    Line(Lines),
    /// A line of the corpus file, by its number.
    Corpus(u64),
    /// Anything else.
    Form(Form),
    /// The withdrawal of an earlier draft of the same block.
    Recall(usize),
}

/// What the message id ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Suffix {
    /// Nothing: internal.
    Internal,
    /// `_external`.
    External,
    /// `_updown_stream`.
    UpDown,
}

/// A message before it has a time and an id.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The sender's id.
    pub(crate) from: Arc<str>,
    /// The receivers' ids.
    pub(crate) to: Vec<Arc<str>>,
    /// The room, if it is one.
    pub(crate) roomid: Option<Arc<str>>,
    pub(crate) suffix: Suffix,
    pub(crate) kind: Kind,
    /// Decides everything that is drawn when it is written out.
    pub(crate) seed: u64,
    pub(crate) facts: Arc<Facts>,
    /// It is the first of its dialogue, so that a pause may come before it.
    pub(crate) opens: bool,
}

/// A message with its place in the sequence.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) seq: u64,
    pub(crate) msgid: String,
    pub(crate) msgtime: i64,
    pub(crate) draft: Draft,
    /// The withdrawn message's id, for a recall.
    pub(crate) recalls: Option<String>,
}
