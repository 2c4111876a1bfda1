//! `POST /me/session`

use axum::extract::State;
use axum::http::StatusCode;
use axum_extra::extract::CookieJar;
use huicun_app::notice;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::From;
use crate::cookie;
use crate::extract::Body;
use crate::problem::Problem;
use crate::state::AppState;

/// A personal link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonalLink {
    /// What stands behind `#` in its address.
    #[schema(format = Password)]
    token: String,
}

/// Opens a personal link, once, and sets the cookie of a short session.
#[utoipa::path(post, path = "/me/session", operation_id = "open_personal_link", tag = "me", security(()),
    request_body = PersonalLink,
    responses((status = 204, description = "Opened")))]
pub async fn enter(
    State(state): State<AppState>,
    From(origin): From,
    Body(body): Body<PersonalLink>,
) -> Result<(StatusCode, CookieJar), Problem> {
    let entered = notice::open_link(&state.services, &state.brake, origin, &body.token).await?;
    let jar = cookie::keep_member(entered.token.expose().to_owned(), state.https);
    Ok((StatusCode::NO_CONTENT, jar))
}
