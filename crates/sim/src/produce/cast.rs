//! Chooses who talks: people who would, with a few who do most of it.

use std::sync::Arc;

use crate::{
    corp::{Consent, Corp, MemberStatus, Seat},
    grammar::{Context, Facts, SheetId},
    produce::{Form, Scene, Suffix},
    rng::Rng,
};

/// Whether those who have left may still be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Era {
    /// They were still here.
    Past,
    /// They are gone; a colleague has taken over.
    Present,
}

/// Who takes part in a dialogue.
#[derive(Debug)]
pub(crate) struct Cast {
    pub(crate) context: Context,
    pub(crate) sheet: SheetId,
    /// Who speaks under which letter of the grammar.
    pub(crate) seats: Vec<(char, Seat)>,
    /// The room, as an index into the corp's rooms.
    pub(crate) room: Option<usize>,
    pub(crate) suffix: Suffix,
    pub(crate) facts: Arc<Facts>,
}

impl Cast {
    /// Finds who speaks under a letter.
    pub(crate) fn seat(&self, letter: char) -> Option<Seat> {
        self.seats.iter().find(|(have, _)| *have == letter).map(|(_, seat)| *seat)
    }

    /// Gives everybody who receives what `from` says.
    pub(crate) fn receivers(&self, corp: &Corp, from: Seat) -> Vec<Arc<str>> {
        let seats: Vec<Seat> = match self.room {
            Some(room) => corp.rooms[room].seats.clone(),
            None => self.seats.iter().map(|(_, seat)| *seat).collect(),
        };
        let is_receiver = |seat: &Seat| *seat != from && !matches!(seat, Seat::Robot(_));
        seats.into_iter().filter(is_receiver).map(|seat| corp.seat_id(seat)).collect()
    }
}

/// Chooses the people of an ordinary dialogue.
pub(crate) fn ordinary(corp: &Corp, era: Era, rng: &mut Rng) -> Cast {
    match rng.below(100) {
        // One conversation in thirty is with the first customer, so that there is a very long one.
        0..=54 => {
            let at = if rng.chance(60) { 0 } else { rng.skewed(corp.contacts.len()) };
            customer(corp, era, rng, willing(corp, at))
        }
        55..=69 => group(corp, era, rng),
        70..=85 => direct(corp, era, rng),
        _ => team(corp, era, rng, false),
    }
}

/// Chooses the people of a message of `form`, and who of them sends it.
pub(crate) fn for_form(corp: &Corp, era: Era, rng: &mut Rng, form: Form) -> (Cast, char) {
    let anybody = rng.below(corp.contacts.len());
    match form.scene() {
        Scene::ToCustomer => (customer(corp, era, rng, willing(corp, anybody)), 'S'),
        Scene::FromCustomer => {
            let at = match form {
                // Those who refuse are not heard of otherwise.
                Form::Disagree | Form::DisagreeUnderAgree => unwilling(corp, anybody),
                _ => willing(corp, anybody),
            };
            (customer(corp, era, rng, at), 'C')
        }
        Scene::ToPartner => {
            let partners: Vec<usize> =
                (0..corp.contacts.len()).filter(|&at| corp.contacts[at].corp_name.is_some()).collect();
            let at = rng.pick(&partners).copied().unwrap_or(anybody);
            let mut cast = customer(corp, era, rng, willing(corp, at));
            cast.suffix = Suffix::UpDown;
            (cast, 'S')
        }
        Scene::Group => (group(corp, era, rng), 'C'),
        Scene::Direct => (direct(corp, era, rng), 'A'),
        Scene::Team => (team(corp, era, rng, false), 'A'),
        Scene::Robot => (team(corp, era, rng, true), 'R'),
        Scene::Log => {
            let mut cast = direct(corp, era, rng);
            cast.seats.truncate(1);
            (cast, 'A')
        }
    }
}

/// Finds the next customer who lets the conversation be archived.
fn willing(corp: &Corp, from: usize) -> usize {
    next(corp, from, Consent::Agree)
}

fn unwilling(corp: &Corp, from: usize) -> usize {
    next(corp, from, Consent::Disagree)
}

fn next(corp: &Corp, from: usize, consent: Consent) -> usize {
    let count = corp.contacts.len();
    (from..from + count).map(|at| at % count).find(|&at| corp.contacts[at].consent == consent).unwrap_or(from)
}

fn facts(corp: &Corp, rng: &mut Rng, sheet: SheetId, me: &str, peer: &str) -> Arc<Facts> {
    let name = corp.name.trim_end_matches("集团");
    Arc::new(Facts { seed: rng.number(), sheet, me: me.into(), peer: peer.into(), corp: name.into() })
}

/// Finds the colleague who has taken over where `member` has left.
fn here(corp: &Corp, era: Era, member: usize) -> usize {
    let has_left = |at: usize| era == Era::Present && corp.members[at].status == MemberStatus::Left;
    if !has_left(member) {
        return member;
    }
    let trade = corp.members[member].trade;
    let takes_over = |at: &usize| corp.members[*at].trade == trade && corp.members[*at].is_archived();
    (0..corp.members.len()).find(takes_over).unwrap_or(member)
}

/// Leaves out who has left, unless that is everybody.
fn present(corp: &Corp, era: Era, seats: Vec<Seat>) -> Vec<Seat> {
    let is_here = |seat: &&Seat| {
        era == Era::Past
            || !matches!(seat, Seat::Member(at) if corp.members[*at].status == MemberStatus::Left)
    };
    let here: Vec<Seat> = seats.iter().filter(is_here).copied().collect();
    if here.is_empty() { seats } else { here }
}

fn customer(corp: &Corp, era: Era, rng: &mut Rng, at: usize) -> Cast {
    let contact = &corp.contacts[at];
    let owner = if rng.chance(850) { contact.owners[0] } else { *rng.pick(&contact.owners).unwrap_or(&0) };
    let owner = here(corp, era, owner);
    let sheet = SheetId::of(contact.trade);
    Cast {
        context: Context::Customer,
        sheet,
        seats: vec![('S', Seat::Member(owner)), ('C', Seat::Contact(at))],
        room: None,
        suffix: Suffix::External,
        facts: facts(corp, rng, sheet, &corp.members[owner].name, &contact.address),
    }
}

fn group(corp: &Corp, era: Era, rng: &mut Rng) -> Cast {
    let rooms: Vec<usize> = (0..corp.rooms.len()).filter(|&at| corp.rooms[at].is_external).collect();
    let at = rooms.get(rng.skewed(rooms.len())).copied().unwrap_or(0);
    let room = &corp.rooms[at];
    let (customers, staff): (Vec<Seat>, Vec<Seat>) =
        room.seats.iter().copied().partition(|seat| matches!(seat, Seat::Contact(_)));
    let staff = present(corp, era, staff);
    let mut seats = Vec::new();
    for (letter, of) in [('S', &staff), ('T', &staff), ('C', &customers), ('D', &customers)] {
        seats.extend(rng.pick(of).map(|seat| (letter, *seat)));
    }
    let address = |letter: char| match seats.iter().find(|(have, _)| *have == letter) {
        Some((_, Seat::Contact(at))) => corp.contacts[*at].address.as_str(),
        Some((_, seat)) => corp.seat_name(*seat),
        None => "",
    };
    let sheet = room.trade.map_or(SheetId::OFFICE, SheetId::of);
    let facts = facts(corp, rng, sheet, address('S'), address('C'));
    Cast { context: Context::Group, sheet, seats, room: Some(at), suffix: Suffix::External, facts }
}

fn direct(corp: &Corp, era: Era, rng: &mut Rng) -> Cast {
    let members = &corp.members;
    let mut first = rng.skewed(members.len());
    // The conversation is archived because one of the two is.
    while !members[first].is_archived() {
        first = (first + 1) % members.len();
    }
    let mut second = (first + 1 + rng.skewed(members.len() - 1)) % members.len();
    let is_absent = |at: usize| match members[at].status {
        MemberStatus::Invited => true,
        MemberStatus::Left => era == Era::Present,
        MemberStatus::Active | MemberStatus::Disabled => false,
    };
    while second == first || is_absent(second) {
        second = (second + 1) % members.len();
    }
    let (a, b) = if rng.chance(500) { (first, second) } else { (second, first) };
    let facts = facts(corp, rng, SheetId::OFFICE, &members[a].name, &members[b].name);
    let seats = vec![('A', Seat::Member(a)), ('B', Seat::Member(b))];
    Cast {
        context: Context::Direct,
        sheet: SheetId::OFFICE,
        seats,
        room: None,
        suffix: Suffix::Internal,
        facts,
    }
}

fn team(corp: &Corp, era: Era, rng: &mut Rng, with_robot: bool) -> Cast {
    let has_robot = |at: usize| corp.rooms[at].seats.iter().any(|seat| matches!(seat, Seat::Robot(_)));
    let fits = |at: &usize| !corp.rooms[*at].is_external && (!with_robot || has_robot(*at));
    let rooms: Vec<usize> = (0..corp.rooms.len()).filter(fits).collect();
    let at = rooms.get(rng.skewed(rooms.len())).copied().unwrap_or(0);
    let (people, robots): (Vec<Seat>, Vec<Seat>) =
        corp.rooms[at].seats.iter().copied().partition(|seat| matches!(seat, Seat::Member(_)));
    let people = present(corp, era, people);
    let first = rng.below(people.len());
    let step = 1 + people.len() / 4;
    let mut seats: Vec<(char, Seat)> = ['A', 'B', 'E']
        .into_iter()
        .enumerate()
        .map(|(nth, letter)| (letter, people[(first + nth * step) % people.len()]))
        .collect();
    seats.extend(robots.first().map(|robot| ('R', *robot)));
    let facts = facts(corp, rng, SheetId::OFFICE, corp.seat_name(seats[0].1), corp.seat_name(seats[1].1));
    Cast {
        context: Context::Team,
        sheet: SheetId::OFFICE,
        seats,
        room: Some(at),
        suffix: Suffix::Internal,
        facts,
    }
}
