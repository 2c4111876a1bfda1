//! `POST /notice-deliveries/{id}/resume`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, NoticeView};
use huicun_domain::ids::JobId;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Goes on with a delivery that stopped; what was sent is not sent again.
#[utoipa::path(post, path = "/notice-deliveries/{id}/resume", operation_id = "resume_delivery", tag = "notices",
    params(("id" = JobId, Path, description = "The delivery's id")),
    responses((status = 200, description = "The notice", body = NoticeView)))]
pub async fn resume(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<JobId>,
) -> Answer<NoticeView> {
    Ok(Json(notice::resume(&caller.ctx, &state.services, id).await?))
}
