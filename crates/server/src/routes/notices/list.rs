//! `GET /notices`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, NoticeSummary};
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// All notices.
#[derive(Serialize, ToSchema)]
pub struct NoticeList {
    /// The notices, the oldest first.
    items: Vec<NoticeSummary>,
}

/// Lists notices with the figures of their newest published version.
#[utoipa::path(get, path = "/notices", operation_id = "list_notices", tag = "notices",
    responses((status = 200, description = "The notices", body = NoticeList)))]
pub async fn list(State(state): State<AppState>, caller: Caller) -> Answer<NoticeList> {
    Ok(Json(NoticeList { items: notice::list(&caller.ctx, &state.services).await? }))
}
