//! `PUT /service/settings`

use axum::Json;
use axum::extract::State;
use huicun_app::service::{self, ServiceView};
use huicun_domain::service::ServiceSettings;

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// Changes how this installation sells.
#[utoipa::path(put, path = "/service/settings", operation_id = "set_service_settings", tag = "service",
    request_body = ServiceSettings,
    responses((status = 200, description = "Changed", body = ServiceView)))]
pub async fn set(
    State(state): State<AppState>,
    caller: Caller,
    Body(settings): Body<ServiceSettings>,
) -> Answer<ServiceView> {
    Ok(Json(service::set_settings(&caller.ctx, &state.services, &settings).await?))
}
