//! How the interface behaves.

/// What the operator of the installation chose.
#[derive(Clone, Debug, Default)]
pub struct ServerSettings {
    /// Whether a proxy in front speaks TLS: cookies are then marked secure, and its word on addresses is taken.
    pub https: bool,
    /// What WeCom's event callbacks are verified with, in place of what the connection has.
    pub callback: Option<CallbackKeys>,
}

/// The keys of the event callback, as WeCom's admin console shows them.
#[derive(Clone)]
pub struct CallbackKeys {
    /// The token that signs.
    pub token: String,
    /// The key that encrypts, 43 characters.
    pub encoding_aes_key: String,
    /// Whom events are for: the corp's id.
    pub receive_id: String,
}

impl std::fmt::Debug for CallbackKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CallbackKeys({})", self.receive_id)
    }
}
