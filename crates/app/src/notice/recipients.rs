//! Whom a notice to employees is for.

use std::collections::BTreeSet;

use huicun_domain::code::ProblemCode;
use huicun_domain::ids::PartyId;

use crate::error::{AppError, AppResult};
use crate::scope;
use crate::services::Services;

/// How many ids a refusal names.
const NAMED: usize = 20;

/// Whom a notice is for. Another way to choose members is another variant here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipients {
    /// The members of the directory who have not left.
    Directory,
    /// The members who are in the archive's scope now, those included whose consent it waits for.
    InScope,
    /// These members.
    Listed(Vec<PartyId>),
}

impl Recipients {
    /// Lists the members, by id as the directory writes it, each once.
    ///
    /// # Errors
    /// [`ProblemCode::MembersUnknown`] where some of those listed are not in the directory, or left.
    pub async fn list(&self, services: &Services) -> AppResult<Vec<PartyId>> {
        let ids = match self {
            Self::Directory => return Ok(services.store.present_members(&services.corp).await?),
            Self::InScope => return in_scope(services).await,
            Self::Listed(ids) => ids,
        };
        let found = services.store.members_named(&services.corp, ids).await?;
        let present: BTreeSet<PartyId> =
            found.into_iter().filter(|(_, left)| !left).map(|(id, _)| id).collect();
        let known = |id: &PartyId| present.iter().any(|one| one.as_str().eq_ignore_ascii_case(id.as_str()));
        let unknown: Vec<&str> = ids.iter().filter(|id| !known(id)).map(PartyId::as_str).collect();
        if unknown.is_empty() {
            return Ok(present.into_iter().collect());
        }
        let named = unknown.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        Err(AppError::Detailed(ProblemCode::MembersUnknown, named))
    }
}

/// Lists the members in scope; before any rule was saved, everybody is.
async fn in_scope(services: &Services) -> AppResult<Vec<PartyId>> {
    let book = scope::book(services).await?;
    if !book.is_ruled() {
        return Ok(services.store.present_members(&services.corp).await?);
    }
    let now = services.now();
    let covered = scope::resolved(&book, move |book| book.scope.resolve(&book.history, now)).await?;
    Ok(covered.into_iter().map(|(member, _)| member).collect())
}

/// Finds a member who has not left, as the directory writes the id.
pub(super) async fn present_member(services: &Services, id: &PartyId) -> AppResult<Option<PartyId>> {
    let found = services.store.members_named(&services.corp, std::slice::from_ref(id)).await?;
    Ok(found.into_iter().find(|(_, left)| !left).map(|(id, _)| id))
}
