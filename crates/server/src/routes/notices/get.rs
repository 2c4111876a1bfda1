//! `GET /notices/{id}`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, NoticeView};
use huicun_domain::ids::NoticeId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows a notice with all its versions and deliveries.
#[utoipa::path(get, path = "/notices/{id}", operation_id = "get_notice", tag = "notices",
    params(("id" = NoticeId, Path, description = "The notice's id")),
    responses((status = 200, description = "The notice", body = NoticeView)))]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<NoticeId>,
) -> Answer<NoticeView> {
    Ok(Json(notice::get(&caller.ctx, &state.services, id).await?))
}
