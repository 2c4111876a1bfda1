//! `PUT /conversations/{id}/reading`

use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::browse::conversations::{self, ReadingChange};
use huicun_domain::ids::{ConversationId, Seq};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Problem;
use crate::state::AppState;

/// What changes for you alone; what is absent stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadingRequest {
    /// The newest message that you have read; what was read before stays read.
    #[serde(default)]
    read: Option<Seq>,
    /// Whether the conversation is pinned.
    #[serde(default)]
    pinned: Option<bool>,
}

/// Notes what you have read of a conversation, and whether it is pinned for you.
#[utoipa::path(put, path = "/conversations/{id}/reading", operation_id = "set_reading", tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation's id")),
    request_body = ReadingRequest,
    responses((status = 204, description = "It is noted")))]
pub async fn reading(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Body(body): Body<ReadingRequest>,
) -> Result<StatusCode, Problem> {
    let change = ReadingChange { read: body.read, pinned: body.pinned };
    conversations::note(&caller.ctx, &state.services, id, change).await?;
    Ok(StatusCode::NO_CONTENT)
}
