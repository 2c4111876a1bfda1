//! `GET /customer-consents/history`

use axum::Json;
use axum::extract::State;
use huicun_app::notice::{self, CustomerStates};
use huicun_domain::ids::PartyId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Answer;
use crate::state::AppState;

/// Whose history.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// `pair` or `room`.
    side: String,
    /// The member's id, or the room's.
    owner: String,
    /// The customer's id.
    customer: String,
}

/// Lists everything that a customer said to a member or in a room.
#[utoipa::path(get, path = "/customer-consents/history", operation_id = "get_customer_consent", tag = "consents",
    params(Params),
    responses((status = 200, description = "The history", body = CustomerStates)))]
pub async fn history(
    State(state): State<AppState>,
    caller: Caller,
    Query(Params { side, owner, customer }): Query<Params>,
) -> Answer<CustomerStates> {
    let customer = PartyId::new(customer);
    Ok(Json(notice::history(&caller.ctx, &state.services, &side, &owner, &customer).await?))
}
