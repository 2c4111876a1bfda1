//! `GET /parties/{id}`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::parties;
use huicun_app::view::PartyView;
use huicun_domain::ids::PartyId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows a party.
#[utoipa::path(get, path = "/parties/{id}", operation_id = "get_party", tag = "directory",
    params(("id" = String, Path, description = "The party's id")),
    responses((status = 200, description = "The party", body = PartyView)))]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PartyId>,
) -> Answer<PartyView> {
    Ok(Json(parties::get(&caller.ctx, &state.services, &id).await?))
}
