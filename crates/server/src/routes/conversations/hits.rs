//! `POST /conversations/{id}/hits`

use axum::Json;
use axum::extract::State;
use huicun_app::search::hits_in_conversation;
use huicun_app::view::ConversationHits;
use huicun_domain::ids::ConversationId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Answer;
use crate::state::AppState;

/// What is searched for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HitsRequest {
    /// The query, written as for a search.
    q: String,
    /// Whether width, case and script do not matter.
    #[serde(default = "folded")]
    #[schema(default = true)]
    fold: bool,
}

fn folded() -> bool {
    true
}

/// Lists where a conversation contains what is searched for, for stepping from one hit to the next.
#[utoipa::path(post, path = "/conversations/{id}/hits", operation_id = "list_hits", tag = "conversations",
    params(("id" = ConversationId, Path, description = "The conversation's id")),
    request_body = HitsRequest,
    responses((status = 200, description = "Where it is", body = ConversationHits)))]
pub async fn hits(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Body(body): Body<HitsRequest>,
) -> Answer<ConversationHits> {
    let (total, seqs) = hits_in_conversation(&caller.ctx, &state.services, id, &body.q, body.fold).await?;
    Ok(Json(ConversationHits { total, seqs }))
}
