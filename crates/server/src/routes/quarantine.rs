//! `GET /quarantine`

use axum::Json;
use axum::extract::State;
use huicun_app::scope;
use huicun_app::view::QuarantineView;

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows how many messages are in quarantine and why, and what became of what was; nothing of the messages themselves.
#[utoipa::path(get, path = "/quarantine", operation_id = "get_quarantine", tag = "scope",
    responses((status = 200, description = "Quarantine in numbers", body = QuarantineView)))]
pub async fn get(State(state): State<AppState>, caller: Caller) -> Answer<QuarantineView> {
    Ok(Json(scope::quarantine(&caller.ctx, &state.services).await?))
}
