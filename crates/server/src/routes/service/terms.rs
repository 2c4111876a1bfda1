//! `GET` and `POST /service/terms`

use axum::Json;
use axum::extract::State;
use huicun_app::service::{self, AcceptTerms, ServiceView, TermsText};

use crate::caller::{Caller, Speaks};
use crate::extract::Body;
use crate::problem::Answer;
use crate::state::AppState;

/// Gives the terms in force.
#[utoipa::path(get, path = "/service/terms", operation_id = "get_service_terms", tag = "service",
    responses((status = 200, description = "The terms", body = TermsText)))]
pub async fn get(caller: Caller, Speaks(language): Speaks) -> Answer<TermsText> {
    Ok(Json(service::terms_text(&caller.ctx, language)?))
}

/// Accepts the terms in force.
#[utoipa::path(post, path = "/service/terms", operation_id = "accept_terms", tag = "service",
    request_body = AcceptTerms,
    responses((status = 200, description = "Accepted", body = ServiceView)))]
pub async fn accept(
    State(state): State<AppState>,
    caller: Caller,
    Body(request): Body<AcceptTerms>,
) -> Answer<ServiceView> {
    Ok(Json(service::accept_terms(&caller.ctx, &state.services, &request).await?))
}
