//! `GET /parties/{id}/messages`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::messages::{self, Timeline};
use huicun_app::view::MessagePage;
use huicun_domain::ids::PartyId;

use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Answer;
use crate::routes::stretch::{Asked, Parameters};
use crate::state::AppState;

/// Reads a stretch of all conversations that a party took part in, as one, the oldest message first.
#[utoipa::path(get, path = "/parties/{id}/messages", operation_id = "list_party_messages", tag = "directory",
    params(("id" = String, Path, description = "The party's id"), Parameters),
    responses((status = 200, description = "A stretch of the messages", body = MessagePage)))]
pub async fn messages(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PartyId>,
    Query(parameters): Query<Parameters>,
) -> Answer<MessagePage> {
    let Asked { stretch, kinds, limit } = parameters.asked()?;
    let timeline = Timeline::Party(id);
    Ok(Json(messages::page(&caller.ctx, &state.services, timeline, kinds, &stretch, limit).await?))
}
