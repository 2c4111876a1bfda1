//! `POST /scope/preview`

use axum::Json;
use axum::extract::State;
use huicun_app::scope::{self, ScopeDraft, ScopePreview};

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows what a draft of the scope would change, and saves nothing: who comes in, who goes out, which seats it takes.
#[utoipa::path(post, path = "/scope/preview", operation_id = "preview_scope", tag = "scope",
    request_body = ScopeDraft,
    responses((status = 200, description = "What would change", body = ScopePreview)))]
pub async fn preview(
    State(state): State<AppState>,
    caller: Caller,
    Body(draft): Body<ScopeDraft>,
) -> Answer<ScopePreview> {
    Ok(Json(scope::preview(&caller.ctx, &state.services, &draft).await?))
}
