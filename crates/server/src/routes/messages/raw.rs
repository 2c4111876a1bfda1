//! `GET /messages/{seq}/raw`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::messages;
use huicun_app::view::PlaintextView;
use huicun_domain::ids::Seq;

use crate::caller::Caller;
use crate::extract::Path;
use crate::problem::Answer;
use crate::state::AppState;

/// Shows a message as WeCom's library decrypted it.
#[utoipa::path(get, path = "/messages/{seq}/raw", operation_id = "get_message_raw", tag = "messages",
    params(("seq" = Seq, Path, description = "WeCom's number of the message")),
    responses((status = 200, description = "Its exact plaintext", body = PlaintextView)))]
pub async fn raw(
    State(state): State<AppState>,
    caller: Caller,
    Path(seq): Path<Seq>,
) -> Answer<PlaintextView> {
    Ok(Json(messages::raw(&caller.ctx, &state.services, seq).await?))
}
