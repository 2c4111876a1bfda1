//! `GET /parties/{id}/days`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::messages::{self, Timeline};
use huicun_app::view::ConversationDays;
use huicun_domain::ids::PartyId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Counts by day the messages of all conversations that a party took part in.
#[utoipa::path(get, path = "/parties/{id}/days", operation_id = "get_party_days", tag = "directory",
    params(("id" = String, Path, description = "The party's id")),
    responses((status = 200, description = "The days with messages", body = ConversationDays)))]
pub async fn days(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PartyId>,
) -> Answer<ConversationDays> {
    let timeline = Timeline::Party(id);
    Ok(Json(messages::days(&caller.ctx, &state.services, timeline).await?))
}
