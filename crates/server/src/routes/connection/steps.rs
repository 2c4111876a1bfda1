//! Steps: `/connection/steps/{step}…`

use axum::Json;
use axum::extract::State;
use huicun_app::connect::{self, ConnectionView, StepForm};
use huicun_domain::connection::Step;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Answer;
use crate::state::AppState;

/// Fills in a step; it takes effect at once.
#[utoipa::path(put, path = "/connection/steps/{step}", operation_id = "save_connection_step", tag = "connection",
    params(("step" = Step, Path, description = "Which step")), request_body = StepForm,
    responses((status = 200, description = "Sealed and in effect", body = ConnectionView)))]
pub async fn save(
    State(state): State<AppState>,
    caller: Caller,
    Path(step): Path<Step>,
    Body(form): Body<StepForm>,
) -> Answer<ConnectionView> {
    Ok(Json(connect::save(&caller.ctx, &state.services, step, form).await?))
}

/// Clears a step that is not required.
#[utoipa::path(delete, path = "/connection/steps/{step}", operation_id = "clear_connection_step", tag = "connection",
    params(("step" = Step, Path, description = "Which step")),
    responses((status = 200, description = "Cleared", body = ConnectionView)))]
pub async fn clear(
    State(state): State<AppState>,
    caller: Caller,
    Path(step): Path<Step>,
) -> Answer<ConnectionView> {
    Ok(Json(connect::clear(&caller.ctx, &state.services, step).await?))
}

/// Checks a step against WeCom itself. What is wrong is part of the answer.
#[utoipa::path(post, path = "/connection/steps/{step}/check", operation_id = "check_connection_step",
    tag = "connection", params(("step" = Step, Path, description = "Which step")),
    responses((status = 200, description = "What was found", body = ConnectionView)))]
pub async fn check(
    State(state): State<AppState>,
    caller: Caller,
    Path(step): Path<Step>,
) -> Answer<ConnectionView> {
    Ok(Json(connect::check(&caller.ctx, &state.services, step).await?))
}
