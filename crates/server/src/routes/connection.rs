//! The connection to WeCom: steps, their checks, the library, the keys and their shares.

pub mod get;
pub mod keys;
pub mod library;
pub mod shares;
pub mod steps;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// Every endpoint under `/connection`.
pub fn routes() -> OpenApiRouter<AppState> {
    // What is too large is told by the use case, which counts as it comes.
    let uploads =
        OpenApiRouter::default().routes(routes!(library::upload)).layer(DefaultBodyLimit::disable());
    OpenApiRouter::default()
        .routes(routes!(get::get))
        .routes(routes!(steps::save, steps::clear))
        .routes(routes!(steps::check))
        .routes(routes!(keys::make))
        .routes(routes!(keys::import))
        .routes(routes!(keys::renumber))
        .routes(routes!(shares::again))
        .routes(routes!(shares::take))
        .merge(uploads)
}
