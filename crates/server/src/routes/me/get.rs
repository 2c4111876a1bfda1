//! `GET /me`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, MeView};

use crate::caller::Employee;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows a member whether they are archived, by which notices, and what they decided.
#[utoipa::path(get, path = "/me", operation_id = "get_me", tag = "me", security(("member_session" = [])),
    responses((status = 200, description = "The member's own page", body = MeView)))]
pub async fn get(State(state): State<AppState>, member: Employee) -> Answer<MeView> {
    Ok(Json(notice::me(&member.ctx, &state.services).await?))
}
