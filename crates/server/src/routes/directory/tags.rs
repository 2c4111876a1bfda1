//! `GET /directory/tags`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::{self, DirectoryTagList};

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows all tags, those that are gone too, with how those who carry them stand with the archive.
#[utoipa::path(get, path = "/directory/tags", operation_id = "list_directory_tags", tag = "directory",
    responses((status = 200, description = "The tags", body = DirectoryTagList)))]
pub async fn tags(State(state): State<AppState>, caller: Caller) -> Answer<DirectoryTagList> {
    Ok(Json(directory::tags(&caller.ctx, &state.services).await?))
}
