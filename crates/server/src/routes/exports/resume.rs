//! `POST /exports/{id}/resume`

use axum::Json;
use axum::extract::State;
use huicun_app::export::{self, ExportView};
use huicun_domain::ids::JobId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Goes on with an export that was cancelled or failed.
#[utoipa::path(post, path = "/exports/{id}/resume", operation_id = "resume_export", tag = "exports",
    params(("id" = JobId, Path, description = "The export's id")),
    responses((status = 200, description = "Queued again", body = ExportView)))]
pub async fn resume(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<JobId>,
) -> Answer<ExportView> {
    Ok(Json(export::resume(&caller.ctx, &state.services, id).await?))
}
