//! `GET /directory/members/{id}`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::{self, DirectoryMemberView};
use huicun_domain::ids::PartyId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows everything about a member; a former id leads to the present one.
#[utoipa::path(get, path = "/directory/members/{id}", operation_id = "get_directory_member", tag = "directory",
    params(("id" = String, Path, description = "The member's id")),
    responses((status = 200, description = "The member", body = DirectoryMemberView)))]
pub async fn member(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PartyId>,
) -> Answer<DirectoryMemberView> {
    Ok(Json(directory::member(&caller.ctx, &state.services, &id).await?))
}
