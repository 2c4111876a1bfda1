//! `POST /search`: by POST, so that what is searched for is never in a URL.

use axum::Json;
use axum::extract::State;
use huicun_app::search::{self, SearchAnswer, SearchRequest};

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// Searches, or lists messages by filters alone.
#[utoipa::path(post, path = "/search", operation_id = "search", tag = "search",
    request_body = SearchRequest,
    responses((status = 200, description = "What was found, and what was covered", body = SearchAnswer)))]
pub async fn search(
    State(state): State<AppState>,
    caller: Caller,
    Body(request): Body<SearchRequest>,
) -> Answer<SearchAnswer> {
    Ok(Json(search::search(&caller.ctx, &state.services, &request).await?))
}
