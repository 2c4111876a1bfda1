//! Decoding a message's plaintext, whatever its kind.
//!
//! WeCom's payload key is not always its `msgtype`, numbers come as text and text with raw control characters; a kind
//! that is not known is kept raw. Nothing that has a `msgid` is refused.

mod cards;
mod fields;
mod meetings;
mod repair;

use std::borrow::Cow;
use std::collections::HashMap;

use huicun_domain::ids::{MsgId, PartyId, RoomId};
use huicun_domain::message::{Action, Content, MediaRef, Message, MessageKind, RecordItem};
use serde_json::Value;
use serde_json::value::RawValue;
use thiserror::Error;

use self::fields::Fields;

/// How deep records are followed; what lies deeper is kept raw.
const DEPTH: usize = 16;

/// Why a plaintext is no message. No text of it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// It is not JSON, even after repair.
    #[error("the plaintext is not JSON")]
    NotJson,
    /// It is JSON and not an object.
    #[error("the plaintext is not an object")]
    NotAnObject,
    /// It has no `msgid`.
    #[error("the plaintext has no msgid")]
    NoMsgid,
}

/// The fields of a message, each still as it came.
type Top<'a> = HashMap<Cow<'a, str>, &'a RawValue>;

/// Decodes a message from its exact plaintext.
///
/// # Errors
/// [`DecodeError`] for what has not the shape of a message.
pub fn decode(plaintext: &[u8]) -> Result<Message, DecodeError> {
    let text = String::from_utf8_lossy(plaintext);
    if let Ok(top) = serde_json::from_str::<Top<'_>>(&text)
        && let Some(message) = decode_top(&top)
    {
        return message;
    }
    let repaired = repair::repair(&text);
    match serde_json::from_str::<Top<'_>>(&repaired) {
        Ok(top) => decode_top(&top).unwrap_or(Err(DecodeError::NotJson)),
        Err(_) if serde_json::from_str::<Value>(&repaired).is_ok() => Err(DecodeError::NotAnObject),
        Err(_) => Err(DecodeError::NotJson),
    }
}

/// Decodes what was parsed; `None` where a part of it does not parse and the whole must be repaired.
fn decode_top(top: &Top<'_>) -> Option<Result<Message, DecodeError>> {
    let value = |key: &str| -> Option<Option<Value>> {
        match top.get(key) {
            Some(raw) => serde_json::from_str(raw.get()).ok().map(Some),
            None => Some(None),
        }
    };
    let text = |key: &str| -> Option<String> { Some(fields::text_of(value(key)?.as_ref())) };
    let number = |key: &str| -> Option<Option<i64>> { Some(fields::integer_of(value(key)?.as_ref())) };

    let msgid = text("msgid")?;
    if msgid.is_empty() {
        return Some(Err(DecodeError::NoMsgid));
    }
    let action = text("action")?;
    if action == "switch" {
        let sender = PartyId::new(text("user")?);
        return Some(Ok(Message {
            msgid: MsgId::new(msgid),
            action: Action::Switch,
            sender: sender.clone(),
            recipients: Vec::new(),
            room: None,
            sent_at: fields::millis(number("time")?.or(number("msgtime")?)).unwrap_or_default(),
            kind: MessageKind::Switch,
            content: Content::Switch { member: sender },
        }));
    }
    let msgtype = text("msgtype")?;
    let recipients = match value("tolist")? {
        Some(Value::Array(list)) => {
            list.iter().map(|id| fields::text_of(Some(id))).filter(|id| !id.is_empty()).collect()
        }
        Some(Value::String(id)) if !id.is_empty() => vec![id],
        _ => Vec::new(),
    };
    let room = Some(text("roomid")?).filter(|room| !room.is_empty()).map(RoomId::new);
    let kind = MessageKind::parse(&msgtype).unwrap_or(MessageKind::Unknown);
    let payload = payload(top, &msgtype)?;
    let rest = |key: &str| top.get(key).and_then(|raw| serde_json::from_str(raw.get()).ok());
    Some(Ok(Message {
        msgid: MsgId::new(msgid),
        action: if action == "recall" { Action::Recall } else { Action::Send },
        sender: PartyId::new(text("from")?),
        recipients: recipients.into_iter().map(PartyId::new).collect(),
        room,
        sent_at: fields::millis(number("msgtime")?).unwrap_or_default(),
        kind,
        content: content(&msgtype, &payload, &rest, 0),
    }))
}

/// Finds the payload: by the table of kinds whose key differs, by the kind's own name, then by `info`, then by the
/// first unknown object. `None` where what was found does not parse.
fn payload(top: &Top<'_>, msgtype: &str) -> Option<Value> {
    const KNOWN: [&str; 7] = ["msgid", "action", "from", "tolist", "roomid", "msgtime", "msgtype"];
    let keys: &[&str] = match msgtype {
        "external_redpacket" => &["redpacket", "external_redpacket"],
        "docmsg" => &["doc", "docmsg"],
        "disagree" => &["disagree", "agree"],
        "news" => &["info", "news"],
        "markdown" | "meeting_notification" | "voiptext" | "qydiskfile" | "note" => &["info"],
        _ => &[],
    };
    let named = keys.iter().copied().chain([msgtype, "info"]).find_map(|key| top.get(key));
    let raw = named.or_else(|| {
        let unknown =
            top.iter().filter(|(key, raw)| !KNOWN.contains(&key.as_ref()) && raw.get().starts_with('{'));
        unknown.min_by_key(|(key, _)| key.as_ref().to_owned()).map(|(_, raw)| raw)
    });
    match raw {
        Some(raw) => serde_json::from_str(raw.get()).ok(),
        None => Some(Value::Null),
    }
}

/// Looks a field up beside the payload.
type Beside<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// Decodes a payload by WeCom's word for its kind.
fn content(msgtype: &str, payload: &Value, beside: Beside<'_>, depth: usize) -> Content {
    let fields = Fields(payload);
    match msgtype {
        "text" => cards::text(fields.text("content")),
        "image" => Content::Image { media: fields.media() },
        "voice" => Content::Voice { media: fields.media() },
        "video" => Content::Video { media: fields.media() },
        "emotion" => Content::Emotion {
            media: fields.media(),
            width: fields.small("width"),
            height: fields.small("height"),
        },
        "file" => Content::File {
            media: fields.media(),
            name: fields.text("filename"),
            extension: fields.text("fileext"),
        },
        "revoke" => Content::Revoke { recalled: MsgId::new(fields.text("pre_msgid")) },
        "agree" => Content::Agree { party: fields.party("userid"), at: fields.millis("agree_time") },
        "disagree" => Content::Disagree {
            party: fields.party("userid"),
            at: fields.millis("disagree_time").or_else(|| fields.millis("agree_time")),
        },
        "chatrecord" if depth < DEPTH => record(payload, depth),
        "mixed" if depth < DEPTH => Content::Mixed { items: pieces(&payload["item"], "type", depth) },
        "note" if depth < DEPTH => Content::Note { items: pieces(&payload["items"], "msg_type", depth) },
        "meeting"
        | "meeting_notification"
        | "calendar"
        | "meeting_voice_call"
        | "voip_doc_share"
        | "voiptext" => meetings::content(msgtype, payload, beside),
        _ => cards::content(msgtype, payload, beside).unwrap_or_else(|| unknown(msgtype, payload)),
    }
}

fn unknown(msgtype: &str, payload: &Value) -> Content {
    let mut payload = payload.clone();
    fields::hide_locators(&mut payload);
    let mut texts = Vec::new();
    fields::texts(&payload, &mut texts);
    let raw = payload.to_string();
    match msgtype {
        "solitaire" => Content::Solitaire { raw, texts },
        _ => Content::Unknown { msgtype: msgtype.to_owned(), raw, texts },
    }
}

/// Decodes a forwarded record: `{title, item}`, or the bare list of items.
fn record(payload: &Value, depth: usize) -> Content {
    let list = if payload.is_array() { payload } else { &payload["item"] };
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    let items = items.iter().map(|item| {
        let fields = Fields(item);
        let word = fields.text("type").to_ascii_lowercase();
        let msgtype = word.strip_prefix("chatrecord").filter(|rest| !rest.is_empty()).unwrap_or(&word);
        RecordItem {
            sent_at: fields.millis("msgtime"),
            from_room: item["from_chatroom"].as_bool().unwrap_or_default(),
            content: nested(msgtype, &item["content"], depth),
        }
    });
    Content::Chatrecord { title: Fields(payload).text("title"), items: items.collect() }
}

fn pieces(list: &Value, kind: &str, depth: usize) -> Vec<Content> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items
        .iter()
        .map(|item| nested(&Fields(item).text(kind).to_ascii_lowercase(), &item["content"], depth))
        .collect()
}

/// Decodes the content of an item, which is JSON within a string.
fn nested(msgtype: &str, content_field: &Value, depth: usize) -> Content {
    let inner = match content_field {
        Value::String(text) => {
            match serde_json::from_str(text).or_else(|_| serde_json::from_str(&repair::repair(text))) {
                Ok(inner) => inner,
                Err(_) => return unknown(msgtype, content_field),
            }
        }
        other => other.clone(),
    };
    content(msgtype, &inner, &|_| None, depth + 1)
}

/// Lists the files that a content carries, nested ones included, in order.
#[must_use]
pub fn media_refs(content: &Content) -> Vec<&MediaRef> {
    match content {
        Content::Image { media }
        | Content::Voice { media }
        | Content::Video { media }
        | Content::Emotion { media, .. }
        | Content::File { media, .. }
        | Content::VoipDocShare { media, .. }
        | Content::MeetingVoiceCall { media, .. } => vec![media],
        Content::Chatrecord { items, .. } => {
            items.iter().flat_map(|item| media_refs(&item.content)).collect()
        }
        Content::Mixed { items } | Content::Note { items } => items.iter().flat_map(media_refs).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
