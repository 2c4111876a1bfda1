//! Money back: `/service/orders/{id}/refunds…`

use axum::Json;
use axum::extract::State;
use huicun_app::service::{self, NewRefund, OrderView};
use uuid::Uuid;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Answer;
use crate::state::AppState;

/// Gives money of a payment back, in part or in whole.
#[utoipa::path(post, path = "/service/orders/{id}/refunds", operation_id = "refund", tag = "service",
    request_body = NewRefund, params(("id" = Uuid, Path, description = "The order's id")),
    responses((status = 200, description = "Asked for", body = OrderView)))]
pub async fn ask(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<Uuid>,
    Body(request): Body<NewRefund>,
) -> Answer<OrderView> {
    Ok(Json(service::refund(&caller.ctx, &state.services, id, &request).await?))
}

/// Notes that a transfer back reached the payer.
#[utoipa::path(post, path = "/service/orders/{id}/refunds/{refund}/done", operation_id = "refund_done", tag = "service",
    params(("id" = Uuid, Path, description = "The order's id"), ("refund" = Uuid, Path, description = "The refund's id")),
    responses((status = 200, description = "Noted", body = OrderView)))]
pub async fn done(
    State(state): State<AppState>,
    caller: Caller,
    Path((id, refund)): Path<(Uuid, Uuid)>,
) -> Answer<OrderView> {
    Ok(Json(service::transfer_refunded(&caller.ctx, &state.services, id, refund).await?))
}
