//! `GET /member-questions`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, QuestionView};
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::problem::Answer;
use crate::state::AppState;

/// Questions of members.
#[derive(Serialize, ToSchema)]
pub struct QuestionList {
    /// The questions, those without an answer first.
    pub(super) items: Vec<QuestionView>,
}

/// Lists what members asked.
#[utoipa::path(get, path = "/member-questions", operation_id = "list_questions", tag = "notices",
    responses((status = 200, description = "The questions", body = QuestionList)))]
pub async fn list(State(state): State<AppState>, caller: Caller) -> Answer<QuestionList> {
    Ok(Json(QuestionList { items: notice::list_questions(&caller.ctx, &state.services).await? }))
}
