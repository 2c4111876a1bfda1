//! Creating operators.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use huicun_domain::access::Role;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::OperatorId;
use huicun_store::OperatorRow;
use uuid::Uuid;

use super::{password, random};
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

/// Creates an operator, or gives the one of that name another display name, role and password and ends its sessions.
///
/// # Errors
/// [`ProblemCode::Forbidden`] for operators: others are created by whoever runs the archive.
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
    let row = prepare(services, name, display_name, role, password).await?;
    services.store.put_operator(&row).await?;
    let stored = services.store.operator_by_name(&row.name).await?.ok_or(ProblemCode::Internal)?;
    services.store.delete_sessions(stored.id, &[], services.now()).await?;
    let object = serde_json::json!({ "operator": stored.id, "role": role });
    audit::record(ctx, services, "put_operator", object, "done").await?;
    Ok(stored.id)
}

/// Checks name and password and hashes the password.
pub(super) async fn prepare(
    services: &Services,
    name: &str,
    display_name: &str,
    role: Role,
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
        role: role.as_str().to_owned(),
        disabled: false,
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
