//! WeCom's event callback: a hint that there are messages or that the directory changed, a button that was pressed, a
//! customer who agreed.
//!
//! Whatever can be looked up is looked up again: of messages the callback only makes ingest pull at once, and what
//! changed of the directory is noted until it was looked at. Whoever cannot sign gets one and the same answer.

use huicun_domain::code::ProblemCode;
use huicun_wecom::callback::{Crypt, KeyMalformed, Signed};
use huicun_wecom::event::{self, EventKind};
use serde::Deserialize;

use crate::connect;
use crate::directory;
use crate::error::AppResult;
use crate::notice;
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

    /// What opens and closes.
    pub(crate) fn crypt(&self) -> &Crypt {
        &self.0
    }

    /// Answers WeCom's test of the address: opens the text that comes with it.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] for whatever WeCom did not sign.
    pub async fn echo(&self, services: &Services, query: &CallbackQuery) -> AppResult<String> {
        // In a query, `+` stands for a blank; base64 has no blanks.
        let encrypted = query.echostr.replace(' ', "+");
        let opened = self.0.open(query.signed(), &encrypted).map_err(|_| ProblemCode::NotFound)?;
        let text = String::from_utf8(opened).map_err(|_| ProblemCode::NotFound)?;
        // WeCom waits a second for its answer, which does not hang on a note.
        if let Err(error) = connect::verified(services).await {
            tracing::warn!(code = error.code().as_str(), "that the callback was tested could not be noted");
        }
        Ok(text)
    }

    /// Takes an event: makes ingest pull, notes what changed of the directory, and works on what concerns notices and
    /// consents.
    ///
    /// # Errors
    /// [`ProblemCode::NotFound`] for whatever WeCom did not sign, is old, or comes again. Any other failure makes WeCom
    /// tell the event once more.
    pub async fn receive(&self, services: &Services, query: &CallbackQuery, body: &[u8]) -> AppResult<()> {
        let opened = self.0.open_event(query.signed(), body, services.now());
        let opened = opened.map_err(|_| ProblemCode::NotFound)?;
        services.ingest.wake();
        let event = event::parse(&opened).map_err(|_| ProblemCode::NotFound)?;
        let handled = match &event.kind {
            EventKind::Directory(hint) => directory::note(services, hint, event.at).await,
            _ => notice::handle(services, &event).await,
        };
        if handled.is_err() {
            self.0.forget(query.signed());
        }
        handled
    }
}
