//! What is indexed, what is asked, what is answered.

use std::sync::Arc;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, PartyId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::{Order, Place, Side};
use roaring::RoaringTreemap;

/// One message as the index sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its place in the order of unsealing.
    pub position: Position,
    /// WeCom's number.
    pub seq: Seq,
    /// When it was sent.
    pub sent_at: Millis,
    /// What kind it is.
    pub kind: MessageKind,
    /// The conversation.
    pub conversation: ConversationId,
    /// Who sent it.
    pub sender: PartyId,
    /// Everybody who took part, the sender included.
    pub participants: Vec<PartyId>,
    /// Whether somebody outside took part.
    pub side: Side,
    /// Its texts, folded by [`huicun_domain::fold::fold_texts`].
    pub text: String,
}

/// What restricts a search; filters compose, so that an operator's scope is one more of them.
#[derive(Clone, Debug)]
pub enum Filter {
    /// All of these hold; an empty list always does.
    All(Vec<Filter>),
    /// One of these holds; an empty list never does.
    Any(Vec<Filter>),
    /// This does not hold.
    Not(Box<Filter>),
    /// The party took part.
    Participant(PartyId),
    /// The party sent it.
    Sender(PartyId),
    /// It belongs to the conversation.
    Conversation(ConversationId),
    /// It is of one of these kinds.
    Kinds(Vec<MessageKind>),
    /// Internal or external.
    Side(Side),
    /// Sent at or after `from` and before `to`.
    SentBetween {
        /// The first moment.
        from: Option<Millis>,
        /// The first moment after.
        to: Option<Millis>,
    },
    /// Its number is one of these.
    Seqs(Arc<RoaringTreemap>),
    /// It was in the archive when the archive had reached this position.
    UpTo(Position),
}

/// What is searched for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Folded texts that must be contained.
    pub all: Vec<String>,
    /// Folded texts that must not.
    pub none: Vec<String>,
    /// Messages that match whatever their own text says, since a file of theirs does; in the order of their places.
    pub also: Arc<[Place]>,
    /// What restricts it besides.
    pub filter: Filter,
    /// In which order places come.
    pub order: Order,
    /// The place that the last page ended with.
    pub after: Option<Place>,
    /// How many places to return.
    pub limit: usize,
    /// Whether to count the kinds.
    pub count_kinds: bool,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many documents match; exact, whatever the page.
    pub total: u64,
    /// The page: at most `limit` places, in order, after `after`.
    pub places: Vec<Place>,
    /// How many of each kind, where asked.
    pub kinds: Option<Vec<(MessageKind, u64)>>,
    /// How many documents the index held for searches, whatever the filter.
    pub searched: u64,
    /// The position that the index had reached.
    pub reached: Position,
}

/// Tells whether a document matches; the index agrees with this for every document.
#[must_use]
pub fn matches(document: &Document, request: &Request) -> bool {
    holds(document, &request.filter) && (is_also(document, request) || says(document, request))
}

fn says(document: &Document, request: &Request) -> bool {
    request.all.iter().all(|needle| document.text.contains(needle.as_str()))
        && !request.none.iter().any(|needle| document.text.contains(needle.as_str()))
}

fn is_also(document: &Document, request: &Request) -> bool {
    let place = Place { sent_at: document.sent_at, seq: document.seq };
    request.also.binary_search(&place).is_ok()
}

fn holds(document: &Document, filter: &Filter) -> bool {
    match filter {
        Filter::All(parts) => parts.iter().all(|part| holds(document, part)),
        Filter::Any(parts) => parts.iter().any(|part| holds(document, part)),
        Filter::Not(part) => !holds(document, part),
        Filter::Participant(party) => document.participants.contains(party),
        Filter::Sender(party) => document.sender == *party,
        Filter::Conversation(conversation) => document.conversation == *conversation,
        Filter::Kinds(kinds) => kinds.contains(&document.kind),
        Filter::Side(side) => document.side == *side,
        Filter::SentBetween { from, to } => {
            from.is_none_or(|from| document.sent_at >= from) && to.is_none_or(|to| document.sent_at < to)
        }
        Filter::Seqs(seqs) => u64::try_from(document.seq.0).is_ok_and(|seq| seqs.contains(seq)),
        Filter::UpTo(position) => document.position <= *position,
    }
}
