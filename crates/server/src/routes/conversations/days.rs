//! `GET /conversations/{id}/days`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::messages::{self, Timeline};
use huicun_app::view::ConversationDays;
use huicun_domain::ids::ConversationId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Counts a conversation's messages by day, for jumping to a date.
#[utoipa::path(get, path = "/conversations/{id}/days", operation_id = "get_conversation_days",
    tag = "conversations", params(("id" = ConversationId, Path, description = "The conversation's id")),
    responses((status = 200, description = "The days with messages", body = ConversationDays)))]
pub async fn days(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Answer<ConversationDays> {
    Ok(Json(messages::days(&caller.ctx, &state.services, Timeline::Conversation(id)).await?))
}
