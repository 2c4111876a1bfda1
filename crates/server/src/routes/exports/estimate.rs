//! `POST /exports/estimate`

use axum::Json;
use axum::extract::State;
use huicun_app::export::{self, ExportEstimate, ExportRequest};

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Problem;
use crate::state::AppState;

/// Counts the files that an export would hold, without starting one.
#[utoipa::path(post, path = "/exports/estimate", operation_id = "estimate_export", tag = "exports",
    request_body = ExportRequest,
    responses((status = 200, description = "How many files there are, and how large", body = ExportEstimate)))]
pub async fn estimate(
    State(state): State<AppState>,
    caller: Caller,
    Body(request): Body<ExportRequest>,
) -> Result<Json<ExportEstimate>, Problem> {
    Ok(Json(export::estimate(&caller.ctx, &state.services, request).await?))
}
