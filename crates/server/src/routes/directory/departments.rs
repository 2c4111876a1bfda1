//! `GET /directory/departments`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::{self, DepartmentTree};

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows all departments, those that are gone too, with how their members stand with the archive.
#[utoipa::path(get, path = "/directory/departments", operation_id = "list_departments", tag = "directory",
    responses((status = 200, description = "The departments", body = DepartmentTree)))]
pub async fn departments(State(state): State<AppState>, caller: Caller) -> Answer<DepartmentTree> {
    Ok(Json(directory::departments(&caller.ctx, &state.services).await?))
}
