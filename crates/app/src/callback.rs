//! WeCom's event callback: a hint that there are messages, or that something of the directory changed.
//!
//! Whatever an event says is looked up again: it makes ingest pull at once, or is noted as what the directory has to
//! look at. Whoever cannot sign gets one and the same answer.

use huicun_domain::code::ProblemCode;
use huicun_wecom::callback::{Crypt, KeyMalformed, Signed};
use huicun_wecom::event::{Event, Happened};
use serde::Deserialize;

use crate::error::AppResult;
use crate::services::Services;

/// Verifies callbacks.
#[derive(Debug)]
pub struct Callback(Crypt);

/// What comes in the query of a callback, by WeCom's names.
#[derive(Clone, Debug, Deserialize)]
pub struct CallbackQuery {
    msg_signature: String,
    timestamp: String,
    nonce: String,
    #[serde(default)]
    echostr: String,
}

impl CallbackQuery {
    fn signed(&self) -> Signed<'_> {
        Signed { signature: &self.msg_signature, timestamp: &self.timestamp, nonce: &self.nonce }
    }
}

impl Callback {
    /// Takes the token and the EncodingAESKey of WeCom's admin console, and whom events are for.
    ///
    /// # Errors
    /// [`KeyMalformed`].
    pub fn new(token: &str, encoding_aes_key: &str, receive_id: &str) -> Result<Self, KeyMalformed> {
        Crypt::new(token, encoding_aes_key, receive_id).map(Self)
    }

    /// Answers WeCom's test of the address: opens the text that comes with it.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] for whatever WeCom did not sign.
    pub fn echo(&self, query: &CallbackQuery) -> AppResult<String> {
        // In a query, `+` stands for a blank; base64 has no blanks.
        let encrypted = query.echostr.replace(' ', "+");
        let opened = self.0.open(query.signed(), &encrypted).map_err(|_| ProblemCode::NotFound)?;
        String::from_utf8(opened).map_err(|_| ProblemCode::NotFound.into())
    }

    /// Takes an event: makes ingest pull, or notes durably what to look at again.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] for whatever WeCom did not sign, is old, or comes again; the store's failures, upon
    /// which WeCom sends the event again.
    pub async fn receive(&self, services: &Services, query: &CallbackQuery, body: &[u8]) -> AppResult<()> {
        let opened = self.0.open_event(query.signed(), body, services.now());
        let event = match Event::read(&opened.map_err(|_| ProblemCode::NotFound)?) {
            Ok(event) => event,
            Err(error) => {
                tracing::warn!("{error}");
                return Ok(());
            }
        };
        match event.what {
            Happened::NewMessages => services.ingest.wake(),
            Happened::Directory(hint) => {
                services.store.note_hint(&services.corp, &hint, event.at).await?;
                services.directory.tell();
            }
            Happened::Other => {}
        }
        Ok(())
    }
}
