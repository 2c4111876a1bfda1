//! Creating operators.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use huicun_domain::access::{Ending, Role};
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::OperatorId;
use huicun_store::OperatorRow;
use serde_json::json;
use uuid::Uuid;

use super::{password, random};
use crate::access;
use crate::audit;
use crate::ctx::{Actor, Ctx};
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The most characters that a name has.
const MAX_NAME_CHARS: usize = 64;

/// Makes a password that nobody guesses: 20 characters, 120 random bits.
///
/// # Errors
/// [`ProblemCode::Internal`] where the system has no randomness.
pub fn random_password() -> AppResult<String> {
    Ok(URL_SAFE_NO_PAD.encode(random::<15>()?))
}

/// Creates an operator with one role over the whole archive, or gives the one of that name another display name, role and
/// password and ends its sessions.
///
/// # Errors
/// [`ProblemCode::Forbidden`] for operators, who ask [`crate::access::create`].
/// [`ProblemCode::PasswordTooWeak`], [`ProblemCode::BadRequest`] for a name that is none.
pub async fn put_operator(
    ctx: &Ctx,
    services: &Services,
    name: &str,
    display_name: &str,
    role: Role,
    password: &str,
) -> AppResult<OperatorId> {
    if matches!(ctx.actor, Actor::Operator { .. }) {
        return Err(ProblemCode::Forbidden.into());
    }
    let row = prepare(services, name, display_name, password).await?;
    let Services { store, .. } = services;
    let first = access::over_all(row.id, role, None, services.now(), String::new());
    let id = if store.insert_operator(&row, &first).await? {
        row.id
    } else {
        let known = store.operator_by_name(&row.name).await?.ok_or(ProblemCode::Internal)?;
        store.put_operator(&OperatorRow { member: known.member, ..row }).await?;
        replace(services, known.id, role).await?;
        store.delete_sessions(known.id, &[], services.now()).await?;
        known.id
    };
    audit::record(ctx, services, "put_operator", json!({ "operator": id, "role": role }), "done").await?;
    Ok(id)
}

/// Ends whatever rights an operator has but for one role over the whole archive, and grants that where it is not there.
async fn replace(services: &Services, operator: OperatorId, role: Role) -> AppResult<()> {
    let now = services.now();
    let ahead = services.store.assignments_of(operator).await?.into_iter().filter(|one| one.is_ahead(now));
    let (same, others): (Vec<_>, Vec<_>) = ahead
        .partition(|one| one.role == role && one.scope.is_whole() && one.until.is_none() && one.is_live(now));
    for other in others {
        let ending = Ending { at: now, by: None, reason: String::new() };
        services.store.end_assignment(other.id, &ending).await?;
    }
    if same.is_empty() {
        let new = access::over_all(operator, role, None, now, String::new());
        services.store.insert_assignment(&new).await?;
    }
    Ok(())
}

/// Checks name and password and hashes the password.
pub(crate) async fn prepare(
    services: &Services,
    name: &str,
    display_name: &str,
    password: &str,
) -> AppResult<OperatorRow> {
    let name = checked_name("name", name)?;
    let display_name = checked_name("display_name", display_name)?;
    password::check(password)?;
    Ok(OperatorRow {
        id: OperatorId(Uuid::now_v7()),
        name,
        display_name,
        password_hash: password::hash(password).await?,
        locale: String::new(),
        member: None,
        disabled_at: None,
        created_at: services.now(),
    })
}

fn checked_name(field: &str, name: &str) -> AppResult<String> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > MAX_NAME_CHARS || name.chars().any(char::is_control) {
        let detail = format!("{field}: 1..={MAX_NAME_CHARS}");
        return Err(AppError::Detailed(ProblemCode::BadRequest, detail));
    }
    Ok(name.to_owned())
}
