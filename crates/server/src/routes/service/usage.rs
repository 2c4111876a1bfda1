//! `GET /service/usage`

use axum::Json;
use axum::extract::State;
use huicun_app::service::{self, UsageView};

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows what the archive takes of what was bought.
#[utoipa::path(get, path = "/service/usage", operation_id = "get_usage", tag = "service",
    responses((status = 200, description = "Usage", body = UsageView)))]
pub async fn get(State(state): State<AppState>, caller: Caller) -> Answer<UsageView> {
    Ok(Json(service::usage(&caller.ctx, &state.services).await?))
}
