//! `GET /files/{seq}/{slot}/texts`

use axum::Json;
use axum::extract::State;
use huicun_app::media;
use huicun_app::view::FileTextsView;
use huicun_domain::ids::Seq;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows the texts that were drawn from a file of a message; each reading is audited.
#[utoipa::path(get, path = "/files/{seq}/{slot}/texts", operation_id = "get_file_texts", tag = "messages",
    params(("seq" = Seq, Path, description = "The message's number"),
           ("slot" = u32, Path, description = "The file's number within the message")),
    responses((status = 200, description = "Its texts, in the order of drawing", body = FileTextsView)))]
pub async fn texts(
    State(state): State<AppState>,
    caller: Caller,
    Path((seq, slot)): Path<(Seq, u32)>,
) -> Answer<FileTextsView> {
    Ok(Json(media::texts(&caller.ctx, &state.services, seq, slot).await?))
}
