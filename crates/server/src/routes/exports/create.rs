//! `POST /exports`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::export::{self, ExportRequest, ExportView};

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Problem;
use crate::state::AppState;

/// Starts an export: a job that goes on after this answer.
#[utoipa::path(post, path = "/exports", operation_id = "create_export", tag = "exports",
    request_body = ExportRequest,
    responses((status = 202, description = "Started", body = ExportView)))]
pub async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Body(request): Body<ExportRequest>,
) -> Result<(StatusCode, Json<ExportView>), Problem> {
    let export = export::create(&caller.ctx, &state.services, request).await?;
    Ok((StatusCode::ACCEPTED, Json(export)))
}
