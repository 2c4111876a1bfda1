//! Decoding a message's plaintext, whatever its kind.
//!
//! WeCom's payload key is not always its `msgtype`, numbers come as text and text with raw control characters; a kind
//! that is not known is kept raw. Nothing that has a `msgid` is refused.

mod cards;
mod envelope;
mod fields;
mod meetings;
mod nested;
mod repair;
mod unknown;

use huicun_domain::ids::{MsgId, PartyId, RoomId};
use huicun_domain::message::{Action, Content, MediaRef, Message, MessageKind, number_files};
use serde_json::Value;
use thiserror::Error;

use self::envelope::Envelope;
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

/// Decodes a message from its exact plaintext.
///
/// # Errors
/// [`DecodeError`] for what has not the shape of a message.
pub fn decode(plaintext: &[u8]) -> Result<Message, DecodeError> {
    let text = String::from_utf8_lossy(plaintext);
    let text = text.trim_start_matches('\u{feff}').trim_end_matches('\0');
    if let Some(envelope) = Envelope::parse(text) {
        return message(&envelope);
    }
    let repaired = repair::repair(text);
    match Envelope::parse(&repaired) {
        Some(envelope) => message(&envelope),
        None if envelope::is_json(&repaired) => Err(DecodeError::NotAnObject),
        None => Err(DecodeError::NotJson),
    }
}

fn message(envelope: &Envelope<'_>) -> Result<Message, DecodeError> {
    let text = |raw| fields::without_nul(envelope::text(raw));
    let msgid = text(envelope.msgid);
    if msgid.is_empty() {
        return Err(DecodeError::NoMsgid);
    }
    let action = text(envelope.action);
    if action == "switch" {
        return Ok(switch(envelope, MsgId::new(msgid)));
    }
    let msgtype = text(envelope.msgtype);
    let sender = PartyId::new(text(envelope.from));
    let room = Some(text(envelope.roomid)).filter(|room| !room.is_empty()).map(RoomId::new);
    let mut content = outermost(envelope, &msgtype, &sender);
    number_files(&mut content);
    Ok(Message {
        msgid: MsgId::new(msgid),
        action: if action == "recall" { Action::Recall } else { Action::Send },
        recipients: recipients(envelope),
        room,
        sent_at: fields::millis(envelope::integer(envelope.msgtime)).unwrap_or_default(),
        kind: MessageKind::parse(&msgtype).unwrap_or(MessageKind::Unknown),
        content,
        sender,
    })
}

/// The log of a member who switched between corps has fields of its own.
fn switch(envelope: &Envelope<'_>, msgid: MsgId) -> Message {
    let user = fields::without_nul(envelope::text(envelope.field("user").or(envelope.from)));
    let member = PartyId::new(user);
    let time = envelope::integer(envelope.field("time").or(envelope.msgtime));
    Message {
        msgid,
        action: Action::Switch,
        sender: member.clone(),
        recipients: Vec::new(),
        room: None,
        sent_at: fields::millis(time).unwrap_or_default(),
        kind: MessageKind::Switch,
        content: Content::Switch { member },
    }
}

fn recipients(envelope: &Envelope<'_>) -> Vec<PartyId> {
    let ids = match envelope.tolist.map(envelope::value) {
        Some(Value::Array(list)) => list.iter().map(|id| fields::text_of(Some(id))).collect(),
        Some(single @ Value::String(_)) => vec![fields::text_of(Some(&single))],
        _ => Vec::new(),
    };
    ids.into_iter().filter(|id| !id.is_empty()).map(PartyId::new).collect()
}

/// Decodes the payload of a message; one that is missing, or has no fields, is kept as it is.
fn outermost(envelope: &Envelope<'_>, msgtype: &str, sender: &PartyId) -> Content {
    let beside = |key: &str| envelope.field(key).map(envelope::value);
    let payload = match envelope.payload(msgtype).map(envelope::value) {
        Some(payload) => payload,
        None if msgtype == "vote" => return content(msgtype, &Value::Null, &beside, 0),
        None => return unknown::content(msgtype, &envelope.others()),
    };
    let Some(payload) = nested::open(&payload) else { return unknown::content(msgtype, &payload) };
    match content(msgtype, &payload, &beside, 0) {
        Content::Agree { party, at } if party.is_empty() => Content::Agree { party: sender.clone(), at },
        Content::Disagree { party, at } if party.is_empty() => {
            Content::Disagree { party: sender.clone(), at }
        }
        content => content,
    }
}

/// Looks a field up beside the payload.
type Beside<'a> = &'a dyn Fn(&str) -> Option<Value>;

/// Decodes a payload by WeCom's word for its kind.
fn content(msgtype: &str, payload: &Value, beside: Beside<'_>, depth: usize) -> Content {
    let fields = Fields(payload);
    match msgtype {
        kind if payload.is_array() && !matches!(kind, "chatrecord" | "mixed" | "note") => {
            unknown::content(msgtype, payload)
        }
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
        "chatrecord" if depth < DEPTH => nested::record(payload, depth),
        "mixed" if depth < DEPTH => Content::Mixed { items: nested::pieces(payload, depth) },
        "note" if depth < DEPTH => Content::Note { items: nested::pieces(payload, depth) },
        "meeting"
        | "meeting_notification"
        | "calendar"
        | "meeting_voice_call"
        | "voip_doc_share"
        | "voiptext" => meetings::content(msgtype, payload, beside),
        _ => cards::content(msgtype, payload, beside).unwrap_or_else(|| unknown::content(msgtype, payload)),
    }
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
