//! `POST /member-questions/{id}/answer`

use axum::Json;
use axum::extract::State;
use huicun_app::notice;
use huicun_domain::ids::QuestionId;
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::QuestionList;
use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Answer;
use crate::state::AppState;

/// An answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionAnswer {
    /// The text, at most 2,000 characters.
    text: String,
}

/// Answers a question, once.
#[utoipa::path(post, path = "/member-questions/{id}/answer", operation_id = "answer_question", tag = "notices",
    params(("id" = QuestionId, Path, description = "The question's id")),
    request_body = QuestionAnswer,
    responses((status = 200, description = "The questions", body = QuestionList)))]
pub async fn answer(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<QuestionId>,
    Body(body): Body<QuestionAnswer>,
) -> Answer<QuestionList> {
    let items = notice::answer_question(&caller.ctx, &state.services, id, &body.text).await?;
    Ok(Json(QuestionList { items }))
}
