//! `GET /parties`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::parties::{self, PartyQuery};
use huicun_app::view::PartyPage;
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
pub struct Parameters {
    /// Of which kind; all where absent.
    kind: Option<PartyKind>,
    /// A part of the name or of the id.
    q: Option<String>,
    /// Where the page continues: `next` of the page before.
    after: Option<String>,
    /// How many to return, 50 unless told, at most 200.
    limit: Option<usize>,
}

/// Lists the parties, the last active first.
#[utoipa::path(get, path = "/parties", operation_id = "list_parties", tag = "directory", params(Parameters),
    responses((status = 200, description = "One page of parties", body = PartyPage)))]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Answer<PartyPage> {
    let Parameters { kind, q, after, limit } = parameters;
    let query = PartyQuery { kind, q: q.unwrap_or_default(), after, limit };
    Ok(Json(parties::list(&caller.ctx, &state.services, &query).await?))
}
