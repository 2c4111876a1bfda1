//! The service: terms, prices, orders, payment, usage.

pub mod get;
pub mod invoice;
pub mod order;
pub mod orders;
pub mod prices;
pub mod quote;
pub mod refunds;
pub mod settings;
pub mod terms;
pub mod usage;
pub mod vouchers;
pub mod wechat;

use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// Every endpoint under `/service`.
pub fn routes() -> OpenApiRouter<AppState> {
    let uploads = OpenApiRouter::default()
        .routes(routes!(vouchers::upload))
        .layer(DefaultBodyLimit::max(vouchers::MAX_UPLOAD));
    OpenApiRouter::default()
        .routes(routes!(get::get))
        .routes(routes!(terms::get, terms::accept))
        .routes(routes!(prices::set))
        .routes(routes!(settings::set))
        .routes(routes!(quote::quote))
        .routes(routes!(usage::get))
        .routes(routes!(orders::list, orders::place))
        .routes(routes!(order::get))
        .routes(routes!(order::close))
        .routes(routes!(wechat::pay))
        .routes(routes!(vouchers::file))
        .routes(routes!(vouchers::confirm))
        .routes(routes!(vouchers::refuse))
        .routes(routes!(refunds::ask))
        .routes(routes!(refunds::done))
        .routes(routes!(invoice::put))
        .routes(routes!(invoice::issued))
        .merge(uploads)
}
