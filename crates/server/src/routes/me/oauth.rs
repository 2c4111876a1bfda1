//! `GET /me/oauth` and `GET /me/oauth/done`: signing in by WeCom. A browser is led there and back.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::LOCATION;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use huicun_app::notice;
use serde::Deserialize;

use crate::caller::From;
use crate::cookie;
use crate::extract::Query;
use crate::problem::Problem;
use crate::state::AppState;

/// The page of somebody who could not be signed in.
const REFUSED: &str = "/me#refused";

/// Leads a browser to WeCom's page, with a secret that it keeps until it comes back.
pub async fn begin(State(state): State<AppState>) -> Result<Response, Problem> {
    let (url, kept) = notice::begin_oauth(&state.services)?;
    Ok((cookie::keep_state(kept, state.https), see_other(&url)).into_response())
}

/// What WeCom's page sends a browser back with.
#[derive(Deserialize)]
pub struct Back {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

/// Signs a member in who comes back. Whatever does not lead to one leads to one and the same page.
pub async fn done(
    State(state): State<AppState>,
    From(origin): From,
    headers: HeaderMap,
    query: Result<Query<Back>, Problem>,
) -> Response {
    let kept = cookie::state(&headers, state.https);
    let (services, forget) = (&state.services, cookie::forget_state(state.https));
    let Ok(Query(back)) = query else { return (forget, see_other(REFUSED)).into_response() };
    let answer = (back.code.as_str(), back.state.as_str());
    match notice::finish_oauth(services, &state.brake, origin, answer, kept.as_deref()).await {
        Ok(entered) => {
            let jar = cookie::keep_member(entered.token.expose().to_owned(), state.https);
            (forget, jar, see_other("/me")).into_response()
        }
        Err(_) => (forget, see_other(REFUSED)).into_response(),
    }
}

fn see_other(url: &str) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    if let Ok(url) = HeaderValue::from_str(url) {
        response.headers_mut().insert(LOCATION, url);
    }
    response
}
