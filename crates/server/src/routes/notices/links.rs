//! `POST /personal-links`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, LinkRequest, LinkView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// The links that were made.
#[derive(Serialize, ToSchema)]
pub struct LinkList {
    /// One for each member.
    items: Vec<LinkView>,
}

/// Makes personal links to the employee's page. Their addresses are shown here and never again.
#[utoipa::path(post, path = "/personal-links", operation_id = "make_personal_links", tag = "notices",
    request_body = LinkRequest,
    responses((status = 200, description = "The links", body = LinkList)))]
pub async fn links(
    State(state): State<AppState>,
    caller: Caller,
    Body(request): Body<LinkRequest>,
) -> Answer<LinkList> {
    Ok(Json(LinkList { items: notice::make_links(&caller.ctx, &state.services, request).await? }))
}
