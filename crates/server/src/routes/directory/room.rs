//! `GET /directory/rooms/{id}`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::{self, DirectoryRoom};
use huicun_domain::ids::RoomId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows a room.
#[utoipa::path(get, path = "/directory/rooms/{id}", operation_id = "get_directory_room", tag = "directory",
    params(("id" = String, Path, description = "The room's id")),
    responses((status = 200, description = "The room", body = DirectoryRoom)))]
pub async fn room(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<RoomId>,
) -> Answer<DirectoryRoom> {
    Ok(Json(directory::room(&caller.ctx, &state.services, &id).await?))
}
