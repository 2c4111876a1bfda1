//! `PUT /protected-members/{id}` and `DELETE /protected-members/{id}`

use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::access;
use huicun_domain::ids::PartyId;

use super::assignments::WhyRequest;
use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Problem;
use crate::state::AppState;

/// Protects a member: their conversations are seen only where a data scope names them.
#[utoipa::path(put, path = "/protected-members/{id}", operation_id = "protect_member", tag = "access",
    params(("id" = String, Path, description = "The member's id")), request_body = WhyRequest,
    responses((status = 204, description = "Protected")))]
pub async fn put(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PartyId>,
    Body(why): Body<WhyRequest>,
) -> Result<StatusCode, Problem> {
    access::protect(&caller.ctx, &state.services, &id, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Protects a member no more.
#[utoipa::path(delete, path = "/protected-members/{id}", operation_id = "unprotect_member", tag = "access",
    params(("id" = String, Path, description = "The member's id")),
    responses((status = 204, description = "Not protected any more")))]
pub async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<PartyId>,
) -> Result<StatusCode, Problem> {
    access::unprotect(&caller.ctx, &state.services, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
