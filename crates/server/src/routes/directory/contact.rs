//! `GET /directory/contacts/{id}`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::{self, DirectoryContactView};
use huicun_domain::ids::PartyId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows everything about an external contact.
#[utoipa::path(get, path = "/directory/contacts/{id}", operation_id = "get_directory_contact", tag = "directory",
    params(("id" = String, Path, description = "The external contact's id")),
    responses((status = 200, description = "The external contact", body = DirectoryContactView)))]
pub async fn contact(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PartyId>,
) -> Answer<DirectoryContactView> {
    Ok(Json(directory::contact(&caller.ctx, &state.services, &id).await?))
}
