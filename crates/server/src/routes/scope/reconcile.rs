//! `GET /scope/reconcile`, `POST /scope/reconcile` and `GET /scope/reconcile/csv`

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use huicun_app::scope::{self, ReconcileList, ReconcileQuery, ReconcileView};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::caller::{Caller, Speaks};
use crate::extract::Query;
use crate::problem::{Answer, Problem};
use crate::state::AppState;

/// Which of the people that were found.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Of which list; those who should be archived and are not, where absent.
    #[param(inline)]
    list: Option<ReconcileList>,
    /// Only for this reason, by its word.
    reason: Option<String>,
    /// Where the page continues: `next` of the page before.
    after: Option<String>,
    /// How many to return, 50 unless told, at most 200.
    limit: Option<usize>,
}

/// Shows what the last comparison of scope and seats found.
#[utoipa::path(get, path = "/scope/reconcile", operation_id = "get_reconciliation", tag = "scope",
    params(Parameters),
    responses((status = 200, description = "The differences, and one page of people", body = ReconcileView)))]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Speaks(language): Speaks,
    Query(parameters): Query<Parameters>,
) -> Answer<ReconcileView> {
    let Parameters { list, reason, after, limit } = parameters;
    let query = ReconcileQuery { list: list.unwrap_or_default(), reason, after, limit };
    Ok(Json(scope::reconciled(&caller.ctx, &state.services, &query, language).await?))
}

/// Asks WeCom for its list now and compares again.
#[utoipa::path(post, path = "/scope/reconcile", operation_id = "reconcile_now", tag = "scope",
    responses((status = 200, description = "The differences", body = ReconcileView)))]
pub async fn now(
    State(state): State<AppState>,
    caller: Caller,
    Speaks(language): Speaks,
) -> Answer<ReconcileView> {
    scope::reconcile_now(&caller.ctx, &state.services).await?;
    let query = ReconcileQuery::default();
    Ok(Json(scope::reconciled(&caller.ctx, &state.services, &query, language).await?))
}

/// Downloads everybody whom the last comparison found, as CSV.
#[utoipa::path(get, path = "/scope/reconcile/csv", operation_id = "download_reconciliation", tag = "scope",
    responses((status = 200, description = "The file", body = Vec<u8>, content_type = "text/csv")))]
pub async fn csv(
    State(state): State<AppState>,
    caller: Caller,
    Speaks(language): Speaks,
) -> Result<Response, Problem> {
    let file = scope::reconciled_csv(&caller.ctx, &state.services, language).await?;
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"huicun-seats.csv\""),
    ];
    Ok((headers, file).into_response())
}
