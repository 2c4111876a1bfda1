//! Consent (同意) as a history: what somebody said, when it happened, and when the archive learnt of it.
//!
//! What counts is when it happened. A history answers for any moment, and answers the same in whichever order its
//! entries were learnt.

use serde::{Deserialize, Serialize};

use super::words;
use crate::clock::Millis;

words! {
    /// What a member said to being archived. Later ones protect more: of two at one moment the later one counts.
    MemberConsent {
        /// Nothing yet.
        Pending = "pending",
        /// Agreed.
        Agreed = "agreed",
        /// Did not agree.
        Refused = "refused",
        /// Took the consent back.
        Withdrawn = "withdrawn",
    }
}

words! {
    /// What a customer said to being archived, by WeCom's words. Later ones protect more.
    CustomerConsent {
        /// Agreed.
        Agree = "agree",
        /// Said nothing against it.
        DefaultAgree = "default_agree",
        /// Did not agree.
        Disagree = "disagree",
    }
}

words! {
    /// Where the archive learnt what a customer said.
    ConsentSource {
        /// It asked WeCom.
        Check = "check",
        /// WeCom told it, and it asked.
        Event = "event",
        /// A message in the archive says it.
        Message = "message",
    }
}

/// One entry of a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said<S> {
    /// When it happened.
    pub at: Millis,
    /// When the archive learnt of it.
    pub learnt_at: Millis,
    /// What was said.
    pub state: S,
}

/// Tells what counted at a moment: the last thing said until then; of two at the same moment, the one that protects
/// more. Nothing where nothing had been said.
#[must_use]
pub fn state_at<S: Copy + Ord>(history: &[Said<S>], at: Millis) -> Option<S> {
    let until_then = history.iter().filter(|said| said.at <= at);
    until_then.max_by_key(|said| (said.at, said.state)).map(|said| said.state)
}

/// Tells a member's consent at a moment.
#[must_use]
pub fn member_state_at(history: &[Said<MemberConsent>], at: Millis) -> MemberConsent {
    state_at(history, at).unwrap_or(MemberConsent::Pending)
}

/// What a member wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To agree.
    Agree,
    /// Not to agree.
    Refuse,
    /// To take an agreement back.
    Withdraw,
}

/// What a wish changes: the state that it leads to, or nothing where it is so already.
#[must_use]
pub fn changed_by(current: MemberConsent, wish: Wish) -> Option<MemberConsent> {
    use MemberConsent::{Agreed, Pending, Refused, Withdrawn};
    match (current, wish) {
        (Agreed, Wish::Agree) | (Refused, Wish::Refuse | Wish::Withdraw) => None,
        (Withdrawn, Wish::Refuse | Wish::Withdraw) => None,
        (_, Wish::Agree) => Some(Agreed),
        // Whoever had agreed and now refuses takes the agreement back.
        (Agreed, Wish::Refuse | Wish::Withdraw) => Some(Withdrawn),
        (Pending, Wish::Refuse | Wish::Withdraw) => Some(Refused),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::MemberConsent::{Agreed, Pending, Refused, Withdrawn};
    use super::*;

    fn said<S>(at: Millis, learnt_at: Millis, state: S) -> Said<S> {
        Said { at, learnt_at, state }
    }

    #[test]
    fn a_history_answers_for_each_moment() {
        let history = [said(30, 31, Withdrawn), said(10, 90, Agreed), said(50, 51, Agreed)];
        for (at, expected) in [
            (9, Pending),
            (10, Agreed),
            (29, Agreed),
            (30, Withdrawn),
            (49, Withdrawn),
            (50, Agreed),
            (99, Agreed),
        ] {
            assert_eq!(member_state_at(&history, at), expected, "{at}");
        }
        assert_eq!(member_state_at(&[], 5), Pending);
        let customer = [said(5, 5, CustomerConsent::Agree), said(5, 6, CustomerConsent::Disagree)];
        assert_eq!(state_at(&customer, 5), Some(CustomerConsent::Disagree), "doubt protects");
        assert_eq!(state_at(&customer, 4), None);
    }

    #[test]
    fn each_wish_leads_where_the_table_says() {
        for (current, wish, expected) in [
            (Pending, Wish::Agree, Some(Agreed)),
            (Pending, Wish::Refuse, Some(Refused)),
            (Pending, Wish::Withdraw, Some(Refused)),
            (Agreed, Wish::Agree, None),
            (Agreed, Wish::Refuse, Some(Withdrawn)),
            (Agreed, Wish::Withdraw, Some(Withdrawn)),
            (Refused, Wish::Agree, Some(Agreed)),
            (Refused, Wish::Refuse, None),
            (Refused, Wish::Withdraw, None),
            (Withdrawn, Wish::Agree, Some(Agreed)),
            (Withdrawn, Wish::Refuse, None),
            (Withdrawn, Wish::Withdraw, None),
        ] {
            assert_eq!(changed_by(current, wish), expected, "{current:?} {wish:?}");
        }
    }

    fn entries() -> impl Strategy<Value = Vec<Said<MemberConsent>>> {
        let state = prop::sample::select(MemberConsent::ALL);
        prop::collection::vec((0..50_i64, 0..100_i64, state).prop_map(|(at, by, s)| said(at, by, s)), 0..12)
    }

    proptest! {
        #[test]
        fn the_order_of_learning_does_not_matter(
            (history, shuffled) in entries().prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
            at in 0..60_i64,
        ) {
            prop_assert_eq!(state_at(&history, at), state_at(&shuffled, at));
        }

        #[test]
        fn when_it_was_learnt_does_not_matter(history in entries(), later in 0..1_000_i64, at in 0..60_i64) {
            let late: Vec<_> = history.iter().map(|s| said(s.at, s.learnt_at + later, s.state)).collect();
            prop_assert_eq!(state_at(&history, at), state_at(&late, at));
        }

        #[test]
        fn what_happened_later_does_not_change_what_counted(
            history in entries(), more in entries(), at in 0..50_i64,
        ) {
            let before = state_at(&history, at);
            let mut longer = history;
            longer.extend(more.into_iter().filter(|said| said.at > at));
            prop_assert_eq!(state_at(&longer, at), before);
        }

        #[test]
        fn a_plain_walk_through_time_says_the_same(history in entries(), at in 0..60_i64) {
            let mut sorted = history.clone();
            sorted.sort_by_key(|said| (said.at, said.state));
            let walked = sorted.iter().take_while(|said| said.at <= at).last().map(|said| said.state);
            prop_assert_eq!(state_at(&history, at), walked);
        }
    }
}
