//! `GET /terms/{id}`: what everybody may read.

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, PublicNotice};
use huicun_domain::ids::NoticeId;

use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows the newest published version of a notice to everybody who has its address.
#[utoipa::path(get, path = "/terms/{id}", operation_id = "get_terms", tag = "notices", security(()),
    params(("id" = NoticeId, Path, description = "The notice's id")),
    responses((status = 200, description = "The text", body = PublicNotice)))]
pub async fn public(State(state): State<AppState>, Path(id): Path<NoticeId>) -> Answer<PublicNotice> {
    Ok(Json(notice::public(&state.services, id).await?))
}
