//! `GET /status`

use axum::Json;
use axum::extract::State;
use huicun_app::status;
use huicun_app::view::StatusView;

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows the archive's state in numbers, as `huicun status --json` does.
#[utoipa::path(get, path = "/status", operation_id = "get_status", tag = "system",
    responses((status = 200, description = "The state in numbers", body = StatusView)))]
pub async fn get(State(state): State<AppState>, caller: Caller) -> Answer<StatusView> {
    Ok(Json(status::status(&caller.ctx, &state.services).await?))
}
