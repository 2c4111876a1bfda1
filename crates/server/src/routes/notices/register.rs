//! `GET /notice-register` and `GET /notice-register/csv`

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use huicun_app::notice::{self, RegisterView};

use crate::caller::{Caller, Speaks};
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// Draws the register of notices and consents.
#[utoipa::path(get, path = "/notice-register", operation_id = "get_register", tag = "notices",
    responses((status = 200, description = "The register", body = RegisterView)))]
pub async fn register(State(state): State<AppState>, caller: Caller) -> Answer<RegisterView> {
    Ok(Json(notice::register(&caller.ctx, &state.services).await?))
}

/// Downloads every entry of the register as CSV.
#[utoipa::path(get, path = "/notice-register/csv", operation_id = "download_register", tag = "notices",
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "text/csv")))]
pub async fn csv(
    State(state): State<AppState>,
    caller: Caller,
    Speaks(language): Speaks,
) -> Result<Response, Problem> {
    let file = notice::register_csv(&caller.ctx, &state.services, language).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"huicun-notice-register.csv\""),
    ];
    Ok((headers, file).into_response())
}
