//! `GET` and `PUT /refusal-rule`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::notice;
use huicun_domain::notice::refusal::RefusalRule;

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// Tells what a refusal does, and what archiving rests on.
#[utoipa::path(get, path = "/refusal-rule", operation_id = "get_refusal_rule", tag = "notices",
    responses((status = 200, description = "The rule", body = RefusalRule)))]
pub async fn get(State(state): State<AppState>, caller: Caller) -> Answer<RefusalRule> {
    Ok(Json(notice::refusal_rule(&caller.ctx, &state.services).await?))
}

/// Sets what a refusal does.
#[utoipa::path(put, path = "/refusal-rule", operation_id = "set_refusal_rule", tag = "notices",
    request_body = RefusalRule,
    responses((status = 204, description = "Set")))]
pub async fn put(
    State(state): State<AppState>,
    caller: Caller,
    Body(rule): Body<RefusalRule>,
) -> Result<StatusCode, Problem> {
    notice::set_refusal_rule(&caller.ctx, &state.services, &rule).await?;
    Ok(StatusCode::NO_CONTENT)
}
