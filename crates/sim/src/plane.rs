//! The corp's server: WeCom's HTTP interfaces, the library's private plane, and the controls.

mod control;
mod sdk;

use std::sync::Arc;

use axum::Router;

pub(crate) use sdk::MediaCache;

use crate::sim::Shared;

/// Puts all interfaces together.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .nest("/sim/sdk/v1", sdk::router())
        .nest("/sim/control", control::router())
        .with_state(shared)
}
