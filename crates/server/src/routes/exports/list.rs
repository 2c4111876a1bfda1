//! `GET /exports`

use axum::Json;
use axum::extract::State;
use huicun_app::export::{self, ExportView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// The exports that the operator may see.
#[derive(Serialize, ToSchema)]
pub struct ExportList {
    /// The exports, the newest first.
    items: Vec<ExportView>,
}

/// Lists exports, the newest first.
#[utoipa::path(get, path = "/exports", operation_id = "list_exports", tag = "exports",
    responses((status = 200, description = "The exports", body = ExportList)))]
pub async fn list(State(state): State<AppState>, caller: Caller) -> Answer<ExportList> {
    Ok(Json(ExportList { items: export::list(&caller.ctx, &state.services).await? }))
}
