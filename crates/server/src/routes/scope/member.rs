//! `GET /scope/members/{id}`

use axum::Json;
use axum::extract::State;
use huicun_app::scope::{self, ScopeMemberView};
use huicun_domain::ids::PartyId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Answer;
use crate::state::AppState;

/// Which moment.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The moment, in milliseconds since 1970; now where absent.
    at: Option<i64>,
}

/// Tells whether a member was in scope at a moment, and by which rules.
#[utoipa::path(get, path = "/scope/members/{id}", operation_id = "get_scope_member", tag = "scope",
    params(("id" = String, Path, description = "The member's id, of today or of the past"), Parameters),
    responses((status = 200, description = "What the rules said", body = ScopeMemberView)))]
pub async fn member(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PartyId>,
    Query(parameters): Query<Parameters>,
) -> Answer<ScopeMemberView> {
    Ok(Json(scope::of_member(&caller.ctx, &state.services, &id, parameters.at).await?))
}
