use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::access::{DataScope, Ending, Role};
use crate::conversation::ConversationKind;
use crate::directory::History;
use crate::ids::OperatorId;
use crate::query::Side;

fn id(text: &str) -> PartyId {
    PartyId::new(text)
}

fn chat(parties: &[&str]) -> ConversationFacts {
    ConversationFacts {
        kind: ConversationKind::Direct,
        side: Side::Internal,
        room: None,
        parties: parties.iter().map(|party| id(party)).collect(),
    }
}

fn right(number: u128, role: Role, members: &[&str]) -> Right {
    let scope =
        DataScope { members: members.iter().map(|member| id(member)).collect(), ..DataScope::default() };
    let reach = Arc::new(Reach::of(&scope, &History::default()));
    let assignment = Assignment {
        id: AssignmentId(Uuid::from_u128(number)),
        operator: OperatorId(Uuid::nil()),
        role,
        scope,
        from: 10,
        until: Some(20),
        reason: "x".into(),
        granted_by: None,
        granted_at: 0,
        ending: None,
    };
    Right { assignment, reach }
}

fn guard(own: &[&str], protected: &[&str]) -> Guard {
    let ids = |names: &[&str]| names.iter().map(|name| id(name)).collect();
    Guard { own: ids(own), protected: ids(protected) }
}

#[test]
fn each_case_has_its_reason() {
    let view = Permission::ViewConversation;
    let (nobody, boss, oneself) = (guard(&[], &[]), guard(&[], &["boss"]), guard(&["li"], &["boss"]));
    let ended = {
        let mut right = right(1, Role::Reviewer, &[]);
        right.assignment.ending = Some(Ending { at: 12, by: None, reason: "y".into() });
        right
    };
    let table = [
        (vec![], &nobody, view, 15, Reason::NoRight),
        (vec![right(1, Role::Reviewer, &[])], &nobody, view, 9, Reason::NotBegun),
        (vec![right(1, Role::Reviewer, &[])], &nobody, view, 10, Reason::Granted),
        (vec![right(1, Role::Reviewer, &[])], &nobody, view, 20, Reason::Ended),
        (vec![ended], &nobody, view, 12, Reason::Ended),
        (vec![right(1, Role::Reviewer, &[])], &nobody, Permission::Export, 15, Reason::RoleLacks),
        (vec![right(1, Role::SystemAdministrator, &[])], &nobody, view, 15, Reason::RoleLacks),
        (vec![right(1, Role::Reviewer, &["wu"])], &nobody, view, 15, Reason::OutOfScope),
        (vec![right(1, Role::Reviewer, &["li"])], &nobody, view, 15, Reason::Granted),
        (vec![right(1, Role::Reviewer, &[])], &boss, view, 15, Reason::Protected),
        (vec![right(1, Role::Reviewer, &["li"])], &boss, view, 15, Reason::Protected),
        (vec![right(1, Role::Reviewer, &["boss"])], &boss, view, 15, Reason::Granted),
        (vec![right(1, Role::Reviewer, &["boss"])], &oneself, view, 15, Reason::OwnConversation),
        (
            vec![right(1, Role::Reviewer, &[]), right(2, Role::Reviewer, &["boss"])],
            &boss,
            view,
            15,
            Reason::Granted,
        ),
        (
            vec![right(1, Role::Exporter, &[]), right(2, Role::Reviewer, &["wu"])],
            &nobody,
            view,
            15,
            Reason::OutOfScope,
        ),
    ];
    for (number, (rights, guard, permission, at, expected)) in table.into_iter().enumerate() {
        let answer = decide(&rights, guard, permission, at, &chat(&["li", "boss"]));
        assert_eq!(answer.reason, expected, "case {number}");
        assert_eq!(!answer.spans.is_empty(), expected == Reason::Granted, "case {number}");
        assert_eq!(answer.findings.len(), rights.len());
    }
}

fn names() -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(vec!["li", "wu", "boss", "customer"], 0..=3)
}

proptest! {
    /// What explains is what enforces: the rights that count, each by its reach, under the guard.
    #[test]
    fn the_spans_are_those_of_the_rights_that_count(
        scopes in proptest::collection::vec((names(), 0_usize..Role::ALL.len()), 0..5),
        parties in names(),
        own in proptest::option::of(Just("li")),
        protected in names(),
        at in 5_i64..25,
    ) {
        let rights: Vec<Right> = scopes
            .iter()
            .zip(1..)
            .map(|((members, role), number)| right(number, Role::ALL[*role], members))
            .collect();
        let guard = guard(&own.into_iter().collect::<Vec<_>>(), &protected);
        let conversation = chat(&parties);
        for permission in [Permission::ViewConversation, Permission::Search, Permission::Export] {
            let counting = rights
                .iter()
                .filter(|right| right.assignment.is_live(at) && right.assignment.grants(permission))
                .map(|right| &*right.reach);
            let answer = decide(&rights, &guard, permission, at, &conversation);
            prop_assert_eq!(&answer.spans, &seen(counting, &guard, &conversation));
            prop_assert_eq!(answer.reason == Reason::Granted, !answer.spans.is_empty());
            if parties.contains(&"li") && own.is_some() {
                prop_assert!(answer.spans.is_empty());
            }
        }
    }

    /// One right more never takes anything away.
    #[test]
    fn a_right_more_shows_as_much(members in names(), more in names(), parties in names(), protected in names()) {
        let guard = guard(&[], &protected);
        let one = [right(1, Role::Reviewer, &members)];
        let two = [right(1, Role::Reviewer, &members), right(2, Role::Reviewer, &more)];
        let view = Permission::ViewConversation;
        let before = decide(&one, &guard, view, 15, &chat(&parties)).spans;
        let after = decide(&two, &guard, view, 15, &chat(&parties)).spans;
        prop_assert_eq!(before.clone().or(&after), after);
    }
}
