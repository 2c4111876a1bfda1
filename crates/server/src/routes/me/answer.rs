//! `POST /me/answers`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, MeAnswer, MeView};

use crate::caller::Employee;
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// Confirms or declines a notice, or takes an agreement back.
#[utoipa::path(post, path = "/me/answers", operation_id = "answer_notice", tag = "me",
    security(("member_session" = [])),
    request_body = MeAnswer,
    responses((status = 200, description = "The member's own page", body = MeView)))]
pub async fn answer(
    State(state): State<AppState>,
    member: Employee,
    Body(answer): Body<MeAnswer>,
) -> Answer<MeView> {
    Ok(Json(notice::answer_own(&member.ctx, &state.services, member.how, &answer).await?))
}
