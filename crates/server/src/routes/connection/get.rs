//! `GET /connection`

use axum::Json;
use axum::extract::State;
use huicun_app::connect::{self, ConnectionView};

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Tells where the connection stands; no secret is told.
#[utoipa::path(get, path = "/connection", operation_id = "get_connection", tag = "connection",
    responses((status = 200, description = "Where it stands", body = ConnectionView)))]
pub async fn get(State(state): State<AppState>, caller: Caller) -> Answer<ConnectionView> {
    Ok(Json(connect::state(&caller.ctx, &state.services).await?))
}
