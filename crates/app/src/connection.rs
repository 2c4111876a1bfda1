//! The connection to WeCom in effect: its HTTP interface, its callback, its library; replaced while the archive runs.

use std::sync::{Arc, PoisonError, RwLock};

use huicun_domain::code::ProblemCode;
use huicun_wecom::api::message::App;
use huicun_wecom::api::{Client, Proxy};
use huicun_wecom::sdk::MessageSource;
use tokio::sync::{Mutex, MutexGuard, watch};

use crate::callback::Callback;
use crate::connect::Settings;
use crate::error::AppResult;

/// The page of WeCom on which members sign in.
pub const AUTHORIZE_URL: &str = "https://open.weixin.qq.com/connect/oauth2/authorize";
/// WeCom's HTTP interface.
pub const API_BASE: &str = "https://qyapi.weixin.qq.com";

/// A connection, with the secrets for each purpose. What has no secret is not done.
#[derive(Debug)]
pub struct Connection {
    /// The interface.
    pub client: Client,
    /// WeCom's id of the corp.
    pub corp_id: String,
    /// The corp's own app: messages to members, and signing in.
    pub app: Option<App>,
    /// The secret of the archive: customers' consents.
    pub archive_secret: Option<Sealed>,
    /// The secret of 客户联系: welcome messages.
    pub customer_secret: Option<Sealed>,
    /// The page on which members sign in.
    pub authorize_url: String,
    /// The address at which members reach this archive, without a slash at its end.
    pub public_url: Option<String>,
}

/// A secret that is never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Sealed(String);

impl Sealed {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Shows it; it must not be kept or printed.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sealed")
    }
}

impl Connection {
    /// The app.
    ///
    /// # Errors
    /// [`ProblemCode::AppNotConnected`].
    pub fn app(&self) -> AppResult<&App> {
        Ok(self.app.as_ref().ok_or(ProblemCode::AppNotConnected)?)
    }
}

/// What a library is run with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibrarySettings {
    /// The file.
    pub library: std::path::PathBuf,
    /// WeCom's id of the corp.
    pub corp_id: String,
    /// The archive's secret.
    pub secret: Sealed,
    /// The proxy.
    pub proxy: Proxy,
}

/// Runs libraries in processes of their own.
pub trait LibraryHost: Send + Sync {
    /// Prepares a library; its process starts with the first call.
    fn prepare(&self, settings: LibrarySettings) -> Arc<dyn MessageSource>;
}

/// What is fixed when the process starts.
pub struct Plan {
    /// What the configuration file says: it cannot be changed in the console.
    pub written: Settings,
    /// WeCom's HTTP interface.
    pub api_base: String,
    /// The page of WeCom on which members sign in.
    pub authorize_url: String,
    /// Who runs libraries; nobody in a process that does not connect.
    pub host: Option<Arc<dyn LibraryHost>>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            written: Settings::default(),
            api_base: API_BASE.to_owned(),
            authorize_url: AUTHORIZE_URL.to_owned(),
            host: None,
        }
    }
}

/// The connection as a process holds it: what is fixed, and what is in effect now. Cloning shares it.
#[derive(Clone, Default)]
pub struct Wecom(Arc<Inner>);

struct Inner {
    plan: Plan,
    held: RwLock<Held>,
    changes: watch::Sender<u64>,
    /// Held by whoever changes what is kept of the connection: one reads, decides and writes before another reads.
    changing: Mutex<()>,
}

#[derive(Clone, Default)]
struct Held {
    connection: Option<Arc<Connection>>,
    callback: Option<Arc<Callback>>,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            plan: Plan::default(),
            held: RwLock::default(),
            changes: watch::Sender::new(0),
            changing: Mutex::new(()),
        }
    }
}

impl Wecom {
    /// Begins with a plan; nothing is in effect yet.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self(Arc::new(Inner { plan, ..Inner::default() }))
    }

    /// A connection that is in effect from the beginning.
    #[must_use]
    pub fn of(connection: Arc<Connection>) -> Self {
        let wecom = Self::default();
        wecom.put(Some(connection), None);
        wecom
    }

    /// What is fixed.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.0.plan
    }

    /// The connection in effect, where there is one.
    #[must_use]
    pub fn connection(&self) -> Option<Arc<Connection>> {
        self.held().connection
    }

    /// What verifies WeCom's callbacks, where its keys are known.
    #[must_use]
    pub fn callback(&self) -> Option<Arc<Callback>> {
        self.held().callback
    }

    /// Puts a connection and a callback into effect.
    pub(crate) fn put(&self, connection: Option<Arc<Connection>>, callback: Option<Arc<Callback>>) {
        *self.0.held.write().unwrap_or_else(PoisonError::into_inner) = Held { connection, callback };
    }

    /// Puts other keys of the callback into effect.
    pub fn put_callback(&self, callback: Option<Arc<Callback>>) {
        self.0.held.write().unwrap_or_else(PoisonError::into_inner).callback = callback;
    }

    /// Waits until nobody else changes what is kept of the connection.
    pub(crate) async fn alone(&self) -> MutexGuard<'_, ()> {
        self.0.changing.lock().await
    }

    /// Tells whoever runs on the connection that something of it changed.
    pub(crate) fn tell(&self) {
        self.0.changes.send_modify(|count| *count += 1);
    }

    /// Follows changes of the connection.
    #[must_use]
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.0.changes.subscribe()
    }

    fn held(&self) -> Held {
        self.0.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
