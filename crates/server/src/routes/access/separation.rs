//! `PUT /separation`

use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::access;
use huicun_domain::access::Separation;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Problem;
use crate::state::AppState;

/// Whether duties are separated.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeparationChoice {
    /// Whether they are.
    separation: Separation,
}

/// Changes whether duties are separated among persons.
#[utoipa::path(put, path = "/separation", operation_id = "separate_duties", tag = "access",
    request_body = SeparationChoice,
    responses((status = 204, description = "Changed")))]
pub async fn put(
    State(state): State<AppState>,
    caller: Caller,
    Body(choice): Body<SeparationChoice>,
) -> Result<StatusCode, Problem> {
    access::separate(&caller.ctx, &state.services, choice.separation).await?;
    Ok(StatusCode::NO_CONTENT)
}
