//! `GET /overview`

use axum::Json;
use axum::extract::State;
use huicun_app::overview::overview;
use huicun_app::view::OverviewView;

use crate::caller::{Caller, Speaks};
use crate::problem::Answer;
use crate::state::AppState;

/// Shows the archive at a glance.
#[utoipa::path(get, path = "/overview", operation_id = "get_overview", tag = "overview",
    responses((status = 200, description = "Figures about the archive", body = OverviewView)))]
pub async fn get(
    State(state): State<AppState>,
    caller: Caller,
    Speaks(language): Speaks,
) -> Answer<OverviewView> {
    Ok(Json(overview(&caller.ctx, &state.services, language).await?))
}
