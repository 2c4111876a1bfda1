use proptest::prelude::*;

use super::*;
use crate::directory::Fact;
use crate::ids::PartyKind;
use crate::notice::consent::{CustomerConsent, MemberConsent};

fn id(text: &str) -> PartyId {
    PartyId::new(text)
}

fn rule(number: u128, selector: Selector, effect: Effect) -> Rule {
    Rule { id: RuleId(Uuid::from_u128(number)), selector, effect, from: 100, until: None }
}

fn include(mode: Mode, internal: bool, external: bool) -> Effect {
    Effect::Include { mode, beats_consent: false, internal, external, edition: Edition::Service }
}

/// An effect for tests of the parts of this module.
pub(super) fn forced() -> Effect {
    include(Mode::Forced, true, true)
}

/// Li in the east (below sales), Wang in sales itself, Zhao nowhere, Qian who left at 500.
fn history() -> History {
    let (sales, east) = (DepartmentId(2), DepartmentId(3));
    let facts = [
        (Fact::Employed(id("li")), Span::since(0)),
        (Fact::Employed(id("wang")), Span::since(0)),
        (Fact::Employed(id("zhao")), Span::since(0)),
        (Fact::Employed(id("qian")), Span { from: 0, until: 500 }),
        (Fact::InDepartment(id("li"), east), Span::since(0)),
        (Fact::InDepartment(id("wang"), sales), Span::since(0)),
        (Fact::Under(east, sales), Span::since(0)),
        (Fact::Tagged(id("zhao"), TagId(7)), Span { from: 200, until: 300 }),
    ];
    History::new(facts, [])
}

fn sales(children: bool) -> Selector {
    Selector::Department { department: DepartmentId(2), children }
}

fn archived(scope: &Scope, at: Millis) -> Vec<String> {
    scope.resolve(&history(), at).into_iter().map(|(member, _)| member.to_string()).collect()
}

#[test]
fn each_selector_selects_whom_it_says() {
    let forced = include(Mode::Forced, true, true);
    let of = |selector| Scope { rules: vec![rule(1, selector, forced)] };
    assert_eq!(archived(&of(Selector::Everybody), 100), ["li", "qian", "wang", "zhao"]);
    assert_eq!(archived(&of(Selector::Everybody), 500), ["li", "wang", "zhao"], "who left is in no scope");
    assert!(archived(&of(Selector::Everybody), 99).is_empty(), "before it begins");
    assert_eq!(archived(&of(sales(true)), 100), ["li", "wang"]);
    assert_eq!(archived(&of(sales(false)), 100), ["wang"]);
    let tag = of(Selector::Tag { tag: TagId(7) });
    assert_eq!((archived(&tag, 199).len(), archived(&tag, 200).len(), archived(&tag, 300).len()), (0, 1, 0));
    let named = of(Selector::Members { members: [id("li"), id("nobody")].into() });
    assert_eq!(archived(&named, 100), ["li"]);
}

#[test]
fn a_member_is_archived_since_the_last_break() {
    let of = |selector, until| Rule { until, ..rule(1, selector, forced()) };
    let since =
        |rules: Vec<Rule>, member: &str, at| Scope { rules }.archived_since(&history(), &id(member), at);
    assert_eq!(since(vec![of(sales(true), None)], "li", 700), Some(100));
    assert_eq!(since(vec![of(sales(true), Some(300))], "li", 300), None);
    let again = Rule { from: 300, ..of(Selector::Everybody, None) };
    assert_eq!(since(vec![of(sales(true), Some(300)), again.clone()], "li", 700), Some(100), "no break");
    let later = Rule { from: 301, ..again };
    assert_eq!(since(vec![of(sales(true), Some(300)), later], "li", 700), Some(301));
    assert_eq!(since(vec![of(Selector::Tag { tag: TagId(7) }, None)], "zhao", 250), Some(200), "by the tag");
}

#[test]
fn an_exclusion_counts_more_than_any_rule() {
    let mut scope = Scope { rules: vec![rule(1, Selector::Everybody, include(Mode::Forced, true, true))] };
    let without = Selector::Members { members: [id("li")].into() };
    scope.rules.insert(0, Rule { until: Some(400), ..rule(2, without, Effect::Exclude) });
    assert_eq!(archived(&scope, 100), ["qian", "wang", "zhao"]);
    assert_eq!(archived(&scope, 400), ["li", "qian", "wang", "zhao"]);
}

#[test]
fn force_and_consent_meet_as_the_rules_say() {
    let meet = |beats_consent| {
        let force = Effect::Include {
            mode: Mode::Forced,
            beats_consent,
            internal: true,
            external: true,
            edition: Edition::Enterprise,
        };
        let ask = include(Mode::Consent, false, true);
        let scope = Scope { rules: vec![rule(1, sales(true), force), rule(2, Selector::Everybody, ask)] };
        scope.coverage(&history(), &id("li"), 100)
    };
    let asked = meet(false);
    assert_eq!((asked.internal, asked.external), (Some(Mode::Forced), Some(Mode::Consent)));
    assert!(asked.contradicted && asked.edition == Some(Edition::Enterprise) && asked.rules.len() == 2);
    assert_eq!(meet(true).external, Some(Mode::Forced));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let scope = |rules| Scope { rules };
    let forced = include(Mode::Forced, true, true);
    let everybody = rule(1, Selector::Everybody, forced);
    let office = Effect::Include {
        mode: Mode::Forced,
        beats_consent: false,
        internal: true,
        external: true,
        edition: Edition::Office,
    };
    let cases = [
        (vec![Rule { until: Some(99), ..everybody.clone() }], Flaw::EndsBeforeItBegins),
        (vec![rule(1, Selector::Members { members: BTreeSet::new() }, forced)], Flaw::NamesNobody),
        (vec![rule(1, sales(true), include(Mode::Forced, false, false))], Flaw::IncludesNothing),
        (vec![rule(1, sales(true), office)], Flaw::EditionWithoutExternal),
        (vec![everybody.clone(), rule(2, Selector::Everybody, Effect::Exclude)], Flaw::NobodyIsLeft),
    ];
    for (rules, expected) in cases {
        assert_eq!(flaws(&scope(rules), &history(), 100).first().map(|(_, flaw)| *flaw), Some(expected));
    }
    assert!(flaws(&scope(vec![everybody]), &history(), 100).is_empty());
    let odd = vec![
        rule(1, Selector::Department { department: DepartmentId(9), children: true }, forced),
        rule(2, Selector::Tag { tag: TagId(7) }, forced),
        rule(3, Selector::Members { members: [id("li"), id("gone")].into() }, forced),
    ];
    let found = warnings(&scope(odd), &history(), &[DepartmentId(2)].into(), &[TagId(7)].into(), 100);
    let kinds: Vec<Warning> = found.into_iter().map(|(_, warning)| warning).collect();
    assert_eq!(kinds, [Warning::DepartmentGone, Warning::SelectsNobody, Warning::MembersNotListed]);
}

/// What people said, at any moment.
struct Book(MemberConsent, Option<CustomerConsent>);

impl Consents for Book {
    fn of_member(&self, _: &PartyId, _: Millis) -> MemberConsent {
        self.0
    }

    fn of_customer(&self, _: &PartyId, _: &PartyId, _: Millis) -> Option<CustomerConsent> {
        self.1
    }

    fn archives_refusals(&self, _: Millis) -> bool {
        false
    }
}

fn right(scope: &Scope, book: &Book, ids: &[&str], at: Millis) -> Right {
    let parties = parties(ids);
    let external = parties.iter().any(|party| party.kind == PartyKind::ExternalContact);
    right_to_archive(scope, &history(), book, Subject { parties: &parties, external, at })
}

fn parties(ids: &[&str]) -> Vec<Party> {
    let party = |text: &&str| Party { id: id(text), kind: id(text).guess_kind() };
    ids.iter().map(party).collect()
}

#[test]
fn a_message_has_the_right_that_its_parties_give() {
    use ConsentState as State;
    use MemberConsent::{Agreed, Pending, Withdrawn};
    use QuarantineReason as Reason;
    const CUSTOMER: &str = "wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5";
    let scope = Scope {
        rules: vec![
            rule(1, Selector::Members { members: [id("li")].into() }, include(Mode::Forced, true, false)),
            rule(2, Selector::Members { members: [id("wang")].into() }, include(Mode::Consent, true, true)),
        ],
    };
    let disagree = Some(CustomerConsent::Disagree);
    let cases = [
        (vec!["li", "zhao"], Pending, None, Right::Archive(State::Internal)),
        (vec!["zhao", "qian"], Pending, None, Right::Quarantine(Reason::OutOfScope)),
        (vec!["li", CUSTOMER], Pending, None, Right::Quarantine(Reason::KindNotEnabled)),
        (vec!["wang", "zhao"], Pending, None, Right::Quarantine(Reason::ConsentPending)),
        (vec!["wang", "zhao"], Withdrawn, None, Right::Quarantine(Reason::ConsentRefused)),
        (vec!["wang", "zhao"], Agreed, None, Right::Archive(State::Agreed)),
        (vec!["wang", CUSTOMER], Agreed, None, Right::Archive(State::Unknown)),
        (vec!["wang", CUSTOMER], Agreed, Some(CustomerConsent::DefaultAgree), Right::Archive(State::Default)),
        (vec!["wang", CUSTOMER], Agreed, Some(CustomerConsent::Agree), Right::Archive(State::Agreed)),
        (vec!["wang", CUSTOMER], Agreed, disagree, Right::Quarantine(Reason::CustomerRefused)),
        (vec!["li", "wang", CUSTOMER], Pending, None, Right::Quarantine(Reason::ConsentPending)),
        (vec![], Agreed, None, Right::Quarantine(Reason::OutOfScope)),
    ];
    for (ids, member, customer, expected) in cases {
        let right = right(&scope, &Book(member, customer), &ids, 150);
        assert_eq!(right, expected, "{ids:?} {member:?} {customer:?}");
    }
    let early = right(&scope, &Book(Pending, disagree), &["wang", CUSTOMER], 99);
    assert_eq!(early, Right::Archive(State::Refused), "before the first rule began");
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let selector = prop_oneof![
        Just(Selector::Everybody),
        Just(sales(true)),
        Just(sales(false)),
        Just(Selector::Tag { tag: TagId(7) }),
        Just(Selector::Members { members: [id("li"), id("qian")].into() }),
    ];
    let mode = prop_oneof![Just(Mode::Forced), Just(Mode::Consent)];
    let effect = prop_oneof![
        1 => Just(Effect::Exclude),
        4 => (mode, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
            |(mode, beats_consent, internal, external)| Effect::Include {
                mode, beats_consent, internal, external, edition: Edition::Service,
            }
        ),
    ];
    (selector, effect, 0..600_i64, prop::option::of(0..600_i64), any::<u128>()).prop_map(
        |(selector, effect, from, until, number)| Rule {
            id: RuleId(Uuid::from_u128(number)),
            selector,
            effect,
            from,
            until,
        },
    )
}

proptest! {
    #[test]
    fn the_order_of_rules_does_not_matter(
        (rules, shuffled) in prop::collection::vec(any_rule(), 0..6)
            .prop_flat_map(|rules| (Just(rules.clone()), Just(rules).prop_shuffle())),
        at in 0..700_i64,
    ) {
        let plain = |mut coverage: Coverage| { coverage.rules.sort(); coverage };
        for member in ["li", "wang", "zhao", "qian"] {
            let of = |rules: &Vec<Rule>| plain(Scope { rules: rules.clone() }.coverage(&history(), &id(member), at));
            prop_assert_eq!(of(&rules), of(&shuffled));
        }
    }

    #[test]
    fn a_rule_that_ends_later_changes_nothing_before(rules in prop::collection::vec(any_rule(), 0..6), end in 0..600_i64) {
        let cut: Vec<Rule> = rules.iter().cloned().map(|rule| {
            let until = Some(rule.until.map_or(end, |until| until.min(end)));
            Rule { until, ..rule }
        }).collect();
        let (whole, cut) = (Scope { rules }, Scope { rules: cut });
        for at in (0..end).step_by(37) {
            prop_assert_eq!(whole.resolve(&history(), at), cut.resolve(&history(), at));
        }
        prop_assert!(cut.resolve(&history(), end).is_empty());
    }

    #[test]
    fn more_people_in_a_conversation_never_take_a_right_away_within_the_corp(
        rules in prop::collection::vec(any_rule(), 0..6), at in 0..700_i64,
    ) {
        let scope = Scope { rules };
        let book = Book(MemberConsent::Agreed, None);
        let right = |ids: &[&str]| right(&scope, &book, ids, at);
        let may = |right| matches!(right, Right::Archive(_));
        prop_assert!(!may(right(&["li"])) || may(right(&["li", "wang", "zhao"])));
        prop_assert!(parties(&["li"]).iter().all(|party| party.kind == PartyKind::Member));
    }
}
