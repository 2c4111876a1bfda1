//! `GET /conversations/{id}/stays`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::StayPage;
use huicun_app::browse::seats;
use huicun_domain::ids::ConversationId;

use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Answer;
use crate::routes::directory::PageParams;
use crate::state::AppState;

/// Lists everybody who ever sat in a room: who sits there still, then who left.
#[utoipa::path(get, path = "/conversations/{id}/stays", operation_id = "list_conversation_stays",
    tag = "conversations", params(("id" = ConversationId, Path, description = "The conversation's id"), PageParams),
    responses((status = 200, description = "The last stay of each", body = StayPage)))]
pub async fn stays(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(page): Query<PageParams>,
) -> Answer<StayPage> {
    let PageParams { after, limit } = page;
    Ok(Json(seats::last_seats(&caller.ctx, &state.services, id, after.as_deref(), limit).await?))
}
