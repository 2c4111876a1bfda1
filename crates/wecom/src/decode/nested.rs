//! Kinds that hold others: forwarded records, mixed messages and notes, whose pieces are JSON within strings.

use std::borrow::Cow;

use huicun_domain::message::{Content, RecordItem};
use serde_json::Value;

use super::fields::Fields;
use super::{content, envelope, unknown};

/// Decodes a forwarded record: `{title, item}`, or the bare list of items.
pub(super) fn record(payload: &Value, depth: usize) -> Content {
    let items = list(payload).iter().map(|item| {
        let fields = Fields(item);
        let word = word(fields);
        let msgtype = word.strip_prefix("chatrecord").filter(|rest| !rest.is_empty()).unwrap_or(&word);
        RecordItem {
            sent_at: fields.millis("msgtime"),
            from_room: fields.truth("from_chatroom"),
            content: piece(msgtype, &item["content"], depth),
        }
    });
    Content::Chatrecord { title: Fields(payload).text("title"), items: items.collect() }
}

/// Decodes the pieces of a mixed message or a note.
pub(super) fn pieces(payload: &Value, depth: usize) -> Vec<Content> {
    list(payload).iter().map(|item| piece(&word(Fields(item)), &item["content"], depth)).collect()
}

/// Records and mixed messages say `item`, notes say `items`; the list may also lie bare.
fn list(payload: &Value) -> &[Value] {
    let lists = [Some(payload), payload.get("item"), payload.get("items")];
    lists.into_iter().flatten().find_map(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// A piece's kind: `type`, in notes `msg_type`; capitals mean nothing.
fn word(fields: Fields<'_>) -> String {
    let word = fields.optional("type").or_else(|| fields.optional("msg_type"));
    word.unwrap_or_default().to_ascii_lowercase()
}

/// Decodes the content of a piece, which is JSON within a string.
fn piece(msgtype: &str, inner: &Value, depth: usize) -> Content {
    match open(inner) {
        Some(inner) => content(msgtype, &inner, &|_| None, depth + 1),
        None => unknown::content(msgtype, inner),
    }
}

/// Opens JSON that lies within a string; `None` where there is none.
pub(super) fn open(value: &Value) -> Option<Cow<'_, Value>> {
    match value {
        Value::Object(_) | Value::Array(_) => Some(Cow::Borrowed(value)),
        Value::String(text) => {
            envelope::parse(text).filter(|inner| inner.is_object() || inner.is_array()).map(Cow::Owned)
        }
        _ => None,
    }
}
