//! `GET /conversations/{id}/seats`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::seats;
use huicun_app::view::RoomSeats;
use huicun_domain::ids::ConversationId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Tells who came into a room and who left it, and when.
#[utoipa::path(get, path = "/conversations/{id}/seats", operation_id = "get_conversation_seats",
    tag = "conversations", params(("id" = ConversationId, Path, description = "The conversation's id")),
    responses((status = 200, description = "Who sat in the room", body = RoomSeats)))]
pub async fn seats(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Answer<RoomSeats> {
    Ok(Json(seats::seats(&caller.ctx, &state.services, id).await?))
}
