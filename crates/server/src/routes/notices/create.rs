//! `POST /notices`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::notice::{self, NewNotice, NoticeView};

use crate::caller::Caller;
use crate::extract::Body;
use crate::problem::Problem;
use crate::state::AppState;

/// Begins a notice.
#[utoipa::path(post, path = "/notices", operation_id = "create_notice", tag = "notices",
    request_body = NewNotice,
    responses((status = 201, description = "Begun", body = NoticeView)))]
pub async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Body(new): Body<NewNotice>,
) -> Result<(StatusCode, Json<NoticeView>), Problem> {
    Ok((StatusCode::CREATED, Json(notice::create(&caller.ctx, &state.services, &new).await?)))
}
