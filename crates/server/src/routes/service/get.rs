//! `GET /service`

use axum::Json;
use axum::extract::State;
use huicun_app::service::{self, ServiceView};

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows where the service stands: terms, prices, subscription, and the order that waits.
#[utoipa::path(get, path = "/service", operation_id = "get_service", tag = "service",
    responses((status = 200, description = "The service", body = ServiceView)))]
pub async fn get(State(state): State<AppState>, caller: Caller) -> Answer<ServiceView> {
    Ok(Json(service::state(&caller.ctx, &state.services).await?))
}
