//! `PUT /notices/{id}/draft`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, NoticeView};
use huicun_domain::ids::NoticeId;
use huicun_domain::notice::NoticeText;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Answer;
use crate::state::AppState;

/// Writes the draft of the next version.
#[utoipa::path(put, path = "/notices/{id}/draft", operation_id = "write_notice", tag = "notices",
    params(("id" = NoticeId, Path, description = "The notice's id")),
    request_body = NoticeText,
    responses((status = 200, description = "The notice", body = NoticeView)))]
pub async fn draft(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<NoticeId>,
    Body(text): Body<NoticeText>,
) -> Answer<NoticeView> {
    Ok(Json(notice::save_draft(&caller.ctx, &state.services, id, &text).await?))
}
