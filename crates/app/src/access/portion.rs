//! A part of the archive: the messages that some reaches show under a guard, worked out once and brought up to date with
//! what arrived since.
//!
//! Whatever the answer is about, it is the same set of messages: lists count by it, searches filter by it, and single
//! messages are looked up in it. It is computed by [`huicun_domain::access::seen`], conversation by conversation.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use huicun_domain::access::{ConversationFacts, Guard, Reach, Spans, seen};
use huicun_domain::ids::{ConversationId, PartyId, Position, RoomId, Seq};
use huicun_domain::query::{Place, Side};
use huicun_search::Filter;
use huicun_store::{ConversationRow, ListConversations};
use roaring::RoaringTreemap;

use super::sight::Extent;
use crate::error::AppResult;
use crate::services::Services;

/// How many conversations are looked into at a time.
const BATCH: usize = 512;
/// After how many new messages a part is worked out anew rather than brought up to date.
const MANY: usize = 20_000;

/// What a part is made of.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) reaches: Arc<[Reach]>,
    pub(super) guard: Guard,
}

/// A part as it was worked out.
pub(super) struct Built {
    pub(super) asked: Asked,
    /// How often the directory had been changed then.
    pub(super) directory: u64,
    portion: Arc<Portion>,
    /// How many messages the archive held then, and up to which position.
    messages: u64,
    position: Position,
}

/// The messages of a part of the archive.
#[derive(Clone, Debug, Default)]
pub struct Portion {
    seqs: Arc<RoaringTreemap>,
    /// What is not in it, where all conversations were looked into.
    hidden: Option<Arc<RoaringTreemap>>,
    conversations: HashMap<ConversationId, Held>,
    position: Position,
}

/// What of a conversation is in a part.
#[derive(Clone, Debug)]
struct Held {
    spans: Spans,
    extent: Option<Extent>,
}

/// Works a part out, or brings it up to date.
pub(super) async fn bring_up(
    services: &Services,
    built: &mut Option<Built>,
    asked: Asked,
    directory: u64,
) -> AppResult<Arc<Portion>> {
    if let Some(known) = built.as_mut().filter(|known| known.asked.is_alike(&asked)) {
        known.directory = directory;
        if known.refresh(services).await? {
            return Ok(known.portion.clone());
        }
    }
    // What is under way is not kept: where it is given up, the next begins anew.
    *built = None;
    let new = build(services, asked, directory).await?;
    Ok(built.insert(new).portion.clone())
}

async fn build(services: &Services, asked: Asked, directory: u64) -> AppResult<Built> {
    let (store, corp) = (&services.store, &services.corp);
    // First: what comes while the rest is read comes again with the next look, and counts once.
    let (messages, position) = store.extent(corp).await?;
    let mut parties: HashMap<ConversationId, Vec<PartyId>> = HashMap::new();
    for (id, party) in store.participations(corp, &asked.parties()).await? {
        parties.entry(id).or_default().push(party);
    }
    let rows = if asked.is_open() {
        store.conversations(corp, &ListConversations::default(), usize::MAX).await?.0
    } else {
        let rooms: Vec<RoomId> =
            asked.reaches.iter().flat_map(|reach| reach.rooms().iter().cloned()).collect();
        let rooms = store.conversations_of_rooms(corp, &rooms).await?;
        let ids: BTreeSet<ConversationId> = parties.keys().copied().chain(rooms).collect();
        store.conversations_by_id(corp, &ids.into_iter().collect::<Vec<_>>()).await?
    };
    let mut portion = Portion { hidden: asked.is_open().then(Arc::default), position, ..Portion::default() };
    for chunk in rows.chunks(BATCH) {
        for row in chunk {
            let spans = asked.spans(row, parties.remove(&row.id).unwrap_or_default());
            portion.begin(row.id, spans);
        }
        let ids: Vec<ConversationId> =
            chunk.iter().map(|row| row.id).filter(|id| portion.looks_into(*id)).collect();
        portion.add(&store.message_places(&ids).await?);
    }
    Ok(Built { asked, directory, portion: Arc::new(portion), messages, position })
}

impl Built {
    /// Adds what arrived since. Tells `false` where that does not add up: something was taken out, or there is too much.
    async fn refresh(&mut self, services: &Services) -> AppResult<bool> {
        let (store, corp) = (&services.store, &services.corp);
        let (messages, position) = store.extent(corp).await?;
        if (messages, position) == (self.messages, self.position) {
            return Ok(true);
        }
        let added = messages.checked_sub(self.messages).and_then(|added| usize::try_from(added).ok());
        if added.is_none_or(|added| added > MANY) {
            return Ok(false);
        }
        let new = store.message_places_after(corp, self.position, position).await?;
        if added != Some(new.len()) {
            return Ok(false);
        }
        let ids: BTreeSet<ConversationId> = new.iter().map(|(id, _)| *id).collect();
        let ids: Vec<ConversationId> = ids.into_iter().collect();
        let mut parties: HashMap<ConversationId, Vec<PartyId>> = HashMap::new();
        for (id, party) in store.parties_of(corp, &ids).await? {
            parties.entry(id).or_default().push(party);
        }
        let rows = store.conversations_by_id(corp, &ids).await?;
        // Where somebody new takes part, what was said before may be seen now, or no more.
        let mut turned = Vec::new();
        for row in &rows {
            let spans = self.asked.spans(row, parties.remove(&row.id).unwrap_or_default());
            let turns = match self.portion.conversations.get(&row.id) {
                Some(held) => held.spans != spans,
                None => self.portion.takes(&spans),
            };
            if turns {
                turned.push((row.id, spans));
            }
        }
        let ids: Vec<ConversationId> = turned.iter().map(|(id, _)| *id).collect();
        let places = store.message_places(&ids).await?;
        // From here on nothing is waited for: whoever is given up leaves the part as it was.
        let portion = Arc::make_mut(&mut self.portion);
        for (id, spans) in turned {
            portion.begin(id, spans);
        }
        portion.decide_again(&places);
        portion.add(&new);
        portion.position = position;
        (self.messages, self.position) = (messages, position);
        Ok(true)
    }
}

impl Asked {
    fn is_alike(&self, other: &Self) -> bool {
        self.guard == other.guard
            && (Arc::ptr_eq(&self.reaches, &other.reaches) || self.reaches == other.reaches)
    }

    /// Tells whether any conversation may be in it.
    fn is_open(&self) -> bool {
        self.reaches.iter().any(|reach| reach.parties().is_none())
    }

    /// Everybody who is asked about.
    fn parties(&self) -> Vec<PartyId> {
        let reached = self.reaches.iter().filter_map(Reach::parties).flatten();
        let guarded = self.guard.own.iter().chain(&self.guard.protected);
        let parties: BTreeSet<PartyId> = reached.chain(guarded).cloned().collect();
        parties.into_iter().collect()
    }

    fn spans(&self, row: &ConversationRow, parties: Vec<PartyId>) -> Spans {
        seen(self.reaches.iter(), &self.guard, &facts(row, parties))
    }
}

/// What is asked of a conversation in which these take part.
pub(super) fn facts(row: &ConversationRow, parties: Vec<PartyId>) -> ConversationFacts {
    let side = if row.external { Side::External } else { Side::Internal };
    ConversationFacts { kind: row.kind, side, room: row.room.clone(), parties }
}

impl Portion {
    /// Tells whether a message is in it.
    pub(super) fn holds(&self, seq: Seq) -> bool {
        number(seq).is_some_and(|seq| self.seqs.contains(seq))
    }

    /// What of a conversation is in it, where anything is.
    #[must_use]
    pub fn extent(&self, id: ConversationId) -> Option<Extent> {
        self.conversations.get(&id).and_then(|held| held.extent)
    }

    /// Lists the conversations of which anything is in it, in no order.
    pub fn conversations(&self) -> impl Iterator<Item = (ConversationId, Extent)> {
        self.conversations.iter().filter_map(|(id, held)| Some((*id, held.extent?)))
    }

    /// How many messages are in it.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.seqs.len()
    }

    /// Lets through what is in it: by naming what is, or, where that is less, what is not.
    pub(super) fn filter(&self) -> Filter {
        match self.fewer_hidden() {
            Some(hidden) => Filter::Not(Box::new(Filter::Seqs(hidden.clone()))),
            None => Filter::Seqs(self.seqs.clone()),
        }
    }

    /// The position behind which nothing was looked into, where the filter names what is hidden.
    pub(super) fn bound(&self) -> Option<Position> {
        self.fewer_hidden().map(|_| self.position)
    }

    fn fewer_hidden(&self) -> Option<&Arc<RoaringTreemap>> {
        self.hidden.as_ref().filter(|hidden| hidden.len() < self.seqs.len())
    }

    /// Looks into a conversation from now on, unless nothing of it is to be had.
    fn begin(&mut self, id: ConversationId, spans: Spans) {
        if self.takes(&spans) {
            self.conversations.insert(id, Held { spans, extent: None });
        } else {
            self.conversations.remove(&id);
        }
    }

    fn takes(&self, spans: &Spans) -> bool {
        !spans.is_empty() || self.hidden.is_some()
    }

    fn looks_into(&self, id: ConversationId) -> bool {
        self.conversations.contains_key(&id)
    }

    /// Adds messages of conversations that it looks into.
    fn add(&mut self, places: &[(ConversationId, Place)]) {
        let seqs = Arc::make_mut(&mut self.seqs);
        let mut hidden = self.hidden.as_mut().map(Arc::make_mut);
        for (id, place) in places {
            let (Some(held), Some(seq)) = (self.conversations.get_mut(id), number(place.seq)) else {
                continue;
            };
            if !held.spans.contains(place.sent_at) {
                if let Some(hidden) = hidden.as_mut() {
                    hidden.insert(seq);
                }
            } else if seqs.insert(seq) {
                held.extent =
                    Some(held.extent.map_or_else(|| Extent::of(*place), |extent| extent.and(*place)));
            }
        }
    }

    /// Decides again about all messages of conversations that were just begun.
    fn decide_again(&mut self, places: &[(ConversationId, Place)]) {
        let seqs = Arc::make_mut(&mut self.seqs);
        let mut hidden = self.hidden.as_mut().map(Arc::make_mut);
        for seq in places.iter().filter_map(|(_, place)| number(place.seq)) {
            seqs.remove(seq);
            if let Some(hidden) = hidden.as_mut() {
                hidden.remove(seq);
            }
        }
        self.add(places);
    }
}

impl Extent {
    fn of(place: Place) -> Self {
        Self { count: 1, first: place, last: place }
    }

    fn and(self, place: Place) -> Self {
        Self { count: self.count + 1, first: self.first.min(place), last: self.last.max(place) }
    }
}

fn number(seq: Seq) -> Option<u64> {
    u64::try_from(seq.0).ok()
}
