//! Sessions: begun with a password, kept by use, ended by sign-out, rest or age.

use std::sync::Arc;

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_store::{OperatorRow, SessionRow};

use super::{Brake, Origin, SessionKey, Token, password};
use crate::access;
use crate::audit;
use crate::ctx::{Actor, Ctx};
use crate::error::AppResult;
use crate::services::Services;
use crate::view::{CorpView, OperatorView, SessionView};

/// After how long without a request a session ends.
const IDLE_MS: Millis = 30 * 60_000;
/// After how long a session ends in any case.
const ABSOLUTE_MS: Millis = 12 * 3_600_000;
/// How often its use is noted.
const TOUCH_MS: Millis = 60_000;

/// A request of somebody who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// On whose behalf use cases run.
    pub ctx: Ctx,
    /// The session.
    pub session: SessionKey,
}

/// A session that has just begun.
#[derive(Clone, Debug)]
pub struct Welcome {
    /// What the browser keeps.
    pub token: Token,
    /// What the console begins with.
    pub view: SessionView,
}

/// Signs in. An unknown name takes as long and answers the same as a wrong password.
///
/// # Errors
/// [`ProblemCode::SignInFailed`], [`ProblemCode::TooManyAttempts`].
pub async fn sign_in(
    services: &Services,
    brake: &Brake,
    origin: Origin,
    name: &str,
    password: &str,
) -> AppResult<Welcome> {
    let name = name.trim();
    let address = origin.address.clone();
    brake.take(name, address.as_deref(), services.now())?;
    let row = services.store.operator_by_name(name).await?.filter(|row| is_enabled(row, services));
    let right = {
        let _turn = brake.turn().await?;
        password::verify(password, row.as_ref().map(|row| row.password_hash.as_str())).await?
    };
    match row {
        Some(row) if right => {
            brake.release(name, address.as_deref());
            begin(services, origin, &row).await
        }
        known => {
            // A name that nobody has may be a password typed into the wrong field: it is not kept.
            if let Some(row) = known {
                let object = serde_json::json!({ "operator": row.id });
                audit::record_stranger(services, &origin, "sign_in", object, "refused").await?;
            }
            Err(ProblemCode::SignInFailed.into())
        }
    }
}

/// Begins a session of an operator.
pub(super) async fn begin(services: &Services, origin: Origin, operator: &OperatorRow) -> AppResult<Welcome> {
    let token = Token::new()?;
    let now = services.now();
    let ctx = ctx(services, origin, operator).await?;
    let row = SessionRow {
        token_hash: SessionKey::of(token.expose()).0.to_vec(),
        operator: operator.id,
        created_at: now,
        expires_at: now + ABSOLUTE_MS,
        last_seen_at: now,
        address: ctx.address.clone(),
    };
    services.store.insert_session(&row).await?;
    audit::record(&ctx, services, "sign_in", serde_json::json!({}), "done").await?;
    Ok(Welcome { token, view: view(services, operator).await? })
}

/// Tells who shows a token, and notes that the session is used.
///
/// # Errors
/// [`ProblemCode::SignedOut`] for a token of no session, of one that ended, and of an operator who may not sign in.
pub async fn authenticate(services: &Services, token: &str, origin: Origin) -> AppResult<SignedIn> {
    let key = SessionKey::of(token);
    let session = services.store.session(&key.0).await?.ok_or(ProblemCode::SignedOut)?;
    let now = services.now();
    if now >= session.expires_at || now >= session.last_seen_at + IDLE_MS {
        services.store.delete_session(&key.0).await?;
        return Err(ProblemCode::SignedOut.into());
    }
    let operator = services.store.operator(session.operator).await?.filter(|row| is_enabled(row, services));
    let operator = operator.ok_or(ProblemCode::SignedOut)?;
    if now >= session.last_seen_at + TOUCH_MS {
        services.store.touch_session(&key.0, now).await?;
    }
    Ok(SignedIn { ctx: ctx(services, origin, &operator).await?, session: key })
}

/// Tells who is signed in.
///
/// # Errors
/// [`ProblemCode::SignedOut`] where no operator asks.
pub async fn session_view(ctx: &Ctx, services: &Services) -> AppResult<SessionView> {
    view(services, &own_row(ctx, services).await?).await
}

/// Ends the session.
///
/// # Errors
/// The store's failures.
pub async fn sign_out(ctx: &Ctx, services: &Services, session: SessionKey) -> AppResult<()> {
    services.store.delete_session(&session.0).await?;
    audit::record(ctx, services, "sign_out", serde_json::json!({}), "done").await
}

/// Changes the own password and ends the operator's other sessions.
///
/// # Errors
/// [`ProblemCode::SignInFailed`] where the current password is wrong, [`ProblemCode::PasswordTooWeak`],
/// [`ProblemCode::TooManyAttempts`].
pub async fn change_password(
    ctx: &Ctx,
    services: &Services,
    brake: &Brake,
    session: SessionKey,
    current: &str,
    new: &str,
) -> AppResult<()> {
    let mut row = own_row(ctx, services).await?;
    password::check(new)?;
    brake.take(&row.name, ctx.address.as_deref(), services.now())?;
    let turn = brake.turn().await?;
    if !password::verify(current, Some(&row.password_hash)).await? {
        audit::record(ctx, services, "change_password", serde_json::json!({}), "refused").await?;
        return Err(ProblemCode::SignInFailed.into());
    }
    row.password_hash = password::hash(new).await?;
    drop(turn);
    brake.release(&row.name, ctx.address.as_deref());
    services.store.put_operator(&row).await?;
    services.store.delete_sessions(row.id, &session.0, services.now()).await?;
    audit::record(ctx, services, "change_password", serde_json::json!({}), "done").await
}

async fn own_row(ctx: &Ctx, services: &Services) -> AppResult<OperatorRow> {
    let id = ctx.operator().ok_or(ProblemCode::SignedOut)?;
    Ok(services.store.operator(id).await?.ok_or(ProblemCode::SignedOut)?)
}

fn is_enabled(row: &OperatorRow, services: &Services) -> bool {
    row.disabled_at.is_none_or(|since| services.now() < since)
}

async fn ctx(services: &Services, origin: Origin, row: &OperatorRow) -> AppResult<Ctx> {
    let actor = Actor::Operator {
        id: row.id,
        name: row.name.clone(),
        display_name: row.display_name.clone(),
        rights: Arc::new(access::rights_of(services, row).await?),
    };
    Ok(Ctx { actor, address: origin.address, request_id: origin.request_id })
}

async fn view(services: &Services, row: &OperatorRow) -> AppResult<SessionView> {
    let rights = access::rights_of(services, row).await?;
    let corps = services.store.corps().await?;
    let corp = corps.into_iter().find(|corp| corp.id == services.corp);
    Ok(SessionView {
        operator: OperatorView {
            id: row.id,
            name: row.name.clone(),
            display_name: row.display_name.clone(),
            roles: rights.roles().into_iter().collect(),
            permissions: rights.permissions(),
            locale: Some(row.locale.clone()).filter(|locale| !locale.is_empty()),
        },
        corp: corp.map(|corp| CorpView { id: corp.id, name: corp.name }),
        time_zone: services.zone.iana_name().unwrap_or("UTC").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    })
}
