//! Plans blocks of messages: dialogues side by side, each between people who would have it.

use std::sync::Arc;

use crate::{
    corp::{Consent, Corp, MemberStatus, Seat},
    grammar::{Context, Facts, Grammar, Says, SheetId},
    produce::{Draft, Kind, Suffix},
    rng::{Rng, mix},
};

/// After how many drafts a block begins no further dialogue.
const BLOCK: usize = 440;

/// Plans what is said.
#[derive(Debug)]
pub(crate) struct Planner {
    corp: Arc<Corp>,
    grammar: Arc<Grammar>,
    seed: u64,
}

/// Who takes part in a dialogue.
struct Cast {
    context: Context,
    sheet: SheetId,
    /// By the letters of the grammar, in the order of `letters`.
    seats: Vec<(char, Seat)>,
    room: Option<usize>,
    suffix: Suffix,
    facts: Arc<Facts>,
}

impl Planner {
    /// Makes a planner for a corp.
    pub(crate) fn new(corp: Arc<Corp>, grammar: Arc<Grammar>, seed: u64) -> Self {
        Self { corp, grammar, seed }
    }

    /// Plans block `number` with `lanes` dialogues at a time. Blocks do not depend on each other.
    pub(crate) fn block(&self, number: u64, lanes: usize) -> Vec<Draft> {
        let mut rng = Rng::derive(self.seed, mix(number) ^ 0xB10C);
        let mut drafts: Vec<Draft> = Vec::with_capacity(BLOCK + 64);
        let mut open: Vec<std::vec::IntoIter<Draft>> = Vec::new();
        loop {
            while open.len() < lanes.max(1) && drafts.len() < BLOCK {
                open.push(self.dialogue(&mut rng).into_iter());
            }
            if open.is_empty() {
                return drafts;
            }
            let lane = rng.below(open.len());
            match open[lane].next() {
                Some(draft) => drafts.push(draft),
                None => drop(open.swap_remove(lane)),
            }
        }
    }

    fn dialogue(&self, rng: &mut Rng) -> Vec<Draft> {
        let cast = self.cast(rng);
        let flow = self.grammar.flow(cast.sheet, cast.context, rng);
        let mut drafts: Vec<Draft> = Vec::with_capacity(flow.len());
        for turn in flow {
            let Some(&(_, seat)) = cast.seats.iter().find(|(letter, _)| *letter == turn.speaker) else {
                continue;
            };
            let kind = match turn.says {
                Says::Line(lines) => Kind::Line(lines),
                Says::Attachment(form) => Kind::Form(form),
            };
            drafts.push(self.draft(&cast, seat, kind, rng));
        }
        if let Some(first) = drafts.first_mut() {
            first.opens = true;
        }
        drafts
    }

    fn draft(&self, cast: &Cast, seat: Seat, kind: Kind, rng: &mut Rng) -> Draft {
        let others: Vec<Seat> = match cast.room {
            Some(room) => self.corp.rooms[room].seats.clone(),
            None => cast.seats.iter().map(|(_, seat)| *seat).collect(),
        };
        Draft {
            from: self.corp.seat_id(seat),
            to: others
                .into_iter()
                .filter(|other| *other != seat)
                .map(|other| self.corp.seat_id(other))
                .collect(),
            roomid: cast.room.map(|room| self.corp.rooms[room].roomid.clone()),
            suffix: cast.suffix,
            kind,
            seed: rng.next(),
            facts: cast.facts.clone(),
            opens: false,
        }
    }

    fn cast(&self, rng: &mut Rng) -> Cast {
        match rng.below(100) {
            0..=54 => self.customer(rng),
            55..=69 => self.group(rng),
            70..=85 => self.direct(rng),
            _ => self.team(rng),
        }
    }

    fn facts(&self, rng: &mut Rng, sheet: SheetId, me: &str, peer: &str) -> Arc<Facts> {
        let corp = self.corp.name.trim_end_matches("集团");
        Arc::new(Facts { seed: rng.next(), sheet, me: me.into(), peer: peer.into(), corp: corp.into() })
    }

    fn customer(&self, rng: &mut Rng) -> Cast {
        let contacts = &self.corp.contacts;
        // One conversation in thirty is with the first customer, so that there is a very long one.
        let mut at = if rng.chance(50) { 0 } else { rng.skewed(contacts.len()) };
        while contacts[at].consent == Consent::Disagree && at + 1 < contacts.len() {
            at += 1;
        }
        let contact = &contacts[at];
        let owner =
            if rng.chance(850) { contact.owners[0] } else { *rng.pick(&contact.owners).unwrap_or(&0) };
        let sheet = SheetId::of(contact.trade);
        let facts = self.facts(rng, sheet, &self.corp.members[owner].name, &contact.address);
        let is_updown = contact.corp_name.is_some() && at % 11 == 3;
        Cast {
            context: Context::Customer,
            sheet,
            seats: vec![('S', Seat::Member(owner)), ('C', Seat::Contact(at))],
            room: None,
            suffix: if is_updown { Suffix::UpDown } else { Suffix::External },
            facts,
        }
    }

    fn group(&self, rng: &mut Rng) -> Cast {
        let rooms: Vec<usize> =
            (0..self.corp.rooms.len()).filter(|&at| self.corp.rooms[at].is_external).collect();
        let at = rooms.get(rng.skewed(rooms.len())).copied().unwrap_or(0);
        let room = &self.corp.rooms[at];
        let pick = |rng: &mut Rng, wanted: fn(&Seat) -> bool| {
            let fitting: Vec<Seat> = room.seats.iter().copied().filter(wanted).collect();
            rng.pick(&fitting).copied()
        };
        let staff = |seat: &Seat| matches!(seat, Seat::Member(_));
        let customer = |seat: &Seat| matches!(seat, Seat::Contact(_));
        let mut seats = Vec::new();
        for (letter, wanted) in
            [('S', staff as fn(&Seat) -> bool), ('T', staff), ('C', customer), ('D', customer)]
        {
            seats.extend(pick(rng, wanted).map(|seat| (letter, seat)));
        }
        let name = |letter: char| {
            seats.iter().find(|(l, _)| *l == letter).map_or("", |(_, seat)| match seat {
                Seat::Contact(at) => &self.corp.contacts[*at].address,
                other => self.corp.seat_name(*other),
            })
        };
        let sheet = room.trade.map_or(SheetId::OFFICE, SheetId::of);
        let facts = self.facts(rng, sheet, name('S'), name('C'));
        Cast { context: Context::Group, sheet, seats, room: Some(at), suffix: Suffix::External, facts }
    }

    fn direct(&self, rng: &mut Rng) -> Cast {
        let members = &self.corp.members;
        let mut pair = [rng.skewed(members.len()), 0];
        // The conversation is archived because one of the two is.
        while !members[pair[0]].is_archived() {
            pair[0] = (pair[0] + 1) % members.len();
        }
        pair[1] = (pair[0] + 1 + rng.skewed(members.len() - 1)) % members.len();
        while pair[1] == pair[0] || members[pair[1]].status == MemberStatus::Invited {
            pair[1] = (pair[1] + 1) % members.len();
        }
        if rng.chance(500) {
            pair.swap(0, 1);
        }
        let facts = self.facts(rng, SheetId::OFFICE, &members[pair[0]].name, &members[pair[1]].name);
        let seats = vec![('A', Seat::Member(pair[0])), ('B', Seat::Member(pair[1]))];
        Cast {
            context: Context::Direct,
            sheet: SheetId::OFFICE,
            seats,
            room: None,
            suffix: Suffix::Internal,
            facts,
        }
    }

    fn team(&self, rng: &mut Rng) -> Cast {
        let rooms: Vec<usize> =
            (0..self.corp.rooms.len()).filter(|&at| !self.corp.rooms[at].is_external).collect();
        let at = rooms.get(rng.skewed(rooms.len())).copied().unwrap_or(0);
        let people: Vec<Seat> = self.corp.rooms[at]
            .seats
            .iter()
            .copied()
            .filter(|seat| matches!(seat, Seat::Member(_)))
            .collect();
        let first = rng.below(people.len());
        let seats: Vec<(char, Seat)> = ['A', 'B', 'E']
            .into_iter()
            .enumerate()
            .map(|(n, letter)| (letter, people[(first + n * (1 + people.len() / 4)) % people.len()]))
            .collect();
        let facts = self.facts(
            rng,
            SheetId::OFFICE,
            self.corp.seat_name(seats[0].1),
            self.corp.seat_name(seats[1].1),
        );
        Cast {
            context: Context::Team,
            sheet: SheetId::OFFICE,
            seats,
            room: Some(at),
            suffix: Suffix::Internal,
            facts,
        }
    }
}
