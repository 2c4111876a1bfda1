//! `GET /conversations/{id}/messages`

use axum::Json;
use axum::extract::State;
use huicun_app::browse::messages::{self, Edge, Stretch};
use huicun_app::view::MessagePage;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{ConversationId, Seq};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::Caller;
use crate::extract::{Path, Query};
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// Which stretch: at most one of the first five is told, `edge=last` where none is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The beginning or the end.
    edge: Option<Edge>,
    /// What comes before: `before` of a page.
    before: Option<String>,
    /// What comes after: `after` of a page.
    after: Option<String>,
    /// What surrounds a message.
    around: Option<Seq>,
    /// What surrounds a moment, in milliseconds since 1970.
    at: Option<Millis>,
    /// How many to return, 60 unless told, at most 200.
    limit: Option<usize>,
}

impl Parameters {
    fn stretch(self) -> Result<Stretch, Problem> {
        let told = [
            self.edge.map(Stretch::Edge),
            self.before.map(Stretch::Before),
            self.after.map(Stretch::After),
            self.around.map(Stretch::Around),
            self.at.map(Stretch::At),
        ];
        let mut told = told.into_iter().flatten();
        match (told.next(), told.next()) {
            (None, _) => Ok(Stretch::Edge(Edge::Last)),
            (Some(stretch), None) => Ok(stretch),
            (Some(_), Some(_)) => {
                Err(Problem::new(ProblemCode::BadRequest).with_detail("edge | before | after | around | at"))
            }
        }
    }
}

/// Reads a stretch of a conversation, the oldest message first.
#[utoipa::path(get, path = "/conversations/{id}/messages", operation_id = "list_messages",
    tag = "conversations", params(("id" = ConversationId, Path, description = "The conversation's id"), Parameters),
    responses((status = 200, description = "A stretch of the conversation", body = MessagePage)))]
pub async fn messages(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<ConversationId>,
    Query(parameters): Query<Parameters>,
) -> Answer<MessagePage> {
    let limit = parameters.limit;
    let stretch = parameters.stretch()?;
    Ok(Json(messages::page(&caller.ctx, &state.services, id, &stretch, limit).await?))
}
