//! Reaches: a data scope put together with the directory, so that it can be asked about a conversation.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{DataScope, Spans};
use crate::clock::Millis;
use crate::conversation::ConversationKind;
use crate::directory::{History, Span};
use crate::ids::{PartyId, RoomId};
use crate::query::Side;
use crate::scope::Selector;

/// What is asked of a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConversationFacts {
    /// Room or direct chat.
    pub kind: ConversationKind,
    /// Whether somebody outside took part.
    pub side: Side,
    /// The room.
    pub room: Option<RoomId>,
    /// Whoever took part; at least those whom a reach or a guard may ask about.
    pub parties: Vec<PartyId>,
}

/// A data scope at all times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Who is within it when; absent where it names nobody and no room.
    who: Option<HashMap<PartyId, Spans>>,
    rooms: BTreeSet<RoomId>,
    kind: Option<ConversationKind>,
    side: Option<Side>,
    period: Span,
    /// The members who are named one by one.
    named: BTreeSet<PartyId>,
}

impl Reach {
    /// Puts a scope together with the directory. A department or a tag that is no more reaches whom it had.
    #[must_use]
    pub fn of(scope: &DataScope, history: &History) -> Self {
        let named = scope.members.iter().flat_map(|member| history.ids_of(member)).cloned().collect();
        Self {
            who: scope.names_somebody().then(|| who(scope, history)),
            rooms: scope.rooms.clone(),
            kind: scope.kind,
            side: scope.side,
            period: Span {
                from: scope.from.unwrap_or(Millis::MIN),
                until: scope.until.unwrap_or(Span::OPEN),
            },
            named,
        }
    }

    /// In which spans the messages of a conversation are within it.
    #[must_use]
    pub fn spans(&self, conversation: &ConversationFacts) -> Spans {
        let fits = self.kind.is_none_or(|kind| kind == conversation.kind)
            && self.side.is_none_or(|side| side == conversation.side);
        if !fits {
            return Spans::default();
        }
        let Some(who) = &self.who else { return Spans::always().within(self.period) };
        if conversation.room.as_ref().is_some_and(|room| self.rooms.contains(room)) {
            return Spans::always().within(self.period);
        }
        let reached = conversation.parties.iter().filter_map(|party| who.get(party));
        reached.fold(Spans::default(), Spans::or).within(self.period)
    }

    /// Everybody whose conversations may be within it; absent where that is everybody.
    #[must_use]
    pub fn parties(&self) -> Option<HashSet<&PartyId>> {
        self.who.as_ref().map(|who| who.keys().collect())
    }

    /// The rooms that it names.
    #[must_use]
    pub fn rooms(&self) -> &BTreeSet<RoomId> {
        &self.rooms
    }

    /// Tells whether it names a member, and not only a department or a tag of theirs.
    #[must_use]
    pub fn names(&self, member: &PartyId) -> bool {
        self.named.contains(member)
    }
}

fn who(scope: &DataScope, history: &History) -> HashMap<PartyId, Spans> {
    let mut who: HashMap<PartyId, Spans> = HashMap::new();
    for party in &scope.contacts {
        who.insert(party.clone(), Spans::always());
    }
    for party in scope.members.iter().flat_map(|member| history.ids_of(member)) {
        who.insert(party.clone(), Spans::always());
    }
    let by_department = scope.departments.iter().map(|department| Selector::Department {
        department: department.department,
        children: department.children,
    });
    let by_tag = scope.tags.iter().map(|tag| Selector::Tag { tag: *tag });
    let selectors: Vec<Selector> = by_department.chain(by_tag).collect();
    if selectors.is_empty() {
        return who;
    }
    for member in history.members() {
        let spans = selected(&selectors, history, member);
        if !spans.is_empty() {
            for id in history.ids_of(member) {
                who.entry(id.clone()).or_insert_with(|| spans.clone());
            }
        }
    }
    who
}

/// In which spans one of the selectors selects a member. Nothing changes between two turns.
fn selected(selectors: &[Selector], history: &History, member: &PartyId) -> Spans {
    let turns: BTreeSet<Millis> = history.turns(member).collect();
    let ends = turns.iter().copied().skip(1).chain([Span::OPEN]);
    let between = turns.iter().copied().zip(ends).map(|(from, until)| Span { from, until });
    Spans::of(between.filter(|span| selectors.iter().any(|one| one.selects(history, member, span.from))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::DepartmentScope;
    use crate::directory::{DepartmentId, Fact, TagId};

    fn id(text: &str) -> PartyId {
        PartyId::new(text)
    }

    /// Li is in the east of sales until 50 and in the head office after; Wu sells all the time and left at 80.
    fn history() -> History {
        let (office, sales, east) = (DepartmentId(1), DepartmentId(2), DepartmentId(3));
        let always = Span::since(Millis::MIN);
        let facts = [
            (Fact::Employed(id("li")), always),
            (Fact::InDepartment(id("li"), east), Span { from: Millis::MIN, until: 50 }),
            (Fact::InDepartment(id("li"), office), Span::since(50)),
            (Fact::Employed(id("wu")), Span { from: Millis::MIN, until: 80 }),
            (Fact::InDepartment(id("wu"), sales), Span { from: Millis::MIN, until: 80 }),
            (Fact::Tagged(id("wu"), TagId(7)), Span { from: 10, until: 20 }),
            (Fact::Under(east, sales), always),
            (Fact::Under(sales, office), always),
        ];
        History::new(facts, [(id("li-then"), id("li"))])
    }

    fn chat(parties: &[&str]) -> ConversationFacts {
        ConversationFacts {
            kind: ConversationKind::Direct,
            side: Side::External,
            room: None,
            parties: parties.iter().map(|party| id(party)).collect(),
        }
    }

    fn departments(numbers: &[(i64, bool)]) -> DataScope {
        let scope = |(number, children): &(i64, bool)| DepartmentScope {
            department: DepartmentId(*number),
            children: *children,
        };
        DataScope { departments: numbers.iter().map(scope).collect(), ..DataScope::default() }
    }

    fn spans(scope: &DataScope, conversation: &ConversationFacts) -> Vec<(Millis, Millis)> {
        let spans = Reach::of(scope, &history()).spans(conversation);
        spans.as_slice().iter().map(|span| (span.from, span.until)).collect()
    }

    #[test]
    fn a_department_reaches_what_was_said_while_somebody_of_it_took_part() {
        let sales = departments(&[(2, true)]);
        assert_eq!(spans(&sales, &chat(&["li", "customer"])), [(Millis::MIN, 50)]);
        assert_eq!(spans(&sales, &chat(&["li-then", "customer"])), [(Millis::MIN, 50)]);
        assert_eq!(spans(&sales, &chat(&["wu", "li"])), [(Millis::MIN, 80)]);
        assert_eq!(spans(&departments(&[(2, false)]), &chat(&["li"])), []);
        assert_eq!(
            spans(&departments(&[(9, true)]), &chat(&["li", "wu"])),
            [],
            "a department that never was"
        );
        assert_eq!(spans(&departments(&[(1, false)]), &chat(&["li"])), [(50, Span::OPEN)]);
    }

    #[test]
    fn tags_rooms_sides_and_periods_narrow() {
        let tagged = DataScope { tags: [TagId(7)].into(), ..DataScope::default() };
        assert_eq!(spans(&tagged, &chat(&["wu"])), [(10, 20)]);
        let period = DataScope { from: Some(15), until: Some(90), ..tagged };
        assert_eq!(spans(&period, &chat(&["wu"])), [(15, 20)]);
        let outside = DataScope { side: Some(Side::External), ..DataScope::default() };
        assert_eq!(spans(&outside, &chat(&["nobody"])), [(Millis::MIN, Span::OPEN)]);
        assert_eq!(spans(&outside, &ConversationFacts { side: Side::Internal, ..chat(&["li"]) }), []);
        let room = DataScope { rooms: ["r".into()].into(), ..DataScope::default() };
        let conversation =
            ConversationFacts { kind: ConversationKind::Room, room: Some("r".into()), ..chat(&["li"]) };
        assert_eq!(spans(&room, &conversation), [(Millis::MIN, Span::OPEN)]);
        assert_eq!(spans(&room, &chat(&["li"])), []);
    }
}
