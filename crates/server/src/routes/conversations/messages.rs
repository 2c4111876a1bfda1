//! `GET /conversations/{id}/messages`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::messages::{self, Timeline};
use huicun_app::view::MessagePage;
use huicun_domain::ids::ConversationId;

use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Answer;
use crate::routes::stretch::{Asked, Parameters};
use crate::state::AppState;

/// Reads a stretch of a conversation, the oldest message first.
#[utoipa::path(get, path = "/conversations/{id}/messages", operation_id = "list_messages",
    tag = "conversations", params(("id" = ConversationId, Path, description = "The conversation's id"), Parameters),
    responses((status = 200, description = "A stretch of the conversation", body = MessagePage)))]
pub async fn messages(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(parameters): Query<Parameters>,
) -> Answer<MessagePage> {
    let Asked { stretch, kinds, limit } = parameters.asked()?;
    let timeline = Timeline::Conversation(id);
    Ok(Json(messages::page(&caller.ctx, &state.services, timeline, kinds, &stretch, limit).await?))
}
