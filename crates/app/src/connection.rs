//! The connection to WeCom's HTTP interface: what sends, asks and signs members in.

use huicun_domain::code::ProblemCode;
use huicun_wecom::api::Client;
use huicun_wecom::api::message::App;

use crate::error::AppResult;

/// The page of WeCom on which members sign in.
pub const AUTHORIZE_URL: &str = "https://open.weixin.qq.com/connect/oauth2/authorize";

/// A connection, with the secrets for each purpose. What has no secret is not done.
#[derive(Debug)]
pub struct Connection {
    /// The interface.
    pub client: Client,
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
#[derive(Clone)]
pub struct Sealed(String);

impl Sealed {
    /// Wraps a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Shows it.
    pub(crate) fn expose(&self) -> &str {
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
