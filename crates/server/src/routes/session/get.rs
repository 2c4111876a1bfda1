//! `GET /session`

use axum::Json;
use axum::extract::State;
use huicun_app::auth;
use huicun_app::view::SessionView;

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Tells who is signed in.
#[utoipa::path(get, path = "/session", operation_id = "get_session", tag = "session",
    responses((status = 200, description = "Who is signed in", body = SessionView)))]
pub async fn get(State(state): State<AppState>, caller: Caller) -> Answer<SessionView> {
    Ok(Json(auth::session_view(&caller.ctx, &state.services).await?))
}
