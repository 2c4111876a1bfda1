//! Deciding about messages: by the book, and by what their customers said.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{PartyId, PartyKind, RoomId};
use huicun_domain::message::Message;
use huicun_domain::notice::consent::{CustomerConsent, MemberConsent, Said, state_at};
use huicun_domain::scope::{Consents, Party, Right, Subject, right_to_archive};
use huicun_store::{ConsentSide, CustomerTie};

use super::ScopeBook;
use crate::error::AppResult;
use crate::services::Services;

/// Decides about some messages.
#[derive(Default)]
pub(crate) struct Decider {
    book: Arc<ScopeBook>,
    customers: HashMap<CustomerTie, Vec<Said<CustomerConsent>>>,
}

/// What was said to one message.
struct Hearing<'d> {
    decider: &'d Decider,
    /// The room that it was sent to, where it was sent to one.
    room: Option<&'d str>,
}

impl Decider {
    /// Reads what is needed to decide about these messages.
    pub(crate) async fn of<'m>(
        services: &Services,
        book: Arc<ScopeBook>,
        messages: impl Iterator<Item = &'m Message>,
    ) -> AppResult<Self> {
        let external = messages.filter(|message| message.is_external());
        let ties: BTreeSet<CustomerTie> = external.flat_map(|message| ties(&book, message)).collect();
        let ties: Vec<CustomerTie> = ties.into_iter().collect();
        let customers = services.store.customer_histories(&services.corp, &ties).await?;
        Ok(Self { book, customers })
    }

    /// Decides about one of them.
    pub(crate) fn right(&self, message: &Message) -> Right {
        let hearing = Hearing { decider: self, room: message.room.as_ref().map(RoomId::as_str) };
        let parties = parties(&self.book, message);
        let subject = Subject { parties: &parties, external: message.is_external(), at: message.sent_at };
        right_to_archive(&self.book.scope, &self.book.history, &hearing, subject)
    }
}

impl Consents for Hearing<'_> {
    fn of_member(&self, member: &PartyId, at: Millis) -> MemberConsent {
        self.decider.book.member_consent(member, at)
    }

    fn of_customer(&self, member: &PartyId, customer: &PartyId, at: Millis) -> Option<CustomerConsent> {
        let said = self.decider.customers.get(&tie(self.room, member, customer))?;
        state_at(said, at)
    }

    fn archives_refusals(&self, at: Millis) -> bool {
        self.decider.book.archives_refusals(at)
    }
}

/// The directory knows who is a member; of others, the look of an id tells.
fn parties(book: &ScopeBook, message: &Message) -> Vec<Party> {
    let party = |id: &PartyId| {
        let kind = if book.history.knows(id) { PartyKind::Member } else { id.guess_kind() };
        Party { id: id.clone(), kind }
    };
    message.participants().into_iter().map(party).collect()
}

/// What customers say is said to a member, or in a room.
fn tie(room: Option<&str>, member: &PartyId, customer: &PartyId) -> CustomerTie {
    let (side, owner) = match room {
        Some(room) => (ConsentSide::Room, room),
        None => (ConsentSide::Pair, member.as_str()),
    };
    CustomerTie { side, owner: owner.to_owned(), customer: customer.clone() }
}

fn ties(book: &ScopeBook, message: &Message) -> Vec<CustomerTie> {
    let parties = parties(book, message);
    let room = message.room.as_ref().map(RoomId::as_str);
    let (members, customers): (Vec<&Party>, Vec<&Party>) = parties
        .iter()
        .filter(|party| matches!(party.kind, PartyKind::Member | PartyKind::ExternalContact))
        .partition(|party| party.kind == PartyKind::Member);
    // In a room it does not matter to whom: one member stands for all.
    let members = &members[..if room.is_some() { members.len().min(1) } else { members.len() }];
    let of = |customer: &&Party| members.iter().map(|member| tie(room, &member.id, &customer.id)).collect();
    customers.iter().flat_map(|customer| -> Vec<CustomerTie> { of(customer) }).collect()
}
