//! `POST /notices/{id}/receipts`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, PaperReceipt};
use huicun_domain::ids::NoticeId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Answer;
use crate::state::AppState;

/// What was put on record.
#[derive(Serialize, ToSchema)]
pub struct PaperRecorded {
    /// How many answers were new.
    added: u64,
}

/// Puts answers on record that were given on paper.
#[utoipa::path(post, path = "/notices/{id}/receipts", operation_id = "record_paper_receipts", tag = "notices",
    params(("id" = NoticeId, Path, description = "The notice's id")),
    request_body = PaperReceipt,
    responses((status = 200, description = "On record", body = PaperRecorded)))]
pub async fn paper(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<NoticeId>,
    Body(paper): Body<PaperReceipt>,
) -> Answer<PaperRecorded> {
    Ok(Json(PaperRecorded { added: notice::record_paper(&caller.ctx, &state.services, id, &paper).await? }))
}
