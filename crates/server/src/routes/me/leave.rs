//! `DELETE /me/session`

use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use huicun_app::notice;

use crate::caller::Employee;
use crate::cookie;
use crate::problem::Problem;
use crate::state::AppState;

/// Leaves the employee's page: the session ends here, whatever becomes of its cookie.
#[utoipa::path(delete, path = "/me/session", operation_id = "leave_me", tag = "me",
    security(("member_session" = [])),
    responses((status = 204, description = "Left")))]
pub async fn leave(
    State(state): State<AppState>,
    member: Employee,
) -> Result<(StatusCode, CookieJar), Problem> {
    notice::leave(&member.ctx, &state.services, &member.token).await?;
    Ok((StatusCode::NO_CONTENT, cookie::forget_member(state.https)))
}
