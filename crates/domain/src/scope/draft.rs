//! What saving a draft of the scope changes: which rules stay, which end, which begin.

use super::{Effect, Rule, RuleId, Scope, Selector};
use crate::clock::Millis;

/// A rule as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafted {
    /// The rule that it is, where it is one that is there.
    pub id: Option<RuleId>,
    /// Whom it is about.
    pub selector: Selector,
    /// What it does.
    pub effect: Effect,
    /// From when on; at once where absent or past.
    pub from: Option<Millis>,
    /// Until when, where it ends.
    pub until: Option<Millis>,
}

/// What a draft changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Rules that end, each with the first moment at which it counts no more.
    pub ends: Vec<(RuleId, Millis)>,
    /// Rules that begin, each with its place in the draft.
    pub begins: Vec<(usize, Rule)>,
    /// Rules that stay, each with its place in the draft.
    pub stays: Vec<(usize, RuleId)>,
}

impl Rule {
    /// Tells whether the rule counts at a moment or will.
    #[must_use]
    pub fn is_ahead(&self, at: Millis) -> bool {
        self.until.is_none_or(|until| until > at.max(self.from))
    }
}

impl Change {
    /// Compares a draft with the rules that count or will. A rule that is named and is the same stays, and may be given
    /// an earlier end; where a later one is wanted, another rule goes on from its end. What is named and is not the same,
    /// or is not named, ends at once, and what is new begins then or later.
    #[must_use]
    pub fn between(
        scope: &Scope,
        draft: &[Drafted],
        now: Millis,
        mut new_id: impl FnMut() -> RuleId,
    ) -> Self {
        let mut change = Self::default();
        let mut left: Vec<&Rule> = scope.rules.iter().filter(|rule| rule.is_ahead(now)).collect();
        for (place, drafted) in draft.iter().enumerate() {
            let known = left.iter().position(|rule| drafted.is(rule, now));
            let from = match known {
                None => Some(drafted.from.map_or(now, |from| from.max(now))),
                Some(at) => change.keep(place, left.remove(at), drafted, now),
            };
            if let Some(from) = from {
                let Drafted { selector, effect, until, .. } = drafted.clone();
                change.begins.push((place, Rule { id: new_id(), selector, effect, from, until }));
            }
        }
        // Of a rule that has not begun, nothing is left.
        change.ends.extend(left.into_iter().map(|rule| (rule.id, now.max(rule.from))));
        change
    }

    /// Lets a rule stay; tells from when another one goes on, where its end is to be a later one.
    fn keep(&mut self, place: usize, rule: &Rule, drafted: &Drafted, now: Millis) -> Option<Millis> {
        self.stays.push((place, rule.id));
        match (rule.until, drafted.until) {
            (Some(known), wanted) if wanted.is_none_or(|wanted| wanted > known) => Some(known),
            (known, Some(wanted)) if known != Some(wanted) => {
                self.ends.push((rule.id, wanted.max(now).max(rule.from)));
                None
            }
            _ => None,
        }
    }

    /// The rules as they are afterwards, those that ended too.
    #[must_use]
    pub fn applied(&self, scope: &Scope) -> Scope {
        let end = |rule: &Rule| self.ends.iter().find(|(id, _)| *id == rule.id).map(|(_, until)| *until);
        let ended = scope.rules.iter().map(|rule| Rule { until: end(rule).or(rule.until), ..rule.clone() });
        Scope { rules: ended.chain(self.begins.iter().map(|(_, rule)| rule.clone())).collect() }
    }

    /// The place in the draft of a rule that stays or begins.
    #[must_use]
    pub fn place(&self, id: RuleId) -> Option<usize> {
        let begins = self.begins.iter().map(|(place, rule)| (*place, rule.id));
        begins.chain(self.stays.iter().copied()).find(|(_, known)| *known == id).map(|(place, _)| place)
    }

    /// Tells whether anything changes.
    #[must_use]
    pub fn is_any(&self) -> bool {
        !self.ends.is_empty() || !self.begins.is_empty()
    }
}

impl Drafted {
    /// Tells whether the draft means a rule as it is: a beginning that is still ahead may not have moved.
    fn is(&self, rule: &Rule, now: Millis) -> bool {
        let begins_as_before = rule.from <= now || self.from.is_none_or(|from| from == rule.from);
        self.id == Some(rule.id)
            && self.selector == rule.selector
            && self.effect == rule.effect
            && begins_as_before
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: Millis = 1_000;

    fn id(number: u128) -> RuleId {
        RuleId(Uuid::from_u128(number))
    }

    fn rule(number: u128, from: Millis, until: Option<Millis>) -> Rule {
        Rule { id: id(number), selector: Selector::Everybody, effect: Effect::Exclude, from, until }
    }

    fn drafted(known: Option<u128>, from: Option<Millis>, until: Option<Millis>) -> Drafted {
        Drafted { id: known.map(id), selector: Selector::Everybody, effect: Effect::Exclude, from, until }
    }

    fn between(rules: Vec<Rule>, draft: &[Drafted]) -> (Change, Scope) {
        let scope = Scope { rules };
        let mut next = 100;
        let change = Change::between(&scope, draft, NOW, || {
            next += 1;
            id(next)
        });
        let applied = change.applied(&scope);
        (change, applied)
    }

    #[test]
    fn what_is_the_same_stays_and_what_is_missing_ends() {
        let (change, after) =
            between(vec![rule(1, 0, None), rule(2, 0, None)], &[drafted(Some(1), None, None)]);
        assert_eq!((change.ends.as_slice(), change.begins.len()), ([(id(2), NOW)].as_slice(), 0));
        assert_eq!((change.place(id(1)), change.place(id(2))), (Some(0), None));
        assert_eq!(after.rules[1].until, Some(NOW));
        assert!(!between(vec![rule(1, 0, None)], &[drafted(Some(1), Some(5), None)]).0.is_any());
        assert!(!between(vec![rule(1, 0, Some(NOW))], &[]).0.is_any(), "what ended is left as it is");
    }

    #[test]
    fn an_end_comes_earlier_and_another_rule_goes_on_where_it_is_to_come_later() {
        for (known, wanted, ends, begins) in [
            (None, Some(1_500), vec![(id(1), 1_500)], vec![]),
            (Some(2_000), Some(1_500), vec![(id(1), 1_500)], vec![]),
            (Some(2_000), Some(2_000), vec![], vec![]),
            (None, Some(900), vec![(id(1), NOW)], vec![]),
            (Some(2_000), Some(2_500), vec![], vec![(2_000, Some(2_500))]),
            (Some(2_000), None, vec![], vec![(2_000, None)]),
        ] {
            let (change, _) = between(vec![rule(1, 0, known)], &[drafted(Some(1), None, wanted)]);
            let begun: Vec<_> = change.begins.iter().map(|(_, rule)| (rule.from, rule.until)).collect();
            assert_eq!((change.ends, begun), (ends, begins), "{known:?} {wanted:?}");
        }
    }

    #[test]
    fn what_is_not_the_same_ends_and_begins_again_without_a_gap() {
        let named = Selector::Members { members: ["li".into()].into() };
        let edited = Drafted { selector: named, ..drafted(Some(1), Some(3), None) };
        let (change, _) = between(vec![rule(1, 0, None)], &[edited, drafted(Some(1), None, None)]);
        assert_eq!(change.stays, [(1, id(1))], "the one that is the same is it");
        let edited = Drafted { effect: crate::scope::tests::forced(), ..drafted(Some(1), Some(3), None) };
        let (change, after) = between(vec![rule(1, 0, None)], &[edited]);
        assert_eq!((change.ends[0].1, change.begins[0].1.from), (NOW, NOW));
        assert_eq!(after.rules.len(), 2);
    }

    #[test]
    fn what_is_planned_may_be_moved_or_dropped_before_it_begins() {
        let planned = || vec![rule(1, 5_000, None)];
        let (moved, after) = between(planned(), &[drafted(Some(1), Some(6_000), None)]);
        assert_eq!((moved.ends[0].1, moved.begins[0].1.from), (5_000, 6_000));
        assert!(!after.rules[0].is_ahead(NOW) && after.rules[1].is_ahead(NOW));
        let (kept, _) = between(planned(), &[drafted(Some(1), Some(5_000), None)]);
        assert!(!kept.is_any());
        assert_eq!(between(planned(), &[]).1.rules[0].until, Some(5_000), "it counts at no moment");
    }
}
