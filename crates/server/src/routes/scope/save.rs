//! `PUT /scope`

use axum::Json;
use axum::extract::State;
use huicun_app::scope::{self, ScopeDraft, ScopeView};

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// Saves a draft of the scope; it takes effect on the next message. What is the same stays, what is not ends and begins
/// anew, and what the draft does not have ends.
#[utoipa::path(put, path = "/scope", operation_id = "save_scope", tag = "scope", request_body = ScopeDraft,
    responses((status = 200, description = "Saved", body = ScopeView)))]
pub async fn save(
    State(state): State<AppState>,
    caller: Caller,
    Body(draft): Body<ScopeDraft>,
) -> Answer<ScopeView> {
    Ok(Json(scope::save(&caller.ctx, &state.services, &draft).await?))
}
