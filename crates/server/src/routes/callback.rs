//! `GET` and `POST /wecom/callback`: WeCom says that there are new messages, that the directory changed, that a button was
//! pressed, that a customer agreed.
//!
//! Whoever cannot sign gets one and the same answer, whatever was wrong.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use huicun_app::callback::{Callback, CallbackQuery};
use huicun_domain::code::ProblemCode;

use crate::problem::Problem;
use crate::state::AppState;

type Told = Result<Query<CallbackQuery>, QueryRejection>;

/// Answers WeCom's test of the address.
pub async fn get(State(state): State<AppState>, query: Told) -> Result<String, Problem> {
    let (callback, query) = parts(&state, query)?;
    Ok(callback.echo(&state.services, &query).await?)
}

/// Takes an event.
pub async fn post(
    State(state): State<AppState>,
    query: Told,
    body: Result<Bytes, BytesRejection>,
) -> Result<&'static str, Problem> {
    let (callback, query) = parts(&state, query)?;
    let body = body.map_err(|_| ProblemCode::NotFound)?;
    callback.receive(&state.services, &query, &body).await?;
    Ok("success")
}

fn parts(state: &AppState, query: Told) -> Result<(Arc<Callback>, CallbackQuery), Problem> {
    match (state.services.wecom.callback(), query) {
        (Some(callback), Ok(Query(query))) => Ok((callback, query)),
        _ => Err(ProblemCode::NotFound.into()),
    }
}
