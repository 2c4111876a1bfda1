//! `DELETE /session`

use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use huicun_app::auth;

use crate::caller::Caller;
use crate::cookie;
use crate::problem::Problem;
use crate::state::AppState;

/// Signs out: the session ends here, whatever becomes of its cookie.
#[utoipa::path(delete, path = "/session", operation_id = "sign_out", tag = "session",
    responses((status = 204, description = "Signed out")))]
pub async fn delete(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<(StatusCode, CookieJar), Problem> {
    auth::sign_out(&caller.ctx, &state.services, caller.session).await?;
    Ok((StatusCode::NO_CONTENT, cookie::forget(state.https)))
}
