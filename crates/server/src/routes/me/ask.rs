//! `POST /me/questions`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, MeView};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::Employee;
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// A question.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeQuestion {
    /// The text, at most 1,000 characters.
    text: String,
}

/// Asks a question; it is answered on this page.
#[utoipa::path(post, path = "/me/questions", operation_id = "ask_question", tag = "me",
    security(("member_session" = [])),
    request_body = MeQuestion,
    responses((status = 200, description = "The member's own page", body = MeView)))]
pub async fn ask(
    State(state): State<AppState>,
    member: Employee,
    Body(body): Body<MeQuestion>,
) -> Answer<MeView> {
    Ok(Json(notice::ask(&member.ctx, &state.services, &state.brake, &body.text).await?))
}
