//! `GET /conversations/{id}/seats`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::seats;
use huicun_app::view::RoomSeats;
use huicun_domain::clock::Millis;
use huicun_domain::ids::ConversationId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Answer;
use crate::state::AppState;

/// Of which stretch of time.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// After this moment, in milliseconds since 1970; from the beginning where absent.
    since: Option<Millis>,
    /// Until this moment, itself included; to the end where absent.
    until: Option<Millis>,
}

/// Tells who came into a room and who left it within a stretch of time.
#[utoipa::path(get, path = "/conversations/{id}/seats", operation_id = "get_conversation_seats",
    tag = "conversations", params(("id" = ConversationId, Path, description = "The conversation's id"), Window),
    responses((status = 200, description = "Who came and who went", body = RoomSeats)))]
pub async fn seats(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(window): Query<Window>,
) -> Answer<RoomSeats> {
    Ok(Json(seats::seats(&caller.ctx, &state.services, id, window.since, window.until).await?))
}
