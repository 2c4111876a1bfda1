//! `POST /operators/{id}/assignments`, `POST /operators/{id}/preview` and `POST /assignments/{id}/end`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::access::{self, AccessPreview, Change, NewAssignment};
use huicun_domain::access::AssignmentId;
use huicun_domain::ids::OperatorId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// Why something is done that takes something away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyRequest {
    /// The reason; it stays on record.
    pub reason: String,
}

/// A right that was granted.
#[derive(Serialize, ToSchema)]
pub struct Granted {
    /// Its id.
    id: AssignmentId,
}

/// Grants an operator a right; it counts with the next request.
#[utoipa::path(post, path = "/operators/{id}/assignments", operation_id = "grant_right", tag = "access",
    params(("id" = OperatorId, Path, description = "The operator's id")), request_body = NewAssignment,
    responses((status = 201, description = "Granted", body = Granted)))]
pub async fn grant(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<OperatorId>,
    Body(new): Body<NewAssignment>,
) -> Result<(StatusCode, Json<Granted>), Problem> {
    let id = access::grant(&caller.ctx, &state.services, id, &new).await?;
    Ok((StatusCode::CREATED, Json(Granted { id })))
}

/// Tells how much more or less an operator would see if a right ended or were granted; nothing is changed.
#[utoipa::path(post, path = "/operators/{id}/preview", operation_id = "preview_right", tag = "access",
    params(("id" = OperatorId, Path, description = "The operator's id")), request_body = Change,
    responses((status = 200, description = "What would change", body = AccessPreview)))]
pub async fn preview(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<OperatorId>,
    Body(change): Body<Change>,
) -> Answer<AccessPreview> {
    Ok(Json(access::preview(&caller.ctx, &state.services, id, &change).await?))
}

/// Ends a right before its time; it counts no more with the next request, and what runs by it stops.
#[utoipa::path(post, path = "/assignments/{id}/end", operation_id = "end_right", tag = "access",
    params(("id" = AssignmentId, Path, description = "The right's id")), request_body = WhyRequest,
    responses((status = 204, description = "Ended")))]
pub async fn end(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<AssignmentId>,
    Body(why): Body<WhyRequest>,
) -> Result<StatusCode, Problem> {
    access::end(&caller.ctx, &state.services, id, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
