//! `POST /customer-consents/check`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use huicun_app::notice::{self, CheckView};

use crate::caller::Caller;
use crate::problem::Problem;
use crate::state::AppState;

/// Asks WeCom what all customers say now: a job that goes on after this answer.
#[utoipa::path(post, path = "/customer-consents/check", operation_id = "check_customer_consents", tag = "consents",
    responses((status = 202, description = "Started", body = CheckView)))]
pub async fn check(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<(StatusCode, Json<CheckView>), Problem> {
    Ok((StatusCode::ACCEPTED, Json(notice::check_now(&caller.ctx, &state.services).await?)))
}
