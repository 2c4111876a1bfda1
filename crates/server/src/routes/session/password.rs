//! `POST /session/password`

use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::auth;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Problem;
use crate::state::AppState;

/// The old password and the new one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The password in use.
    #[schema(format = Password)]
    current: String,
    /// The password from now on, at least 12 characters.
    #[schema(format = Password)]
    new: String,
}

/// Changes the own password and ends the operator's other sessions.
#[utoipa::path(post, path = "/session/password", operation_id = "change_password", tag = "session",
    request_body = PasswordChange,
    responses((status = 204, description = "Changed")))]
pub async fn password(
    State(state): State<AppState>,
    caller: Caller,
    Body(body): Body<PasswordChange>,
) -> Result<StatusCode, Problem> {
    let (services, brake) = (&state.services, &state.brake);
    auth::change_password(&caller.ctx, services, brake, caller.session, &body.current, &body.new).await?;
    Ok(StatusCode::NO_CONTENT)
}
