//! `GET /directory/contacts`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::directory::{self, ContactQuery, DirectoryContactPage};
use huicun_domain::directory::ContactFilter;
use huicun_domain::ids::PartyId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Answer;
use crate::state::AppState;

/// Which external contacts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Params {
    /// Only those whom this member serves now.
    #[param(value_type = Option<String>)]
    member: Option<PartyId>,
    /// Only these.
    #[param(inline)]
    state: Option<ContactFilter>,
    /// A part of the name, of a former one, of the company or of the id.
    #[serde(default)]
    #[param(required = false)]
    q: String,
    /// Where the page continues: `next` of the page before.
    after: Option<String>,
    /// How many to return, 50 unless told, at most 200.
    limit: Option<usize>,
}

/// Lists external contacts by id, with who serves them and what they said to being archived.
#[utoipa::path(get, path = "/directory/contacts", operation_id = "list_directory_contacts", tag = "directory", params(Params),
    responses((status = 200, description = "One page of external contacts", body = DirectoryContactPage)))]
pub async fn contacts(
    State(state): State<AppState>,
    caller: Caller,
    Query(params): Query<Params>,
) -> Answer<DirectoryContactPage> {
    let Params { member, state: only, q, after, limit } = params;
    let query = ContactQuery { member, only, q, after, limit };
    Ok(Json(directory::contacts(&caller.ctx, &state.services, &query).await?))
}
