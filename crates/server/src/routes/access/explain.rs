//! `GET /conversations/{id}/access`

use axum::Json;
use axum::extract::State;
use huicun_app::access::{self, AccessAnswer, AccessQuestion};
use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, OperatorId};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::Answer;
use crate::state::AppState;

/// Who, when and by what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Which operator; all of them where absent.
    operator: Option<OperatorId>,
    /// The moment, in milliseconds since 1970; now where absent.
    at: Option<Millis>,
    /// By which permission; reading where absent.
    #[param(inline)]
    permission: Option<Permission>,
}

/// Tells who sees a conversation at a moment, and why.
#[utoipa::path(get, path = "/conversations/{id}/access", operation_id = "explain_access", tag = "access",
    params(("id" = ConversationId, Path, description = "The conversation's id"), Parameters),
    responses((status = 200, description = "Who sees it, and why", body = AccessAnswer)))]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Path(conversation): Path<ConversationId>,
    Query(parameters): Query<Parameters>,
) -> Answer<AccessAnswer> {
    let Parameters { operator, at, permission } = parameters;
    let permission = permission.unwrap_or(Permission::ViewConversation);
    let asked = AccessQuestion { conversation, operator, at, permission };
    Ok(Json(access::explain(&caller.ctx, &state.services, &asked).await?))
}
