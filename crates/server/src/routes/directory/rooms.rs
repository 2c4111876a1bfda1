//! `GET /directory/rooms`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::{self, DirectoryRoomPage, RoomQuery};
use huicun_domain::ids::PartyId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Answer;
use crate::state::AppState;

/// Which rooms.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Only those in which this party sits or sat.
    #[param(value_type = Option<String>)]
    party: Option<PartyId>,
    /// Only those with somebody outside, or only those without.
    external: Option<bool>,
    /// A part of the name or of the id.
    #[serde(default)]
    #[param(required = false)]
    q: String,
    /// Where the page continues: `next` of the page before.
    after: Option<String>,
    /// How many to return, 50 unless told, at most 200.
    limit: Option<usize>,
}

/// Lists rooms by id, with who owns them, how many sit there, and how much is said in them.
#[utoipa::path(get, path = "/directory/rooms", operation_id = "list_directory_rooms", tag = "directory", params(Params),
    responses((status = 200, description = "One page of rooms", body = DirectoryRoomPage)))]
pub async fn rooms(
    State(state): State<AppState>,
    caller: Caller,
    Query(params): Query<Params>,
) -> Answer<DirectoryRoomPage> {
    let Params { party, external, q, after, limit } = params;
    let query = RoomQuery { party, external, q, after, limit };
    Ok(Json(directory::rooms(&caller.ctx, &state.services, &query).await?))
}
