//! `GET /messages/{seq}`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::messages;
use huicun_app::view::MessageView;
use huicun_domain::ids::Seq;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows a message.
#[utoipa::path(get, path = "/messages/{seq}", operation_id = "get_message", tag = "messages",
    params(("seq" = Seq, Path, description = "WeCom's number of the message")),
    responses((status = 200, description = "The message", body = MessageView)))]
pub async fn get(State(state): State<AppState>, caller: Caller, Path(seq): Path<Seq>) -> Answer<MessageView> {
    Ok(Json(messages::get(&caller.ctx, &state.services, seq).await?))
}
