//! Granting and ending rights.

use huicun_domain::access::{Assignment, AssignmentId, DataScope, Ending, Permission, Role, flaws};
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::OperatorId;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::separation;
use crate::audit;
use crate::ctx::{Actor, Ctx};
use crate::error::AppResult;
use crate::services::Services;

/// The most characters that a reason has.
const MAX_REASON_CHARS: usize = 500;

/// A right to be granted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewAssignment {
    /// Which role.
    pub role: Role,
    /// Over what; the whole archive where absent.
    #[serde(default)]
    pub scope: DataScope,
    /// The first moment at which it counts; now where absent.
    #[serde(default)]
    pub from: Option<Millis>,
    /// The first moment at which it counts no more, where it is to end by itself.
    #[serde(default)]
    pub until: Option<Millis>,
    /// Why.
    pub reason: String,
}

/// Grants an operator a right.
///
/// # Errors
/// [`ProblemCode::NotFound`] for nobody, what [`huicun_domain::access::GrantFlaw::code`] says, [`ProblemCode::Forbidden`].
pub async fn grant(
    ctx: &Ctx,
    services: &Services,
    operator: OperatorId,
    new: &NewAssignment,
) -> AppResult<AssignmentId> {
    ctx.authorize(Permission::ManageAccess)?;
    services.store.operator(operator).await?.ok_or(ProblemCode::NotFound)?;
    let assignment = checked(ctx, services, operator, new).await?;
    let object =
        json!({ "assignment": assignment.id, "operator": operator, "role": new.role, "scope": new.scope });
    let admission = audit::admit(ctx, services, "grant_right", object).await?;
    services.store.insert_assignment(&assignment).await?;
    admission.finish(services, "done", 1).await?;
    Ok(assignment.id)
}

/// Makes an assignment of what is asked for, unless something is wrong with it.
pub(super) async fn checked(
    ctx: &Ctx,
    services: &Services,
    operator: OperatorId,
    new: &NewAssignment,
) -> AppResult<Assignment> {
    let now = services.now();
    let assignment = Assignment {
        id: AssignmentId(Uuid::now_v7()),
        operator,
        role: new.role,
        scope: new.scope.clone(),
        from: new.from.map_or(now, |from| from.max(now)),
        until: new.until,
        reason: reason(&new.reason)?,
        granted_by: ctx.operator(),
        granted_at: now,
        ending: None,
    };
    let others = services.store.assignments_of(operator).await?;
    let own = match &ctx.actor {
        Actor::Operator { rights, .. } => rights.member.as_ref(),
        Actor::Member { .. } | Actor::CommandLine | Actor::System => None,
    };
    let separation = separation(services).await?;
    match flaws(separation, &assignment, &others, own, now).first() {
        Some(flaw) => Err(flaw.code().into()),
        None => Ok(assignment),
    }
}

/// Ends a right before its time.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Conflict`] where it has ended, [`ProblemCode::RightToOneself`],
/// [`ProblemCode::ReasonMissing`], [`ProblemCode::LastAccessManager`], [`ProblemCode::Forbidden`].
pub async fn end(ctx: &Ctx, services: &Services, id: AssignmentId, why: &str) -> AppResult<()> {
    ctx.authorize(Permission::ManageAccess)?;
    let (store, now) = (&services.store, services.now());
    let all = store.assignments().await?;
    let known = all.iter().find(|one| one.id == id).ok_or(ProblemCode::NotFound)?;
    if ctx.operator() == Some(known.operator) {
        return Err(ProblemCode::RightToOneself.into());
    }
    if !known.is_ahead(now) {
        return Err(ProblemCode::Conflict.into());
    }
    must_leave_a_manager(services, |one| one.id != id).await?;
    let ending = Ending { at: now, by: ctx.operator(), reason: reason(why)? };
    let object = json!({ "assignment": id, "operator": known.operator, "role": known.role });
    let admission = audit::admit(ctx, services, "end_right", object).await?;
    let ended = store.end_assignment(id, &ending).await?;
    admission.finish(services, if ended { "done" } else { "conflict" }, u64::from(ended)).await?;
    if ended { Ok(()) } else { Err(ProblemCode::Conflict.into()) }
}

/// Refuses what would leave nobody who manages access.
pub(super) async fn must_leave_a_manager(
    services: &Services,
    stays: impl Fn(&Assignment) -> bool,
) -> AppResult<()> {
    let now = services.now();
    let disabled: Vec<OperatorId> = services
        .store
        .operators()
        .await?
        .into_iter()
        .filter(|row| row.disabled_at.is_some())
        .map(|row| row.id)
        .collect();
    let all = services.store.assignments().await?;
    let manages = |one: &&Assignment| {
        one.is_live(now) && one.grants(Permission::ManageAccess) && !disabled.contains(&one.operator)
    };
    if all.iter().filter(manages).any(stays) { Ok(()) } else { Err(ProblemCode::LastAccessManager.into()) }
}

/// A reason as it is kept.
pub(super) fn reason(text: &str) -> AppResult<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_REASON_CHARS {
        return Err(ProblemCode::ReasonMissing.into());
    }
    Ok(text.to_owned())
}
