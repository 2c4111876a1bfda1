//! From stored rows to messages: unsealing and decoding, done at every reading.

use huicun_domain::conversation::ConversationKind;
use huicun_domain::fold::fold_texts;
use huicun_domain::ids::{CorpId, Position, Seq};
use huicun_domain::message::{Message, search_texts};
use huicun_domain::query::Side;
use huicun_search::Document;
use huicun_store::MessageRow;
use huicun_vault::{KeyRing, OpenError, RecordKind};
use huicun_wecom::decode::decode;

/// The id under which a message's and an envelope's seal is bound to its row.
#[must_use]
pub fn record_id(seq: Seq) -> [u8; 8] {
    seq.0.to_be_bytes()
}

/// Unseals the exact plaintext of a message.
///
/// # Errors
/// [`OpenError`].
pub fn open_plaintext(ring: &KeyRing, corp: &CorpId, row: &MessageRow) -> Result<Vec<u8>, OpenError> {
    ring.open_record(corp, RecordKind::Message, &record_id(row.seq), &row.sealed)
}

/// Unseals and decodes a message; `None` where either fails, which is counted and shown, and never stops the next one.
#[must_use]
pub fn open_message(ring: &KeyRing, corp: &CorpId, row: &MessageRow) -> Option<Message> {
    open_sealed(ring, corp, row.seq, &row.sealed)
}

/// Unseals and decodes a message from its sealed plaintext, as [`open_message`] does.
#[must_use]
pub(crate) fn open_sealed(ring: &KeyRing, corp: &CorpId, seq: Seq, sealed: &[u8]) -> Option<Message> {
    let plaintext = ring
        .open_record(corp, RecordKind::Message, &record_id(seq), sealed)
        .inspect_err(|error| tracing::error!(seq = seq.0, %error, "a message does not unseal"))
        .ok()?;
    decode(&plaintext)
        .inspect_err(|error| tracing::error!(seq = seq.0, %error, "a stored message does not decode"))
        .ok()
}

/// Draws the document that the index takes from a message.
#[must_use]
pub fn document(corp: &CorpId, position: Position, seq: Seq, message: &Message) -> Document {
    Document {
        position,
        seq,
        sent_at: message.sent_at,
        kind: message.kind,
        conversation: message.conversation_key().id(corp),
        sender: message.sender.clone(),
        participants: message.participants().into_iter().cloned().collect(),
        side: if message.is_external() { Side::External } else { Side::Internal },
        text: fold_texts(search_texts(&message.content)),
    }
}

/// Tells whether a conversation key names a room.
#[must_use]
pub fn conversation_kind(message: &Message) -> ConversationKind {
    message.conversation_key().kind()
}
