//! `POST /files/{seq}/{slot}/link`

use axum::Json;
use axum::extract::State;
use huicun_app::media::{self, FileLink};
use huicun_domain::ids::Seq;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Makes a link to a file of a message; each is audited.
#[utoipa::path(post, path = "/files/{seq}/{slot}/link", operation_id = "link_file", tag = "messages",
    params(("seq" = Seq, Path, description = "The message's number"),
           ("slot" = u32, Path, description = "The file's number within the message")),
    responses((status = 200, description = "The link", body = FileLink)))]
pub async fn link(
    State(state): State<AppState>,
    caller: Caller,
    Path((seq, slot)): Path<(Seq, u32)>,
) -> Answer<FileLink> {
    Ok(Json(media::link(&caller.ctx, &state.services, seq, slot).await?))
}
