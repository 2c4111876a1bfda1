//! What handlers share.

use std::sync::Arc;

use huicun_app::Services;
use huicun_app::auth::Brake;
use huicun_app::callback::Callback;

use crate::settings::ServerSettings;

/// What handlers share. Cloning shares it.
#[derive(Clone)]
pub struct AppState {
    /// What use cases work with.
    pub services: Services,
    /// Whether a proxy in front speaks TLS.
    pub https: bool,
    /// Slows the guessing of passwords.
    pub brake: Arc<Brake>,
    /// The description of the interface.
    pub openapi: Arc<str>,
}

impl AppState {
    /// Prepares what handlers share.
    #[must_use]
    pub fn new(services: Services, settings: ServerSettings) -> Self {
        let ServerSettings { https, callback } = settings;
        let callback = callback.and_then(|keys| {
            Callback::new(&keys.token, &keys.encoding_aes_key, &keys.receive_id)
                .inspect_err(
                    |error| tracing::error!(%error, "callbacks are refused: their keys are not usable"),
                )
                .ok()
        });
        if let Some(callback) = callback {
            services.wecom.put_callback(Some(Arc::new(callback)));
        }
        Self { services, https, brake: Arc::default(), openapi: crate::openapi().into() }
    }
}
