//! `POST /service/quote`

use axum::Json;
use axum::extract::State;
use huicun_app::service;
use huicun_domain::service::{OrderRequest, Quote};

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// Tells what an order would cost, and places nothing.
#[utoipa::path(post, path = "/service/quote", operation_id = "quote_order", tag = "service",
    request_body = OrderRequest,
    responses((status = 200, description = "The price", body = Quote)))]
pub async fn quote(
    State(state): State<AppState>,
    caller: Caller,
    Body(request): Body<OrderRequest>,
) -> Answer<Quote> {
    Ok(Json(service::quote_order(&caller.ctx, &state.services, request).await?))
}
