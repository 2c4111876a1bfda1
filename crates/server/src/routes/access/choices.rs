//! `GET /access/choices`, `GET /access/choices/parties` and `GET /access/choices/rooms`

use axum::Json;
use axum::extract::State;
use huicun_app::access::{self, RoomChoices};
use huicun_app::scope::{ScopeCandidates, ScopeChoices};
use huicun_domain::ids::PartyKind;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Answer;
use crate::state::AppState;

/// Which parties.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PartyParameters {
    /// Of which kind.
    #[param(inline)]
    kind: PartyKind,
    /// A part of the name or of the id; everybody where absent.
    q: Option<String>,
}

/// Which rooms.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct RoomParameters {
    /// A part of the name or of the id; all of them where absent.
    q: Option<String>,
}

/// Lists the departments and tags that a data scope may name.
#[utoipa::path(get, path = "/access/choices", operation_id = "get_access_choices", tag = "access",
    responses((status = 200, description = "Departments and tags", body = ScopeChoices)))]
pub async fn choices(State(state): State<AppState>, caller: Caller) -> Answer<ScopeChoices> {
    Ok(Json(access::choices(&caller.ctx, &state.services).await?))
}

/// Finds members or external contacts that a data scope may name, the last active first.
#[utoipa::path(get, path = "/access/choices/parties", operation_id = "find_access_parties", tag = "access",
    params(PartyParameters),
    responses((status = 200, description = "The first twenty", body = ScopeCandidates)))]
pub async fn parties(
    State(state): State<AppState>,
    caller: Caller,
    Query(parameters): Query<PartyParameters>,
) -> Answer<ScopeCandidates> {
    let text = parameters.q.unwrap_or_default();
    Ok(Json(access::parties(&caller.ctx, &state.services, parameters.kind, &text).await?))
}

/// Finds rooms that a data scope may name, by id.
#[utoipa::path(get, path = "/access/choices/rooms", operation_id = "find_access_rooms", tag = "access",
    params(RoomParameters),
    responses((status = 200, description = "The first twenty", body = RoomChoices)))]
pub async fn rooms(
    State(state): State<AppState>,
    caller: Caller,
    Query(parameters): Query<RoomParameters>,
) -> Answer<RoomChoices> {
    let text = parameters.q.unwrap_or_default();
    Ok(Json(access::rooms(&caller.ctx, &state.services, &text).await?))
}
