//! `GET /health`

use axum::Json;
use axum::extract::State;
use huicun_app::status;
use huicun_app::view::HealthView;

use crate::state::AppState;

/// Tells whether the archive works, without saying anything about it.
#[utoipa::path(get, path = "/health", operation_id = "get_health", tag = "system", security(()),
    responses((status = 200, description = "It answers", body = HealthView)))]
pub async fn get(State(state): State<AppState>) -> Json<HealthView> {
    Json(status::health(&state.services).await)
}
