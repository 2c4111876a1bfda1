//! Puts routes and guards together.

use axum::extract::DefaultBodyLimit;
use axum::routing::{any, get, post};
use axum::{Router, middleware};
use huicun_app::Services;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use utoipa_axum::router::OpenApiRouter;

use crate::settings::ServerSettings;
use crate::state::AppState;
use crate::{guard, routes};

/// Answers everything under `/api/v1`, files at `/media`, WeCom's callbacks at `/wecom/callback`,
/// and WeChat Pay's notices at `/wechat-pay/notify`.
///
/// Serve it with `into_make_service_with_connect_info::<SocketAddr>()`: the caller's address is audited.
pub fn router(services: Services, settings: ServerSettings) -> Router {
    let state = AppState::new(services, settings);
    let (api, _) = OpenApiRouter::default().merge(routes::all()).split_for_parts();
    let guards = ServiceBuilder::new()
        .layer(middleware::from_fn(guard::secure))
        .layer(middleware::from_fn(guard::trace))
        .layer(guard::compress())
        .layer(middleware::from_fn(guard::explain))
        .layer(CatchPanicLayer::custom(guard::panicked))
        .layer(middleware::from_fn(guard::within_time));
    let api = api
        .route("/openapi.json", get(routes::openapi::get))
        .fallback(guard::no_such_route)
        .method_not_allowed_fallback(guard::no_such_method)
        .layer(DefaultBodyLimit::max(guard::MAX_BODY))
        .layer(middleware::from_fn(guard::anti_forgery))
        .layer(guards.clone());
    let beside = Router::new()
        // A nested router does not answer for its own root.
        .route("/api/v1/", any(guard::no_such_route))
        .route("/wecom/callback", get(routes::callback::get).post(routes::callback::post))
        .route("/me/oauth", get(routes::me::oauth::begin))
        .route("/me/oauth/done", get(routes::me::oauth::done))
        .route("/wechat-pay/notify", post(routes::wechat_pay::notify))
        .layer(DefaultBodyLimit::max(guard::MAX_CALLBACK))
        .layer(guards);
    let files = Router::new().route("/media/{token}", get(routes::files::content::get)).layer(
        ServiceBuilder::new()
            .layer(middleware::from_fn(guard::trace))
            .layer(middleware::from_fn(guard::explain))
            .layer(CatchPanicLayer::custom(guard::panicked)),
    );
    Router::new().nest("/api/v1", api).merge(beside).merge(files).with_state(state)
}
