//! Event callbacks: WeCom says that something is new. It is believed in nothing: ingest merely pulls at once.

use huicun_domain::code::ProblemCode;
use huicun_wecom::callback::{Crypt, KeyMalformed, Signed};
use serde::Deserialize;

use crate::error::AppResult;
use crate::services::Services;

/// What comes in the query.
#[derive(Clone, Debug, Deserialize)]
pub struct CallbackQuery {
    /// The signature.
    pub msg_signature: String,
    /// Seconds since 1970.
    pub timestamp: String,
    /// A number used once.
    pub nonce: String,
    /// What is to be sent back, when WeCom tests the address.
    #[serde(default)]
    pub echostr: Option<String>,
}

impl CallbackQuery {
    fn signed(&self) -> Signed<'_> {
        Signed { signature: &self.msg_signature, timestamp: &self.timestamp, nonce: &self.nonce }
    }
}

/// Verifies callbacks.
#[derive(Debug)]
pub struct Callback(Crypt);

impl Callback {
    /// Takes the keys that WeCom's admin console shows.
    ///
    /// # Errors
    /// [`KeyMalformed`].
    pub fn new(token: &str, encoding_aes_key: &str, receive_id: &str) -> Result<Self, KeyMalformed> {
        Crypt::new(token, encoding_aes_key, receive_id).map(Self)
    }

    /// Opens what WeCom wants to read back when it tests the address.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`], whatever was wrong.
    pub fn echo(&self, query: &CallbackQuery) -> AppResult<String> {
        let echostr = query.echostr.as_deref().ok_or(ProblemCode::NotFound)?;
        let text = self.0.open(query.signed(), echostr).map_err(|_| ProblemCode::NotFound)?;
        Ok(String::from_utf8(text).map_err(|_| ProblemCode::NotFound)?)
    }

    /// Takes an event: ingest is woken.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`], whatever was wrong.
    pub fn receive(&self, services: &Services, query: &CallbackQuery, body: &[u8]) -> AppResult<()> {
        self.0.open_event(query.signed(), body, services.now()).map_err(|_| ProblemCode::NotFound)?;
        services.ingest.wake();
        Ok(())
    }
}
