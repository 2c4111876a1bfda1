//! Operators and their rights: who may do what, and who sees what.

pub mod assignments;
pub mod choices;
pub mod explain;
pub mod operators;
pub mod protected;
pub mod separation;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// Every endpoint about operators and rights.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(operators::list, operators::create))
        .routes(routes!(operators::link))
        .routes(routes!(operators::disable))
        .routes(routes!(assignments::grant))
        .routes(routes!(assignments::preview))
        .routes(routes!(assignments::end))
        .routes(routes!(choices::choices))
        .routes(routes!(choices::parties))
        .routes(routes!(choices::rooms))
        .routes(routes!(separation::put))
        .routes(routes!(protected::put, protected::delete))
        .routes(routes!(explain::get))
}
