//! `GET /scope`

use axum::Json;
use axum::extract::State;
use huicun_app::scope::{self, ScopeView};

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows the scope: every rule with who saved it, and the seats that it takes.
#[utoipa::path(get, path = "/scope", operation_id = "get_scope", tag = "scope",
    responses((status = 200, description = "The scope", body = ScopeView)))]
pub async fn get(State(state): State<AppState>, caller: Caller) -> Answer<ScopeView> {
    Ok(Json(scope::show(&caller.ctx, &state.services).await?))
}
