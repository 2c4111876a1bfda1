//! `GET /directory/rooms/{id}/seats`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::{self, StayPage};
use huicun_domain::ids::RoomId;

use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Answer;
use crate::routes::directory::PageParams;
use crate::state::AppState;

/// Lists who sits in a room, and who sat there.
#[utoipa::path(get, path = "/directory/rooms/{id}/seats", operation_id = "list_room_seats", tag = "directory",
    params(("id" = String, Path, description = "The room's id"), PageParams),
    responses((status = 200, description = "The last stay of each", body = StayPage)))]
pub async fn room_seats(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<RoomId>,
    Query(page): Query<PageParams>,
) -> Answer<StayPage> {
    let PageParams { after, limit } = page;
    Ok(Json(directory::room_stays(&caller.ctx, &state.services, &id, after.as_deref(), limit).await?))
}
