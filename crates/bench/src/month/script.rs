//! The script of a month: who joins, leaves, moves, is tagged, agrees and refuses, when it happens and when it is
//! learnt; and what is written meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use huicun_domain::directory::{DepartmentId, TagId};
use huicun_domain::ids::PartyId;
use huicun_domain::notice::consent::{CustomerConsent, MemberConsent};
use huicun_domain::scope::{Effect, Mode, Selector};
use huicun_domain::service::Edition;

use super::reference::{Change, Sent};
use crate::workload::Dice;

const MEMBERS: usize = 40;
const CUSTOMERS: usize = 60;
const ROOMS: usize = 10;
const DEPARTMENTS: i64 = 8;
const TAGS: i64 = 4;
/// How much happens beside messages.
const CHANGES: usize = 600;
/// How often the rules change.
const RULES: usize = 12;
const HOUR: i64 = 3_600_000;
/// A month.
pub const MONTH: i64 = 30 * 24 * HOUR;
/// The longest time that something stays unknown.
const LATE: usize = 72;

/// What happens, and when it is learnt.
#[derive(Clone, Debug)]
pub struct Event {
    /// When it happens.
    pub at: i64,
    /// When the archive learns of it.
    pub learnt_at: i64,
    /// What.
    pub change: Change,
}

/// The month.
pub struct Script {
    /// What happens, in its order.
    pub events: Vec<Event>,
    /// What is written, in its order.
    pub messages: Vec<Sent>,
}

/// What is so while the script is written.
struct Writer {
    dice: Dice,
    held: BTreeSet<String>,
    parents: BTreeMap<i64, i64>,
    /// What is learnt of one thing is learnt in its order.
    learnt: BTreeMap<String, i64>,
    events: Vec<Event>,
}

fn member(number: usize) -> String {
    format!("m{number:02}")
}

fn customer(number: usize) -> String {
    format!("wm{number:030}")
}

fn room(number: usize) -> String {
    format!("wr{number:030}")
}

/// Writes the script of a month that begins at `from`, with so many messages.
pub fn write(from: i64, messages: usize, seed: u64) -> Script {
    let mut writer = Writer {
        dice: Dice::new(seed),
        held: BTreeSet::new(),
        parents: BTreeMap::new(),
        learnt: BTreeMap::new(),
        events: Vec::new(),
    };
    writer.begin(from);
    let mut moments: Vec<(i64, bool)> = (0..CHANGES).map(|_| (writer.moment(from), false)).collect();
    moments.extend((0..RULES).map(|_| (writer.moment(from), true)));
    moments.sort_unstable();
    moments.dedup_by_key(|(at, _)| *at);
    for (at, is_rules) in moments {
        if is_rules {
            let rules = writer.rules();
            writer.add(at, "rules", Change::Rules { rules });
        } else {
            writer.change(at);
        }
    }
    let mut sent: Vec<Sent> = (0..messages)
        .map(|_| {
            // Nothing is written at the very moment at which something happens.
            let at = writer.moment(from) + 5;
            writer.message(at)
        })
        .collect();
    sent.sort_by_key(|sent| sent.at);
    Script { events: writer.events, messages: sent }
}

impl Writer {
    fn moment(&mut self, from: i64) -> i64 {
        let tens = usize::try_from((MONTH - 2 * HOUR) / 10).unwrap_or_default();
        from + HOUR + 10 * i64::try_from(self.dice.roll(tens)).unwrap_or_default()
    }

    fn number(&mut self, below: i64) -> i64 {
        i64::try_from(self.dice.roll(usize::try_from(below).unwrap_or_default())).unwrap_or_default()
    }

    /// Adds what happens; half of it is learnt at once, the rest up to three days later.
    fn add(&mut self, at: i64, what: &str, change: Change) {
        let hours = if self.dice.roll(2) == 0 || what == "rules" { 0 } else { self.dice.roll(LATE) };
        let before = self.learnt.get(what).copied().unwrap_or(at);
        let learnt_at = before.max(at + HOUR * i64::try_from(hours).unwrap_or_default());
        self.learnt.insert(what.to_owned(), learnt_at);
        self.events.push(Event { at, learnt_at, change });
    }

    /// The corp as it is when the month begins.
    fn begin(&mut self, from: i64) {
        for department in 2..=DEPARTMENTS {
            let to = 1 + self.number(department - 1);
            self.parents.insert(department, to);
            let change = Change::Moved { department, from: None, to };
            self.events.push(Event { at: from, learnt_at: from, change });
        }
        for number in 0..MEMBERS * 3 / 4 {
            let (member, department) = (member(number), 1 + self.number(DEPARTMENTS));
            self.held.insert(format!("{member} employed"));
            self.held.insert(format!("{member} in {department}"));
            for change in [
                Change::Employed { member: member.clone(), is: true },
                Change::InDepartment { member: member.clone(), department, is: true },
            ] {
                self.events.push(Event { at: from, learnt_at: from, change });
            }
        }
    }

    /// Turns what is so into what is not, and the other way round.
    fn toggle(&mut self, what: &str) -> bool {
        let is = !self.held.remove(what);
        if is {
            self.held.insert(what.to_owned());
        }
        is
    }

    fn change(&mut self, at: i64) {
        let member = member(self.dice.roll(MEMBERS));
        let (department, tag) = (1 + self.number(DEPARTMENTS), 1 + self.number(TAGS));
        let (what, change) = match self.dice.roll(10) {
            0 => {
                let what = format!("{member} employed");
                let is = self.toggle(&what);
                (what, Change::Employed { member, is })
            }
            1 | 2 => {
                let what = format!("{member} in {department}");
                let is = self.toggle(&what);
                (what, Change::InDepartment { member, department, is })
            }
            3 | 4 => {
                let what = format!("{member} tagged {tag}");
                let is = self.toggle(&what);
                (what, Change::Tagged { member, tag, is })
            }
            5 => {
                let what = format!("department {department} tagged {tag}");
                let is = self.toggle(&what);
                (what, Change::DepartmentTagged { department, tag, is })
            }
            6 if department > 1 => {
                // Only ever below one of a lesser number: the tree stays a tree.
                let to = 1 + self.number(department - 1);
                let from = self.parents.insert(department, to);
                (format!("department {department}"), Change::Moved { department, from, to })
            }
            7 | 8 => {
                let states = [MemberConsent::Agreed, MemberConsent::Refused, MemberConsent::Withdrawn];
                let state = states[self.dice.roll(4).saturating_sub(1)];
                (format!("{member} said"), Change::MemberSaid { member, state })
            }
            _ => {
                let customer = customer(self.dice.roll(CUSTOMERS));
                let owner = if self.dice.roll(4) == 0 { room(self.dice.roll(ROOMS)) } else { member };
                let state = CustomerConsent::ALL[self.dice.roll(CustomerConsent::ALL.len())];
                (format!("{owner} {customer}"), Change::CustomerSaid { owner, customer, state })
            }
        };
        self.add(at, &what, change);
    }

    fn rules(&mut self) -> Vec<(Selector, Effect)> {
        let count = 1 + self.dice.roll(4);
        (0..count).map(|_| (self.selector(), self.effect())).collect()
    }

    fn selector(&mut self) -> Selector {
        match self.dice.roll(4) {
            0 => Selector::Everybody,
            1 => {
                let count = 1 + self.dice.roll(12);
                let members = (0..count).map(|_| PartyId::new(member(self.dice.roll(MEMBERS)))).collect();
                Selector::Members { members }
            }
            2 => Selector::Department {
                department: DepartmentId(1 + self.number(DEPARTMENTS)),
                children: self.dice.roll(3) > 0,
            },
            _ => Selector::Tag { tag: TagId(1 + self.number(TAGS)) },
        }
    }

    fn effect(&mut self) -> Effect {
        if self.dice.roll(6) == 0 {
            return Effect::Exclude;
        }
        Effect::Include {
            mode: if self.dice.roll(2) == 0 { Mode::Forced } else { Mode::Consent },
            beats_consent: self.dice.roll(3) == 0,
            internal: self.dice.roll(3) > 0,
            external: self.dice.roll(3) > 0,
            edition: Edition::Enterprise,
        }
    }

    fn message(&mut self, at: i64) -> Sent {
        let one = self.dice.roll(MEMBERS);
        match self.dice.roll(5) {
            0 => {
                let other = (one + 1 + self.dice.roll(MEMBERS - 1)) % MEMBERS;
                Sent { at, members: vec![member(one), member(other)], customers: Vec::new(), room: None }
            }
            1 => {
                let mut others: BTreeSet<usize> = (0..3).map(|_| self.dice.roll(MEMBERS)).collect();
                others.remove(&one);
                let members = std::iter::once(one).chain(others).map(member).collect();
                let count = self.dice.roll(3);
                let customers: BTreeSet<usize> = (0..count).map(|_| self.dice.roll(CUSTOMERS)).collect();
                let room = Some(room(self.dice.roll(ROOMS)));
                Sent { at, members, customers: customers.into_iter().map(customer).collect(), room }
            }
            _ => {
                let customers = vec![customer(self.dice.roll(CUSTOMERS))];
                Sent { at, members: vec![member(one)], customers, room: None }
            }
        }
    }
}
