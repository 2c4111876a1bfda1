//! `POST /notices/{id}/publish`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, NoticeView};
use huicun_domain::ids::NoticeId;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Answer;
use crate::state::AppState;

/// Which text is published.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    /// The SHA-256 of the draft that was read: another draft is not published.
    sha256: String,
}

/// Publishes the draft. From then on that version never changes.
#[utoipa::path(post, path = "/notices/{id}/publish", operation_id = "publish_notice", tag = "notices",
    params(("id" = NoticeId, Path, description = "The notice's id")),
    request_body = Publication,
    responses((status = 200, description = "The notice", body = NoticeView)))]
pub async fn publish(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<NoticeId>,
    Body(body): Body<Publication>,
) -> Answer<NoticeView> {
    Ok(Json(notice::publish(&caller.ctx, &state.services, id, &body.sha256).await?))
}
