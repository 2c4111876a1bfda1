//! `GET` and `POST /service/orders`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::service::{self, OrderView};
use huicun_domain::service::OrderRequest;
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// Orders.
#[derive(Serialize, ToSchema)]
pub struct OrderList {
    /// The orders, the newest first.
    items: Vec<OrderView>,
}

/// Lists orders, the newest first.
#[utoipa::path(get, path = "/service/orders", operation_id = "list_orders", tag = "service",
    responses((status = 200, description = "The orders", body = OrderList)))]
pub async fn list(State(state): State<AppState>, caller: Caller) -> Answer<OrderList> {
    Ok(Json(OrderList { items: service::list_orders(&caller.ctx, &state.services).await? }))
}

/// Places an order; one that costs nothing is paid by that.
#[utoipa::path(post, path = "/service/orders", operation_id = "place_order", tag = "service",
    request_body = OrderRequest,
    responses((status = 201, description = "Placed", body = OrderView)))]
pub async fn place(
    State(state): State<AppState>,
    caller: Caller,
    Body(request): Body<OrderRequest>,
) -> Result<(StatusCode, Json<OrderView>), Problem> {
    let order = service::place_order(&caller.ctx, &state.services, request).await?;
    Ok((StatusCode::CREATED, Json(order)))
}
