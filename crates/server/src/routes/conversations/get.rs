//! `GET /conversations/{id}`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::conversations;
use huicun_app::view::ConversationView;
use huicun_domain::ids::ConversationId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows a conversation and everybody who took part.
#[utoipa::path(get, path = "/conversations/{id}", operation_id = "get_conversation", tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation's id")),
    responses((status = 200, description = "The conversation", body = ConversationView)))]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ConversationId>,
) -> Answer<ConversationView> {
    Ok(Json(conversations::get(&caller.ctx, &state.services, id).await?))
}
