//! `DELETE /exports/{id}`

use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::export;
use huicun_domain::ids::JobId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Problem;
use crate::state::AppState;

/// Deletes an export and its file; the archive's own messages are not touched.
#[utoipa::path(delete, path = "/exports/{id}", operation_id = "delete_export", tag = "exports",
    params(("id" = JobId, Path, description = "The export's id")),
    responses((status = 204, description = "Deleted")))]
pub async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<JobId>,
) -> Result<StatusCode, Problem> {
    export::delete(&caller.ctx, &state.services, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
