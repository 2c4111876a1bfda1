//! Keys: `/connection/keys…`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::connect::{self, ConnectionView, KeyImport, KeyVersion};

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// Makes a pair of keys; the private half stays here, sealed.
#[utoipa::path(post, path = "/connection/keys", operation_id = "make_key", tag = "connection",
    request_body = KeyVersion,
    responses((status = 201, description = "Made", body = ConnectionView)))]
pub async fn make(
    State(state): State<AppState>,
    caller: Caller,
    Body(version): Body<KeyVersion>,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    let view = connect::make(&caller.ctx, &state.services, version).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Takes a private key that exists already.
#[utoipa::path(post, path = "/connection/keys/import", operation_id = "import_key", tag = "connection",
    request_body = KeyImport,
    responses((status = 201, description = "Sealed", body = ConnectionView)))]
pub async fn import(
    State(state): State<AppState>,
    caller: Caller,
    Body(key): Body<KeyImport>,
) -> Result<(StatusCode, Json<ConnectionView>), Problem> {
    let view = connect::import(&caller.ctx, &state.services, key).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Gives a key the version that WeCom's admin console shows for it.
#[utoipa::path(put, path = "/connection/keys/{version}", operation_id = "renumber_key", tag = "connection",
    params(("version" = u32, Path, description = "The version so far")), request_body = KeyVersion,
    responses((status = 200, description = "Renumbered", body = ConnectionView)))]
pub async fn renumber(
    State(state): State<AppState>,
    caller: Caller,
    Path(version): Path<u32>,
    Body(asked): Body<KeyVersion>,
) -> Answer<ConnectionView> {
    Ok(Json(connect::renumber(&caller.ctx, &state.services, version, asked).await?))
}
