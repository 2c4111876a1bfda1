//! Reconciling seats (席位对账): who should be archived and is not, who is and should not be, and why.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Coverage, Mode};
use crate::clock::Millis;
use crate::directory::History;
use crate::ids::PartyId;
use crate::notice::consent::MemberConsent;
use crate::service::Edition;

/// Whoever is listed for no longer than this may not have reached WeCom's list yet.
const NEWCOMER: Millis = 24 * 3_600_000;

/// Why somebody is not archived who should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MissingReason {
    /// All seats that were bought are taken.
    OverSeats,
    /// Listed for less than a day.
    JoinedSince,
    /// The seat is of an edition that does not archive all that the scope wants.
    WrongEdition,
    /// The member has not agreed yet, and so is not archived by this archive.
    ConsentPending,
    /// The member refused.
    ConsentRefused,
    /// WeCom's own range (开启范围) does not have the member.
    NotOpened,
}

/// Why somebody is archived who should not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum SurplusReason {
    /// The member is listed no more.
    Left,
    /// No rule includes the member, or one excludes it.
    OutOfScope,
}

impl MissingReason {
    /// Every reason.
    pub const ALL: [Self; 6] = [
        Self::OverSeats,
        Self::JoinedSince,
        Self::WrongEdition,
        Self::ConsentPending,
        Self::ConsentRefused,
        Self::NotOpened,
    ];
}

impl SurplusReason {
    /// Every reason.
    pub const ALL: [Self; 2] = [Self::Left, Self::OutOfScope];
}

/// What WeCom says of seats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permits {
    /// Who has an effective seat, of which edition.
    pub members: HashMap<PartyId, Edition>,
    /// How many seats were bought, where that is known.
    pub bought: Option<u64>,
}

/// The differences.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciled {
    /// Who is not archived, in the order of ids.
    pub missing: Vec<(PartyId, MissingReason)>,
    /// Who should not be archived, in the order of ids.
    pub surplus: Vec<(PartyId, SurplusReason)>,
}

/// Compares the scope with WeCom's list of seats.
#[must_use]
pub fn reconcile(
    covered: &[(PartyId, Coverage)],
    permits: &Permits,
    history: &History,
    consent: impl Fn(&PartyId) -> MemberConsent,
    now: Millis,
) -> Reconciled {
    let taken = permits.members.len() as u64;
    let is_full = permits.bought.is_some_and(|bought| taken >= bought);
    let by_present: HashMap<&PartyId, Edition> =
        permits.members.iter().map(|(id, edition)| (history.present_id(id), *edition)).collect();
    let reason = |member: &PartyId, coverage: &Coverage| {
        let seat = by_present.get(member).copied();
        match seat {
            None if is_full => Some(MissingReason::OverSeats),
            None if !history.is_employed(member, now - NEWCOMER) => Some(MissingReason::JoinedSince),
            None => Some(MissingReason::NotOpened),
            Some(edition) if coverage.edition.is_some_and(|wanted| wanted > edition) => {
                Some(MissingReason::WrongEdition)
            }
            Some(_) if asks_only(coverage) => match consent(member) {
                MemberConsent::Agreed => None,
                MemberConsent::Pending => Some(MissingReason::ConsentPending),
                MemberConsent::Refused | MemberConsent::Withdrawn => Some(MissingReason::ConsentRefused),
            },
            Some(_) => None,
        }
    };
    let mut missing: Vec<_> = covered
        .iter()
        .filter_map(|(member, coverage)| Some((member.clone(), reason(member, coverage)?)))
        .collect();
    missing.sort();
    let wanted: HashMap<&PartyId, ()> = covered.iter().map(|(member, _)| (member, ())).collect();
    let mut surplus: Vec<_> = by_present
        .keys()
        .filter(|member| !wanted.contains_key(**member))
        .map(|member| {
            let is_listed = history.is_employed(member, now);
            ((*member).clone(), if is_listed { SurplusReason::OutOfScope } else { SurplusReason::Left })
        })
        .collect();
    surplus.sort();
    Reconciled { missing, surplus }
}

/// Tells whether nothing of a member is archived without its consent.
fn asks_only(coverage: &Coverage) -> bool {
    [coverage.internal, coverage.external].into_iter().flatten().all(|mode| mode == Mode::Consent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::{Fact, Span};

    const NOW: Millis = 10 * NEWCOMER;

    fn history(count: usize, newcomer: &str) -> History {
        let since = |id: &str| if id == newcomer { NOW - 1 } else { 0 };
        let facts = (0..count).map(|number| {
            let id = format!("m{number:03}");
            (Fact::Employed(PartyId::new(id.as_str())), Span::since(since(&id)))
        });
        History::new(facts, [(PartyId::new("former"), PartyId::new("m001"))])
    }

    fn covered(count: usize, mode: Mode) -> Vec<(PartyId, Coverage)> {
        let coverage = Coverage {
            internal: Some(mode),
            external: Some(mode),
            edition: Some(Edition::Service),
            ..Coverage::default()
        };
        (0..count).map(|number| (PartyId::new(format!("m{number:03}")), coverage.clone())).collect()
    }

    fn seats(ids: &[usize], edition: Edition) -> HashMap<PartyId, Edition> {
        ids.iter().map(|number| (PartyId::new(format!("m{number:03}")), edition)).collect()
    }

    fn agreed(_: &PartyId) -> MemberConsent {
        MemberConsent::Agreed
    }

    #[test]
    fn those_beyond_the_seats_are_named_until_seats_are_bought() {
        let (history, covered) = (history(120, ""), covered(120, Mode::Forced));
        let hundred: Vec<usize> = (0..100).collect();
        let permits = Permits { members: seats(&hundred, Edition::Service), bought: Some(100) };
        let found = reconcile(&covered, &permits, &history, agreed, NOW);
        assert_eq!(found.missing.len(), 20);
        assert!(found.missing.iter().all(|(_, reason)| *reason == MissingReason::OverSeats));
        assert_eq!(found.missing[0].0, PartyId::new("m100"));
        assert!(found.surplus.is_empty());
        let all: Vec<usize> = (0..120).collect();
        let permits = Permits { members: seats(&all, Edition::Service), bought: Some(120) };
        assert_eq!(reconcile(&covered, &permits, &history, agreed, NOW), Reconciled::default());
    }

    #[test]
    fn each_difference_has_its_reason() {
        let history = history(6, "m004");
        let mut members = seats(&[0, 5], Edition::Service);
        members.extend(seats(&[2], Edition::Office));
        members.insert(PartyId::new("former"), Edition::Service);
        members.insert(PartyId::new("gone"), Edition::Service);
        let permits = Permits { members, bought: Some(50) };
        let found = reconcile(&covered(5, Mode::Forced), &permits, &history, agreed, NOW);
        let missing: Vec<_> = found.missing.iter().map(|(id, reason)| (id.as_str(), *reason)).collect();
        assert_eq!(
            missing,
            [
                ("m002", MissingReason::WrongEdition),
                ("m003", MissingReason::NotOpened),
                ("m004", MissingReason::JoinedSince)
            ]
        );
        let surplus: Vec<_> = found.surplus.iter().map(|(id, reason)| (id.as_str(), *reason)).collect();
        assert_eq!(surplus, [("gone", SurplusReason::Left), ("m005", SurplusReason::OutOfScope)]);

        let asked = |state| {
            let permits = Permits { members: seats(&[0], Edition::Enterprise), bought: None };
            let found = reconcile(&covered(1, Mode::Consent), &permits, &history, |_| state, NOW);
            found.missing.first().map(|(_, reason)| *reason)
        };
        assert_eq!(asked(MemberConsent::Agreed), None);
        assert_eq!(asked(MemberConsent::Pending), Some(MissingReason::ConsentPending));
        assert_eq!(asked(MemberConsent::Withdrawn), Some(MissingReason::ConsentRefused));
    }
}
