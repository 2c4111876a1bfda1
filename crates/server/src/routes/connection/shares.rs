//! Shares of keys: `/connection/keys/{version}/shares…`

use axum::Json;
use axum::extract::State;
use huicun_app::connect::{self, ConnectionView, ShareKeeper, TakenShare};

use crate::caller::Caller;
use crate::extract::{Body, Path};
use crate::problem::Answer;
use crate::state::AppState;

/// Splits a key anew: shares that were taken are void.
#[utoipa::path(post, path = "/connection/keys/{version}/shares", operation_id = "split_key_again", tag = "connection",
    params(("version" = u32, Path, description = "The key's version")),
    responses((status = 200, description = "Split", body = ConnectionView)))]
pub async fn again(
    State(state): State<AppState>,
    caller: Caller,
    Path(version): Path<u32>,
) -> Answer<ConnectionView> {
    Ok(Json(connect::split_again(&caller.ctx, &state.services, version).await?))
}

/// Shows a share of a key, once, on record.
#[utoipa::path(post, path = "/connection/keys/{version}/shares/{number}", operation_id = "take_key_share",
    tag = "connection", request_body = ShareKeeper,
    params(("version" = u32, Path, description = "The key's version"), ("number" = u8, Path, description = "1 or 2")),
    responses((status = 200, description = "The share", body = TakenShare)))]
pub async fn take(
    State(state): State<AppState>,
    caller: Caller,
    Path(share): Path<(u32, u8)>,
    Body(keeper): Body<ShareKeeper>,
) -> Answer<TakenShare> {
    Ok(Json(connect::take_share(&caller.ctx, &state.services, share, &keeper).await?))
}
