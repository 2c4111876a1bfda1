//! `POST /service/orders/{id}/wechat`

use axum::Json;
use axum::extract::State;
use huicun_app::service::{self, OrderView};
use uuid::Uuid;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Makes an order known to WeChat Pay: `code_url` is what a phone scans, good for two hours; asked again, it is
/// fresh.
#[utoipa::path(post, path = "/service/orders/{id}/wechat", operation_id = "pay_by_wechat", tag = "service",
    params(("id" = Uuid, Path, description = "The order's id")),
    responses((status = 200, description = "The order with its code", body = OrderView)))]
pub async fn pay(State(state): State<AppState>, caller: Caller, Path(id): Path<Uuid>) -> Answer<OrderView> {
    Ok(Json(service::pay_by_wechat(&caller.ctx, &state.services, id).await?))
}
