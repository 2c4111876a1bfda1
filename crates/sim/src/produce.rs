//! Makes messages: who talks with whom, what they say, and how it looks on the wire.

mod cast;
mod envelope;
mod form;
mod forms;
mod plan;
mod render;
mod timeline;

use std::sync::Arc;

pub(crate) use cast::Era;
pub(crate) use envelope::{Envelope, Sealer, open};
pub(crate) use form::{Form, Scene};
pub(crate) use plan::Planner;
pub(crate) use render::{Rendered, Renderer, media_secret};
pub(crate) use timeline::Timeline;

use crate::grammar::{Facts, Lines};

/// What a draft will say.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    /// A line out of the grammar.
    Line(Lines),
    /// A line of the corpus file, by its number.
    Corpus(u64),
    /// Anything else.
    Form(Form),
    /// The withdrawal of the draft with this seed.
    Recall(u64),
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
    /// The media's md5 in the message is wrong.
    pub(crate) has_wrong_md5: bool,
}
