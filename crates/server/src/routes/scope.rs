//! The archive scope: its rules, what they would change, and whether seats agree with them.

pub mod choices;
pub mod get;
pub mod member;
pub mod preview;
pub mod reconcile;
pub mod save;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// Every endpoint under `/scope`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(get::get, save::save))
        .routes(routes!(preview::preview))
        .routes(routes!(choices::choices))
        .routes(routes!(choices::candidates))
        .routes(routes!(member::member))
        .routes(routes!(reconcile::get, reconcile::now))
        .routes(routes!(reconcile::csv))
}
