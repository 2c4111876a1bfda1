//! How a member gets to their own page: by a personal link, or signed in by WeCom. Both lead to a short session.
//!
//! Whatever does not open gets one and the same answer.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::PartyId;
use huicun_domain::notice::How;
use huicun_store::MemberSessionRow;

use super::recipients;
use crate::audit;
use crate::auth::{Brake, Origin, SessionKey, Token};
use crate::ctx::{Actor, Ctx};
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// How long a session of a member lasts.
const SESSION_MS: Millis = 2 * 3_600_000;
/// The longest token or code that is looked at.
const LONGEST: usize = 512;
/// What the brake knows these tries by.
const TRIES: &str = "own page";

/// A session of a member that has just begun.
#[derive(Clone, Debug)]
pub struct Entered {
    /// What the browser keeps.
    pub token: Token,
}

/// Opens a personal link.
///
/// # Errors
/// [`ProblemCode::PersonalLinkInvalid`] for any link that does not open, [`ProblemCode::TooManyAttempts`].
pub async fn open_link(
    services: &Services,
    brake: &Brake,
    origin: Origin,
    token: &str,
) -> AppResult<Entered> {
    brake.take(TRIES, origin.address.as_deref(), services.now())?;
    if token.len() > LONGEST {
        return Err(ProblemCode::PersonalLinkInvalid.into());
    }
    let hash = SessionKey::of(token).bytes();
    let member = services.store.use_personal_link(&services.corp, &hash, services.now()).await?;
    enter(services, brake, origin, member, How::Link).await
}

/// Begins signing in by WeCom: the address to go to, and the secret that this browser keeps meanwhile.
///
/// # Errors
/// [`ProblemCode::AppNotConnected`], [`ProblemCode::AddressMissing`].
pub fn begin_oauth(services: &Services) -> AppResult<(String, String)> {
    let wecom = services.wecom.connection().ok_or(ProblemCode::AppNotConnected)?;
    let app = wecom.app()?;
    let base = wecom.public_url.as_deref().ok_or(ProblemCode::AddressMissing)?;
    // WeCom takes letters and digits only.
    let state: String = crate::auth::random_bytes()?.iter().map(|byte| format!("{byte:02x}")).collect();
    let back = escaped(&format!("{base}/me/oauth/done"));
    let url = format!(
        "{}?appid={}&redirect_uri={back}&response_type=code&scope=snsapi_base&state={state}&agentid={}#wechat_redirect",
        wecom.authorize_url,
        escaped(&wecom.corp_id),
        app.agent_id
    );
    Ok((url, state))
}

/// Finishes signing in by WeCom. `kept` is what the browser kept: whoever was sent here by somebody else has none.
///
/// # Errors
/// [`ProblemCode::PersonalLinkInvalid`] for whatever does not lead to a member, [`ProblemCode::TooManyAttempts`].
pub async fn finish_oauth(
    services: &Services,
    brake: &Brake,
    origin: Origin,
    (code, state): (&str, &str),
    kept: Option<&str>,
) -> AppResult<Entered> {
    brake.take(TRIES, origin.address.as_deref(), services.now())?;
    let refused = || AppError::from(ProblemCode::PersonalLinkInvalid);
    let kept = kept.filter(|kept| !kept.is_empty()).ok_or_else(refused)?;
    verify_slices_are_equal(kept.as_bytes(), state.as_bytes()).map_err(|_| refused())?;
    if code.is_empty() || code.len() > LONGEST {
        return Err(refused());
    }
    let wecom = services.wecom.connection().ok_or_else(refused)?;
    let app = wecom.app().map_err(|_| refused())?;
    let member = wecom.client.member_of_code(app, code).await.map_err(|error| {
        tracing::info!(errcode = error.errcode, "a member could not be signed in");
        refused()
    })?;
    enter(services, brake, origin, member, How::Oauth).await
}

/// Begins a session of a member who is in the directory and has not left.
async fn enter(
    services: &Services,
    brake: &Brake,
    origin: Origin,
    member: Option<PartyId>,
    how: How,
) -> AppResult<Entered> {
    let known = match &member {
        Some(member) => recipients::present_member(services, member).await?,
        None => None,
    };
    let Some(member) = known else {
        let object = serde_json::json!({ "how": how });
        audit::record_stranger(services, &origin, "enter_own_page", object, "refused").await?;
        return Err(ProblemCode::PersonalLinkInvalid.into());
    };
    brake.release(TRIES, origin.address.as_deref());
    let (token, now) = (Token::new()?, services.now());
    let row = MemberSessionRow {
        token_hash: SessionKey::of(token.expose()).bytes(),
        member: member.clone(),
        how,
        created_at: now,
        expires_at: now + SESSION_MS,
        address: origin.address.clone(),
    };
    services.store.insert_member_session(&services.corp, &row).await?;
    let ctx = ctx(member, origin);
    audit::record(&ctx, services, "enter_own_page", serde_json::json!({ "how": how }), "done").await?;
    Ok(Entered { token })
}

/// Tells who shows a member's token, and in which way they came.
///
/// # Errors
/// [`ProblemCode::SignedOut`] for a token of no session, of one that ended, and of a member who left.
pub async fn authenticate(services: &Services, token: &str, origin: Origin) -> AppResult<(Ctx, How)> {
    let hash = SessionKey::of(token).bytes();
    let session = services.store.member_session(&services.corp, &hash, services.now()).await?;
    let session = session.ok_or(ProblemCode::SignedOut)?;
    let member =
        recipients::present_member(services, &session.member).await?.ok_or(ProblemCode::SignedOut)?;
    Ok((ctx(member, origin), session.how))
}

/// Ends a session of a member.
///
/// # Errors
/// The store's failures.
pub async fn leave(ctx: &Ctx, services: &Services, token: &str) -> AppResult<()> {
    ctx.member()?;
    let hash = SessionKey::of(token).bytes();
    services.store.delete_member_session(&services.corp, &hash).await?;
    audit::record(ctx, services, "leave_own_page", serde_json::json!({}), "done").await
}

fn ctx(member: PartyId, origin: Origin) -> Ctx {
    let actor = Actor::Member { id: member };
    Ctx { actor, address: origin.address, request_id: origin.request_id }
}

/// Writes a part of an address; everything but letters and digits is escaped.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_within_an_address_is_escaped() {
        assert_eq!(escaped("https://a.example/me?x=1"), "https%3A%2F%2Fa.example%2Fme%3Fx%3D1");
    }
}
