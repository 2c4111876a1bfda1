//! Whether duties are separated among persons (职责分立).

use huicun_domain::access::{Assignment, Permission, Role, Separation, clashes};
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::OperatorId;
use serde_json::json;

use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// Where the choice is kept.
const META: &str = "separation";

/// Tells whether duties are separated. An archive that was never told is a small team's.
///
/// # Errors
/// The store's failures.
pub async fn separation(services: &Services) -> AppResult<Separation> {
    let word = services.store.meta_get(META).await?.unwrap_or_default();
    Ok(Separation::parse(&word).unwrap_or_default())
}

pub(crate) async fn keep_separation(services: &Services, separation: Separation) -> AppResult<()> {
    Ok(services.store.meta_set(META, separation.as_str()).await?)
}

/// Changes whether duties are separated.
///
/// # Errors
/// [`ProblemCode::NotSeparable`] while one person has roles that exclude each other, [`ProblemCode::Forbidden`].
pub async fn separate(ctx: &Ctx, services: &Services, wanted: Separation) -> AppResult<()> {
    ctx.authorize(Permission::ManageAccess)?;
    let object = json!({ "separation": wanted });
    let admission = audit::admit(ctx, services, "separate_duties", object).await?;
    let merged = !merged(&services.store.assignments().await?, services.now()).is_empty();
    if wanted == Separation::Strict && merged {
        admission.finish(services, ProblemCode::NotSeparable.as_str(), 0).await?;
        return Err(ProblemCode::NotSeparable.into());
    }
    keep_separation(services, wanted).await?;
    admission.finish(services, "done", 1).await
}

/// Lists who has, or will have, roles that exclude each other where duties are separated; an owner has all of them.
pub(super) fn merged(assignments: &[Assignment], now: Millis) -> Vec<(OperatorId, Vec<Role>)> {
    let mut found: Vec<(OperatorId, Vec<Role>)> = Vec::new();
    for one in assignments.iter().filter(|one| one.is_ahead(now)) {
        let beside = assignments.iter().filter(|other| other.operator == one.operator && other.is_ahead(now));
        let clashing = beside.clone().any(|other| clashes(one.role, other.role));
        if one.role != Role::Owner && !clashing {
            continue;
        }
        match found.iter_mut().find(|(operator, _)| *operator == one.operator) {
            Some((_, roles)) if roles.contains(&one.role) => {}
            Some((_, roles)) => roles.push(one.role),
            None => found.push((one.operator, vec![one.role])),
        }
    }
    found
}
