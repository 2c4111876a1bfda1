//! `GET /operators`, `POST /operators`, `PUT /operators/{id}/member` and `POST /operators/{id}/disable`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::access::{self, NewOperatorRequest, OperatorCreated, OperatorsView};
use huicun_domain::ids::{OperatorId, PartyId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::assignments::WhyRequest;
use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// The member that an operator is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OperatorLink {
    /// The member's id.
    member: PartyId,
}

/// Lists all operators with their rights, those that ended too, and who is protected.
#[utoipa::path(get, path = "/operators", operation_id = "list_operators", tag = "access",
    responses((status = 200, description = "Operators and rights", body = OperatorsView)))]
pub async fn list(State(state): State<AppState>, caller: Caller) -> Answer<OperatorsView> {
    Ok(Json(access::list(&caller.ctx, &state.services).await?))
}

/// Creates an operator with a first right; the password is shown in this answer and never again.
#[utoipa::path(post, path = "/operators", operation_id = "create_operator", tag = "access",
    request_body = NewOperatorRequest,
    responses((status = 201, description = "Created", body = OperatorCreated)))]
pub async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Body(new): Body<NewOperatorRequest>,
) -> Result<(StatusCode, Json<OperatorCreated>), Problem> {
    let created = access::create(&caller.ctx, &state.services, &new).await?;
    Ok((StatusCode::CREATED, Json(created)))
}

/// Tells which member an operator is; once told it stays.
#[utoipa::path(put, path = "/operators/{id}/member", operation_id = "link_operator", tag = "access",
    params(("id" = OperatorId, Path, description = "The operator's id")), request_body = OperatorLink,
    responses((status = 204, description = "Linked")))]
pub async fn link(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<OperatorId>,
    Body(body): Body<OperatorLink>,
) -> Result<StatusCode, Problem> {
    access::link(&caller.ctx, &state.services, id, &body.member).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Disables an operator: sessions end at once.
#[utoipa::path(post, path = "/operators/{id}/disable", operation_id = "disable_operator", tag = "access",
    params(("id" = OperatorId, Path, description = "The operator's id")), request_body = WhyRequest,
    responses((status = 204, description = "Disabled")))]
pub async fn disable(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<OperatorId>,
    Body(why): Body<WhyRequest>,
) -> Result<StatusCode, Problem> {
    access::disable(&caller.ctx, &state.services, id, &why.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
