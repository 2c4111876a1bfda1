//! Lines of a made-up conversation, as WeCom's library decrypts them.

use serde_json::{Value, json};

use crate::app::START;

/// One message as it comes out of WeCom's library.
#[derive(Clone, Debug)]
pub struct Line {
    /// WeCom's number.
    pub seq: i64,
    /// The bytes that are sealed as the message's plaintext.
    pub stored: Option<Vec<u8>>,
    plaintext: Value,
}

impl Line {
    /// A text from somebody to others; one second after the line before it by default.
    #[must_use]
    pub fn text(seq: i64, from: &str, to: &[&str], text: &str) -> Self {
        Self::raw(
            seq,
            json!({
                "msgid": msgid(seq), "action": "send", "from": from, "tolist": to, "roomid": "",
                "msgtime": START + 1_000 * seq, "msgtype": "text", "text": { "content": text },
            }),
        )
    }

    /// The recall of an earlier line by its sender.
    #[must_use]
    pub fn recall(seq: i64, from: &str, to: &[&str], original: i64) -> Self {
        Self::raw(
            seq,
            json!({
                "msgid": msgid(seq), "action": "recall", "from": from, "tolist": to, "roomid": "",
                "msgtime": START + 1_000 * seq, "msgtype": "revoke", "revoke": { "pre_msgid": msgid(original) },
            }),
        )
    }

    /// Any message, as JSON.
    #[must_use]
    pub fn raw(seq: i64, plaintext: Value) -> Self {
        Self { seq, stored: None, plaintext }
    }

    /// Sends it in a room.
    #[must_use]
    pub fn room(mut self, room: &str) -> Self {
        self.plaintext["roomid"] = json!(room);
        self
    }

    /// Sends it at another moment, in milliseconds since 1970.
    #[must_use]
    pub fn at(mut self, sent_at: i64) -> Self {
        self.plaintext["msgtime"] = json!(sent_at);
        self
    }

    /// Stores other bytes as its plaintext, as after damage.
    #[must_use]
    pub fn damaged(mut self, bytes: &[u8]) -> Self {
        self.stored = Some(bytes.to_vec());
        self
    }

    /// The exact plaintext.
    #[must_use]
    pub fn plaintext(&self) -> String {
        self.plaintext.to_string()
    }
}

/// The id of a made-up message.
fn msgid(seq: i64) -> String {
    format!("{}_1785553237721", 1_000_000 + seq)
}
