//! Personal links: for members whom no message of the app reaches. Each opens once, for a few days.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::PartyId;
use huicun_store::PersonalLinkRow;
use serde::Deserialize;

use super::recipients::Recipients;
use super::view::LinkView;
use crate::audit;
use crate::auth::{SessionKey, Token};
use crate::browse::Names;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// For how long a link opens.
const VALID: Millis = 7 * 24 * 3_600_000;
/// How many are made at once.
const MOST: usize = 1_000;

/// Whom links are made for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkRequest {
    /// The members, at most 1,000.
    pub members: Vec<PartyId>,
}

/// Makes a link for each member. The addresses are in this answer and nowhere else: only hashes are kept.
///
/// # Errors
/// [`ProblemCode::MembersUnknown`], [`ProblemCode::BadRequest`] for nobody or too many, [`ProblemCode::Forbidden`].
pub async fn make_links(ctx: &Ctx, services: &Services, request: LinkRequest) -> AppResult<Vec<LinkView>> {
    ctx.authorize(Permission::ManageNotices)?;
    if request.members.is_empty() || request.members.len() > MOST {
        return Err(ProblemCode::BadRequest.into());
    }
    let members = Recipients::Listed(request.members).list(services).await?;
    let admission =
        audit::admit(ctx, services, "make_personal_links", serde_json::json!({ "members": members })).await?;
    let base = services.wecom.connection().and_then(|wecom| wecom.public_url.clone()).unwrap_or_default();
    let names = Names::of(services, members.clone()).await?;
    let (now, mut rows, mut links) = (services.now(), Vec::new(), Vec::new());
    for member in members {
        let token = Token::new()?;
        rows.push(PersonalLinkRow {
            token_hash: SessionKey::of(token.expose()).bytes(),
            member: member.clone(),
            created_at: now,
            expires_at: now + VALID,
            created_by: ctx.operator(),
        });
        // What stands behind `#` never leaves the browser by itself.
        let url = format!("{base}/me#{}", token.expose());
        links.push(LinkView { member: names.get(&member), url, expires_at: now + VALID });
    }
    services.store.insert_personal_links(&services.corp, &rows).await?;
    admission.finish(services, "done", links.len() as u64).await?;
    Ok(links)
}
