//! `GET /directory/members`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::{self, DirectoryMemberPage, MemberQuery};
use huicun_domain::directory::{ArchiveStanding, DepartmentId, TagId};
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
pub struct Params {
    /// Only those who belong to this department.
    #[param(value_type = Option<i64>)]
    department: Option<DepartmentId>,
    /// Whether those of departments below it belong too.
    #[serde(default)]
    #[param(required = false)]
    children: bool,
    /// Only those who carry this tag, by themselves or by a department.
    #[param(value_type = Option<i64>)]
    tag: Option<TagId>,
    /// Only those who stand so with the archive.
    #[param(inline)]
    state: Option<ArchiveStanding>,
    /// A part of the name, of a former one, or of an id.
    #[serde(default)]
    #[param(required = false)]
    q: String,
    /// Where the page continues: `next` of the page before.
    after: Option<String>,
    /// How many to return, 50 unless told, at most 200.
    limit: Option<usize>,
}

/// Lists members by id, those who left too, with how they stand with the archive.
#[utoipa::path(get, path = "/directory/members", operation_id = "list_directory_members", tag = "directory", params(Params),
    responses((status = 200, description = "One page of members", body = DirectoryMemberPage)))]
pub async fn members(
    State(state): State<AppState>,
    caller: Caller,
    Query(params): Query<Params>,
) -> Answer<DirectoryMemberPage> {
    let Params { department, children, tag, state: standing, q, after, limit } = params;
    let query = MemberQuery { department, children, tag, standing, q, after, limit };
    Ok(Json(directory::members(&caller.ctx, &state.services, &query).await?))
}
