//! `GET /conversations`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::conversations::{self, ConversationQuery};
use huicun_app::view::ConversationPage;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::PartyId;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::Query;
use crate::problem::Answer;
use crate::state::AppState;

/// Which conversations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Whose; everybody's where absent.
    party: Option<PartyId>,
    /// Rooms or direct chats; both where absent.
    kind: Option<ConversationKind>,
    /// A part of the room's name or of a party's name.
    q: Option<String>,
    /// Only those that you have pinned.
    #[serde(default)]
    pinned: bool,
    /// Where the page continues: `next` of the page before.
    after: Option<String>,
    /// How many to return, 50 unless told, at most 200.
    limit: Option<usize>,
}

/// Lists conversations, the last active first.
#[utoipa::path(get, path = "/conversations", operation_id = "list_conversations", tag = "conversations",
    params(Parameters),
    responses((status = 200, description = "One page of conversations", body = ConversationPage)))]
pub async fn list(
    State(state): State<AppState>,
    caller: Caller,
    Query(parameters): Query<Parameters>,
) -> Answer<ConversationPage> {
    let Parameters { party, kind, q, pinned, after, limit } = parameters;
    let query = ConversationQuery { party, kind, q: q.unwrap_or_default(), pinned, after, limit };
    Ok(Json(conversations::list(&caller.ctx, &state.services, &query).await?))
}
