//! `GET /setup`

use axum::Json;
use axum::extract::State;
use huicun_app::auth;
use serde::Serialize;
use utoipa::ToSchema;

use crate::problem::Answer;
use crate::state::AppState;

/// Whether the archive still lacks its first operator.
#[derive(Serialize, ToSchema)]
pub struct SetupView {
    /// Whether the one-time link is to be used.
    needed: bool,
}

/// Tells whether the first operator is still to be created.
#[utoipa::path(get, path = "/setup", operation_id = "get_setup", tag = "setup", security(()),
    responses((status = 200, description = "Whether set-up is needed", body = SetupView)))]
pub async fn get(State(state): State<AppState>) -> Answer<SetupView> {
    Ok(Json(SetupView { needed: auth::setup_needed(&state.services).await? }))
}
