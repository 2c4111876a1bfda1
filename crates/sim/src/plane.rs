//! The corp's server: WeCom's HTTP interfaces, the library's private plane, the controls, and a
//! service that puts voices into words.

mod cgi;
mod control;
mod sdk;
mod speech;

use std::sync::Arc;

use axum::{Router, routing::get};

pub use cgi::Agreement;
pub(crate) use cgi::{Access, Agreements, Logins, Outbox};
pub(crate) use sdk::{MediaCache, chat_data};
pub use speech::SAID;

use crate::sim::Shared;

/// Puts all interfaces together.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let pay = crate::pay::router(shared.pay.clone());
    Router::new()
        .nest("/cgi-bin", cgi::router())
        .route("/connect/oauth2/authorize", get(cgi::login_page))
        .route("/wwlogin/sso/login", get(cgi::login_page))
        .nest("/sim/sdk/v1", sdk::router())
        .nest("/sim/control", control::router())
        .nest("/sim/speech", speech::router())
        .with_state(shared)
        .nest("/pay", pay)
}
