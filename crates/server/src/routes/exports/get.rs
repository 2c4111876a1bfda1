//! `GET /exports/{id}`

use axum::Json;
use axum::extract::State;
use huicun_app::export::{self, ExportView};
use huicun_domain::ids::JobId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows an export and how far it is.
#[utoipa::path(get, path = "/exports/{id}", operation_id = "get_export", tag = "exports",
    params(("id" = JobId, Path, description = "The export's id")),
    responses((status = 200, description = "The export", body = ExportView)))]
pub async fn get(State(state): State<AppState>, caller: Caller, Path(id): Path<JobId>) -> Answer<ExportView> {
    Ok(Json(export::get(&caller.ctx, &state.services, id).await?))
}
