//! `GET /service/orders/{id}` and `POST /service/orders/{id}/close`

use axum::Json;
use axum::extract::State;
use huicun_app::service::{self, OrderView};
use uuid::Uuid;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows an order with all that belongs to it.
#[utoipa::path(get, path = "/service/orders/{id}", operation_id = "get_order", tag = "service",
    params(("id" = Uuid, Path, description = "The order's id")),
    responses((status = 200, description = "The order", body = OrderView)))]
pub async fn get(State(state): State<AppState>, caller: Caller, Path(id): Path<Uuid>) -> Answer<OrderView> {
    Ok(Json(service::order(&caller.ctx, &state.services, id).await?))
}

/// Closes an order that waits.
#[utoipa::path(post, path = "/service/orders/{id}/close", operation_id = "close_order", tag = "service",
    params(("id" = Uuid, Path, description = "The order's id")),
    responses((status = 200, description = "Closed", body = OrderView)))]
pub async fn close(State(state): State<AppState>, caller: Caller, Path(id): Path<Uuid>) -> Answer<OrderView> {
    Ok(Json(service::close_order(&caller.ctx, &state.services, id).await?))
}
