//! `POST /exports/{id}/cancel`

use axum::Json;
use axum::extract::State;
use huicun_app::export::{self, ExportView};
use huicun_domain::ids::JobId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Stops an export; what it wrote so far is removed, and resuming begins it anew.
#[utoipa::path(post, path = "/exports/{id}/cancel", operation_id = "cancel_export", tag = "exports",
    params(("id" = JobId, Path, description = "The export's id")),
    responses((status = 200, description = "Cancelled", body = ExportView)))]
pub async fn cancel(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<JobId>,
) -> Answer<ExportView> {
    Ok(Json(export::cancel(&caller.ctx, &state.services, id).await?))
}
