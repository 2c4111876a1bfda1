//! `GET /scope/choices` and `GET /scope/choices/members`

use axum::Json;
use axum::extract::State;
use huicun_app::scope::{self, ScopeCandidates, ScopeChoices};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Answer;
use crate::state::AppState;

/// Which members.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// A part of the name or of the id; everybody where absent.
    q: Option<String>,
}

/// Lists the departments and tags that rules may name.
#[utoipa::path(get, path = "/scope/choices", operation_id = "get_scope_choices", tag = "scope",
    responses((status = 200, description = "Departments and tags", body = ScopeChoices)))]
pub async fn choices(State(state): State<AppState>, caller: Caller) -> Answer<ScopeChoices> {
    Ok(Json(scope::choices(&caller.ctx, &state.services).await?))
}

/// Finds members that rules may name, the last active first.
#[utoipa::path(get, path = "/scope/choices/members", operation_id = "find_scope_members", tag = "scope",
    params(Parameters),
    responses((status = 200, description = "The first twenty members", body = ScopeCandidates)))]
pub async fn candidates(
    State(state): State<AppState>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Answer<ScopeCandidates> {
    let text = parameters.q.unwrap_or_default();
    Ok(Json(scope::candidates(&caller.ctx, &state.services, &text).await?))
}
