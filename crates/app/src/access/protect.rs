//! The list of members whose conversations are seen only where a data scope names them.

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{PartyId, PartyKind};
use huicun_store::ProtectedMember;
use serde_json::json;

use super::grant::reason;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// Puts a member on the list; it counts at once, for every right.
///
/// # Errors
/// [`ProblemCode::MemberUnknown`], [`ProblemCode::Conflict`] where they are on it, [`ProblemCode::ReasonMissing`],
/// [`ProblemCode::Forbidden`].
pub async fn protect(ctx: &Ctx, services: &Services, member: &PartyId, why: &str) -> AppResult<()> {
    ctx.authorize(Permission::ManageAccess)?;
    must_be_member(services, member).await?;
    let row = ProtectedMember {
        member: member.clone(),
        from: services.now(),
        until: None,
        reason: reason(why)?,
        protected_by: ctx.operator(),
    };
    let admission = audit::admit(ctx, services, "protect_member", json!({ "member": member })).await?;
    let added = services.store.protect_member(&services.corp, &row).await?;
    admission.finish(services, if added { "done" } else { "conflict" }, u64::from(added)).await?;
    if added { Ok(()) } else { Err(ProblemCode::Conflict.into()) }
}

/// Takes a member off the list.
///
/// # Errors
/// [`ProblemCode::NotFound`] where they are not on it, [`ProblemCode::Forbidden`].
pub async fn unprotect(ctx: &Ctx, services: &Services, member: &PartyId) -> AppResult<()> {
    ctx.authorize(Permission::ManageAccess)?;
    let admission = audit::admit(ctx, services, "unprotect_member", json!({ "member": member })).await?;
    let (store, corp) = (&services.store, &services.corp);
    let ended = store.unprotect_member(corp, member, services.now(), ctx.operator()).await?;
    admission.finish(services, if ended { "done" } else { "not_found" }, u64::from(ended)).await?;
    if ended { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}

/// Refuses whoever is not known as a member.
pub(super) async fn must_be_member(services: &Services, member: &PartyId) -> AppResult<()> {
    let known = services.store.party_refs(&services.corp, std::slice::from_ref(member)).await?;
    let is_member = known.get(member).is_some_and(|row| row.kind == PartyKind::Member);
    if is_member { Ok(()) } else { Err(ProblemCode::MemberUnknown.into()) }
}
