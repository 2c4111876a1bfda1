//! The first operator, created by whoever saw the server's first lines.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use huicun_domain::access::{Role, Separation};
use huicun_domain::code::ProblemCode;

use super::session::{self, Welcome};
use super::{Brake, Origin, SessionKey, Token, operators};
use crate::access;
use crate::audit;
use crate::error::AppResult;
use crate::services::Services;

/// Where the hash of the one-time token is kept.
const META: &str = "setup_token_hash";

/// An operator to be created.
#[derive(Clone, Copy)]
pub struct NewOperator<'a> {
    /// The name to sign in with.
    pub name: &'a str,
    /// The name shown.
    pub display_name: &'a str,
    /// The password.
    pub password: &'a str,
    /// Whether duties are separated among persons.
    pub separation: Separation,
}

/// Tells whether the archive still lacks its first operator.
///
/// # Errors
/// The store's failures.
pub async fn setup_needed(services: &Services) -> AppResult<bool> {
    Ok(services.store.operator_count().await? == 0)
}

/// Makes the one-time token that creates the first operator; `None` once there is one. A later call makes another token
/// and the former one is void.
///
/// # Errors
/// The store's failures.
pub async fn setup_token(services: &Services) -> AppResult<Option<String>> {
    if !setup_needed(services).await? {
        return Ok(None);
    }
    let token = Token::new()?;
    services.store.meta_set(META, &SessionKey::of(token.expose()).hex()).await?;
    Ok(Some(token.expose().to_owned()))
}

/// Creates the first operator and signs in: the owner of a small team, or, where duties are separated, the administrator
/// who appoints the others.
///
/// # Errors
/// [`ProblemCode::SetupTokenInvalid`] for a wrong token, and for any once there is an operator.
/// [`ProblemCode::PasswordTooWeak`], [`ProblemCode::BadRequest`], [`ProblemCode::TooManyAttempts`].
pub async fn set_up(
    services: &Services,
    brake: &Brake,
    origin: Origin,
    token: &str,
    first: NewOperator<'_>,
) -> AppResult<Welcome> {
    brake.take("set-up", origin.address.as_deref(), services.now())?;
    // One at a time: two holders of the link do not both become the first.
    let _alone = brake.alone().await;
    let stored = services.store.meta_get(META).await?.unwrap_or_default();
    let shown = SessionKey::of(token).hex();
    let right = verify_slices_are_equal(stored.as_bytes(), shown.as_bytes()).is_ok();
    if !right || !setup_needed(services).await? {
        return Err(ProblemCode::SetupTokenInvalid.into());
    }
    let row = {
        let _turn = brake.turn().await?;
        operators::prepare(services, first.name, first.display_name, first.password).await?
    };
    access::keep_separation(services, first.separation).await?;
    let role = match first.separation {
        Separation::SmallTeam => Role::Owner,
        // Whoever appoints the others: what an owner holds is three persons' then.
        Separation::Strict => Role::SecurityAdministrator,
    };
    let right = access::over_all(row.id, role, None, services.now(), String::new());
    services.store.insert_operator(&row, &right).await?;
    services.store.meta_set(META, "").await?;
    brake.release("set-up", origin.address.as_deref());
    let object = serde_json::json!({ "operator": row.id, "role": role, "separation": first.separation });
    audit::record_stranger(services, &origin, "set_up", object, "done").await?;
    session::begin(services, origin, &row).await
}
