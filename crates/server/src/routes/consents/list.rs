//! `GET /customer-consents`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, CustomerConsentPage, CustomerQuery};
use huicun_domain::notice::consent::CustomerConsent;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Answer;
use crate::state::AppState;

/// Which consents are listed.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Only those that are so now.
    #[param(inline)]
    state: Option<CustomerConsent>,
    /// `pair` or `room`.
    side: Option<String>,
    /// A part of an id or a name.
    #[serde(default)]
    #[param(required = false)]
    q: String,
    /// The `next` of the page before.
    after: Option<String>,
    /// How many, at most 200.
    limit: Option<usize>,
}

/// Lists what customers said last, to members and in rooms.
#[utoipa::path(get, path = "/customer-consents", operation_id = "list_customer_consents", tag = "consents",
    params(Params),
    responses((status = 200, description = "The consents", body = CustomerConsentPage)))]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(params): Query<Params>,
) -> Answer<CustomerConsentPage> {
    let Params { state: said, side, q, after, limit } = params;
    let query = CustomerQuery { state: said, side, q, after, limit };
    Ok(Json(notice::list_customers(&caller.ctx, &state.services, &query).await?))
}
