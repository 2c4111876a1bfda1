//! `GET /notices/{id}/people`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, Group, PeoplePage, PeopleQuery};
use huicun_domain::ids::NoticeId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Answer;
use crate::state::AppState;

/// Which people are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Only these.
    #[param(inline)]
    group: Option<Group>,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<usize>,
}

/// Lists where members stand with the newest published version.
#[utoipa::path(get, path = "/notices/{id}/people", operation_id = "list_notice_people", tag = "notices",
    params(("id" = NoticeId, Path, description = "The notice's id"), Params),
    responses((status = 200, description = "The members", body = PeoplePage)))]
pub async fn people(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<NoticeId>,
    Query(params): Query<Params>,
) -> Answer<PeoplePage> {
    let query = PeopleQuery { group: params.group, after: params.after, limit: params.limit };
    Ok(Json(notice::list_people(&caller.ctx, &state.services, id, &query).await?))
}
