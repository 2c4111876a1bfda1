//! `POST /setup`

use axum::Json;
use axum::extract::State;
use axum_extra::extract::CookieJar;
use huicun_app::auth;
use huicun_app::view::SessionView;
use huicun_domain::access::Separation;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::caller::From;
use crate::cookie;
use crate::extract::Body;
use crate::problem::Problem;
use crate::state::AppState;

/// The first operator.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetupRequest {
    /// What the one-time link holds after `#`.
    token: String,
    /// The name to sign in with.
    name: String,
    /// The name shown.
    display_name: String,
    /// The password, at least 12 characters.
    #[schema(format = Password)]
    password: String,
    /// Whether duties are separated among persons; a small team's are not.
    #[serde(default)]
    separation: Separation,
}

/// Creates the first operator and signs in: the owner of a small team, or, where duties are separated, the administrator
/// who appoints the others.
#[utoipa::path(post, path = "/setup", operation_id = "set_up", tag = "setup", security(()),
    request_body = SetupRequest,
    responses((status = 200, description = "Created and signed in", body = SessionView)))]
pub async fn create(
    State(state): State<AppState>,
    From(origin): From,
    Body(body): Body<SetupRequest>,
) -> Result<(CookieJar, Json<SessionView>), Problem> {
    let first = auth::NewOperator {
        name: &body.name,
        display_name: &body.display_name,
        password: &body.password,
        separation: body.separation,
    };
    let signed_in = auth::set_up(&state.services, &state.brake, origin, &body.token, first).await?;
    Ok((cookie::keep(signed_in.token.expose().to_owned(), state.https), Json(signed_in.view)))
}
