//! `POST /notices/{id}/deliveries`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::notice::{self, DeliveryRequest, NoticeView};
use huicun_domain::ids::NoticeId;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Problem;
use crate::state::AppState;

/// Delivers the newest published version, or reminds those who have not answered: a job that goes on after this answer.
#[utoipa::path(post, path = "/notices/{id}/deliveries", operation_id = "deliver_notice", tag = "notices",
    params(("id" = NoticeId, Path, description = "The notice's id")),
    request_body = DeliveryRequest,
    responses((status = 202, description = "Started", body = NoticeView)))]
pub async fn deliver(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<NoticeId>,
    Body(request): Body<DeliveryRequest>,
) -> Result<(StatusCode, Json<NoticeView>), Problem> {
    let view = notice::deliver(&caller.ctx, &state.services, id, &request).await?;
    Ok((StatusCode::ACCEPTED, Json(view)))
}
