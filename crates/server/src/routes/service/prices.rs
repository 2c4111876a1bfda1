//! `POST /service/prices`

use axum::Json;
use axum::extract::State;
use huicun_app::service::{self, NewPrice, ServiceView};

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// Sets a price from a moment on; orders that were placed keep theirs.
#[utoipa::path(post, path = "/service/prices", operation_id = "set_price", tag = "service",
    request_body = NewPrice,
    responses((status = 200, description = "Set", body = ServiceView)))]
pub async fn set(
    State(state): State<AppState>,
    caller: Caller,
    Body(request): Body<NewPrice>,
) -> Answer<ServiceView> {
    Ok(Json(service::set_price(&caller.ctx, &state.services, &request).await?))
}
