//! `POST /session`

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use huicun_app::auth;
use huicun_app::view::SessionView;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::From;
use crate::cookie;
use crate::extract::Body;
use crate::problem::Problem;
use crate::state::AppState;

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The name signed in with.
    name: String,
    /// The password.
    #[schema(format = Password)]
    password: String,
}

/// Signs in and sets the session's cookie.
#[utoipa::path(post, path = "/session", operation_id = "sign_in", tag = "session", security(()),
    request_body = SignIn,
    responses((status = 200, description = "Signed in", body = SessionView)))]
pub async fn create(
    State(state): State<AppState>,
    From(origin): From,
    Body(body): Body<SignIn>,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    let signed_in = auth::sign_in(&state.services, &state.brake, origin, &body.name, &body.password).await?;
    Ok((cookie::keep(signed_in.token.expose().to_owned(), state.https), Json(signed_in.view)))
}
