//! What scopes say of people: who is in one, and how two of them differ.

use huicun_domain::clock::Millis;
use huicun_domain::directory::History;
use huicun_domain::ids::PartyId;
use huicun_domain::scope::{Coverage, Mode, Scope};
use huicun_domain::service::Edition;

use super::view::{EditionSeats, ScopeSeats};

/// Who is in scope, with how they are archived; by id.
pub(super) type Covered = Vec<(PartyId, Coverage)>;

/// Who is in scope before and after, and who is otherwise than before.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Differences {
    pub(super) joins: Vec<PartyId>,
    pub(super) leaves: Vec<PartyId>,
    pub(super) changed: Vec<PartyId>,
}

/// Compares two scopes; both are sorted by id.
pub(super) fn differences(before: &Covered, after: &Covered) -> Differences {
    let mut found = Differences::default();
    let find = |covered: &Covered, id: &PartyId| covered.binary_search_by(|(one, _)| one.cmp(id)).ok();
    for (id, coverage) in after {
        match find(before, id) {
            None => found.joins.push(id.clone()),
            Some(at) if manner(&before[at].1) != manner(coverage) => found.changed.push(id.clone()),
            Some(_) => {}
        }
    }
    let left = before.iter().filter(|(id, _)| find(after, id).is_none());
    found.leaves = left.map(|(id, _)| id.clone()).collect();
    found
}

/// How a member is archived, whichever rules say so.
fn manner(coverage: &Coverage) -> (Option<Mode>, Option<Mode>, Option<Edition>) {
    (coverage.internal, coverage.external, coverage.edition)
}

/// Counts the seats that a scope takes.
pub(super) fn seats(covered: &Covered, bought: Option<EditionSeats>) -> ScopeSeats {
    let of = |edition| EditionSeats {
        edition,
        seats: covered.iter().filter(|(_, one)| one.edition == Some(edition)).count() as u64,
    };
    let needed: Vec<EditionSeats> =
        Edition::ALL.into_iter().map(of).filter(|needed| needed.seats > 0).collect();
    let total = needed.iter().map(|needed| needed.seats).sum();
    // Of seats of a smaller edition none serves whoever needs a larger one.
    let served = |edition| bought.filter(|bought| bought.edition >= edition).map_or(0, |bought| bought.seats);
    let unserved: u64 =
        needed.iter().filter(|needed| served(needed.edition) == 0).map(|needed| needed.seats).sum();
    let rest: u64 = total - unserved;
    let lacking = unserved + rest.saturating_sub(bought.map_or(0, |bought| bought.seats));
    ScopeSeats { needed, total, bought, lacking }
}

/// Counts who is in scope at a moment.
pub(super) fn count(scope: &Scope, history: &History, at: Millis) -> u64 {
    let archived = history.members_at(at).filter(|member| scope.coverage(history, member, at).is_any());
    archived.count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(rows: &[(&str, Mode, Edition)]) -> Covered {
        let coverage =
            |mode, edition| Coverage { internal: Some(mode), edition: Some(edition), ..Coverage::default() };
        rows.iter().map(|(id, mode, edition)| (PartyId::new(*id), coverage(*mode, *edition))).collect()
    }

    #[test]
    fn people_join_leave_and_change() {
        let before = covered(&[
            ("a", Mode::Forced, Edition::Service),
            ("b", Mode::Forced, Edition::Service),
            ("c", Mode::Forced, Edition::Service),
        ]);
        let after = covered(&[
            ("b", Mode::Consent, Edition::Service),
            ("c", Mode::Forced, Edition::Service),
            ("d", Mode::Forced, Edition::Service),
        ]);
        let found = differences(&before, &after);
        let ids = |ids: &[PartyId]| ids.iter().map(PartyId::to_string).collect::<Vec<_>>();
        assert_eq!((ids(&found.joins), ids(&found.leaves)), (vec!["d".into()], vec!["a".to_owned()]));
        assert_eq!(ids(&found.changed), ["b"]);
    }

    #[test]
    fn seats_are_lacking_by_number_and_by_edition() {
        let covered = covered(&[
            ("a", Mode::Forced, Edition::Office),
            ("b", Mode::Forced, Edition::Service),
            ("c", Mode::Forced, Edition::Enterprise),
        ]);
        for (edition, bought, lacking) in [
            (Edition::Enterprise, 3, 0),
            (Edition::Enterprise, 2, 1),
            (Edition::Service, 2, 1),
            (Edition::Service, 1, 2),
            (Edition::Office, 9, 2),
        ] {
            let found = seats(&covered, Some(EditionSeats { edition, seats: bought }));
            assert_eq!((found.total, found.lacking), (3, lacking), "{edition:?} {bought}");
        }
        assert_eq!(seats(&covered, None).lacking, 3);
        assert_eq!(seats(&covered, None).needed.len(), 3);
    }
}
