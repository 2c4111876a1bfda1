//! Operators: created, linked to the member that they are, disabled; and all of them with their rights.

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{OperatorId, PartyId};
use huicun_store::OperatorRow as StoredOperator;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::grant::{checked, must_leave_a_manager, reason};
use super::protect::must_be_member;
use super::separation::{merged, separation};
use super::view::{Listing, OperatorsView};
use super::{Merged, NewAssignment};
use crate::audit;
use crate::auth;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// An operator to be created, with a first right.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewOperatorRequest {
    /// The name to sign in with.
    pub name: String,
    /// The name shown.
    pub display_name: String,
    /// The member that the operator is, where they are one.
    #[serde(default)]
    pub member: Option<PartyId>,
    /// The first right.
    pub right: NewAssignment,
}

/// An operator that was just created.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperatorCreated {
    /// The id.
    pub id: OperatorId,
    /// The first password, shown this once.
    pub password: String,
}

/// Lists all operators with their rights, those that ended too, and who is protected.
///
/// # Errors
/// [`ProblemCode::Forbidden`].
pub async fn list(ctx: &Ctx, services: &Services) -> AppResult<OperatorsView> {
    ctx.authorize(Permission::ViewAccess)?;
    let store = &services.store;
    let (rows, assignments) = (store.operators().await?, store.assignments().await?);
    let protected = store.protected_members(&services.corp).await?;
    let listing = Listing::read(services, &rows, &assignments, &protected).await?;
    let merged = merged(&assignments, services.now());
    Ok(OperatorsView {
        as_of: services.now(),
        separation: separation(services).await?,
        merged: merged.into_iter().map(|(operator, roles)| Merged { operator, roles }).collect(),
        operators: rows.iter().map(|row| listing.operator(row, &assignments)).collect(),
        protected: protected.iter().map(|row| listing.protected(row)).collect(),
    })
}

/// Creates an operator with a first right and a password that is shown once.
///
/// # Errors
/// [`ProblemCode::OperatorExists`], [`ProblemCode::MemberUnknown`], [`ProblemCode::BadRequest`] for a name that is none,
/// whatever [`super::grant`] refuses, [`ProblemCode::Forbidden`].
pub async fn create(ctx: &Ctx, services: &Services, new: &NewOperatorRequest) -> AppResult<OperatorCreated> {
    ctx.authorize(Permission::ManageAccess)?;
    if let Some(member) = &new.member {
        must_be_member(services, member).await?;
    }
    let password = auth::random_password()?;
    let prepared = auth::prepare(services, &new.name, &new.display_name, &password).await?;
    let row = StoredOperator { member: new.member.clone(), ..prepared };
    let first = checked(ctx, services, row.id, &new.right).await?;
    let object =
        json!({ "operator": row.id, "role": first.role, "scope": first.scope, "member": row.member });
    let admission = audit::admit(ctx, services, "create_operator", object).await?;
    let created = services.store.insert_operator(&row, &first).await?;
    admission.finish(services, if created { "done" } else { "conflict" }, u64::from(created)).await?;
    if created {
        Ok(OperatorCreated { id: row.id, password })
    } else {
        Err(ProblemCode::OperatorExists.into())
    }
}

/// Tells which member an operator is. Once told it stays: nobody leaves the guard over their own conversations.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Conflict`] where it was told, [`ProblemCode::MemberUnknown`],
/// [`ProblemCode::Forbidden`].
pub async fn link(ctx: &Ctx, services: &Services, id: OperatorId, member: &PartyId) -> AppResult<()> {
    ctx.authorize(Permission::ManageAccess)?;
    let row = services.store.operator(id).await?.ok_or(ProblemCode::NotFound)?;
    must_be_member(services, member).await?;
    if row.member.is_some() {
        return Err(ProblemCode::Conflict.into());
    }
    let object = json!({ "operator": id, "member": member });
    let admission = audit::admit(ctx, services, "link_operator", object).await?;
    services.store.put_operator(&StoredOperator { member: Some(member.clone()), ..row }).await?;
    admission.finish(services, "done", 1).await
}

/// Disables an operator: sessions end at once, and nobody signs in by that name any more.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Conflict`] where it is disabled, [`ProblemCode::RightToOneself`],
/// [`ProblemCode::LastAccessManager`], [`ProblemCode::ReasonMissing`], [`ProblemCode::Forbidden`].
pub async fn disable(ctx: &Ctx, services: &Services, id: OperatorId, why: &str) -> AppResult<()> {
    ctx.authorize(Permission::ManageAccess)?;
    let (store, now) = (&services.store, services.now());
    let row = store.operator(id).await?.ok_or(ProblemCode::NotFound)?;
    if ctx.operator() == Some(id) {
        return Err(ProblemCode::RightToOneself.into());
    }
    if row.disabled_at.is_some() {
        return Err(AppError::Problem(ProblemCode::Conflict));
    }
    must_leave_a_manager(services, |one| one.operator != id).await?;
    let object = json!({ "operator": id, "reason": reason(why)? });
    let admission = audit::admit(ctx, services, "disable_operator", object).await?;
    store.put_operator(&StoredOperator { disabled_at: Some(now), ..row }).await?;
    store.delete_sessions(id, &[], now).await?;
    admission.finish(services, "done", 1).await
}
