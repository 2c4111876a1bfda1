//! What no role opens by itself: who is protected, and who an operator is.

use huicun_domain::access::Guard;
use huicun_domain::clock::Millis;
use huicun_domain::directory::History;
use huicun_domain::ids::PartyId;
use huicun_store::ProtectedMember;

/// The guard of an operator at a moment.
pub(super) fn guard(
    history: &History,
    protected: &[ProtectedMember],
    member: Option<&PartyId>,
    at: Millis,
) -> Guard {
    let ids = |member: &PartyId| history.ids_of(member).cloned().collect::<Vec<_>>();
    let is_protected = |row: &&ProtectedMember| row.from <= at && row.until.is_none_or(|until| at < until);
    Guard {
        own: member.map(ids).into_iter().flatten().collect(),
        protected: protected.iter().filter(is_protected).flat_map(|row| ids(&row.member)).collect(),
    }
}
