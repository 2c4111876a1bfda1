//! The outermost fields of a message, each still as it came: only what a kind asks for is parsed further.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::{fields, repair};

/// A message's own fields, and all others in the order in which they came.
#[derive(Default)]
pub(super) struct Envelope<'a> {
    pub(super) msgid: Option<&'a RawValue>,
    pub(super) action: Option<&'a RawValue>,
    pub(super) from: Option<&'a RawValue>,
    pub(super) tolist: Option<&'a RawValue>,
    pub(super) roomid: Option<&'a RawValue>,
    pub(super) msgtime: Option<&'a RawValue>,
    pub(super) msgtype: Option<&'a RawValue>,
    pub(super) rest: Vec<(Cow<'a, str>, &'a RawValue)>,
}

#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Envelope<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Envelope<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the object of a message")
    }

    /// Of a field that comes twice the last counts, as with other readers of JSON.
    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut envelope = Envelope::default();
        while let Some(Key(key)) = map.next_key()? {
            let slot = match key.as_ref() {
                "msgid" => &mut envelope.msgid,
                "action" => &mut envelope.action,
                "from" => &mut envelope.from,
                "tolist" => &mut envelope.tolist,
                "roomid" => &mut envelope.roomid,
                "msgtime" => &mut envelope.msgtime,
                "msgtype" => &mut envelope.msgtype,
                _ => {
                    envelope.rest.push((key, map.next_value()?));
                    continue;
                }
            };
            *slot = Some(map.next_value()?);
        }
        Ok(envelope)
    }
}

impl<'a> Envelope<'a> {
    /// Parses a text; `None` for what is no JSON object.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// Finds a field that is none of the message's own.
    pub(super) fn field(&self, key: &str) -> Option<&'a RawValue> {
        self.rest.iter().rev().find(|(name, _)| name == key).map(|(_, raw)| *raw)
    }

    /// Finds the payload: by the table of kinds whose key differs, by the kind's own name, then by `info`, then by the
    /// first object whose name says nothing.
    pub(super) fn payload(&self, msgtype: &str) -> Option<&'a RawValue> {
        let keys: &[&str] = match msgtype {
            "external_redpacket" => &["redpacket", "external_redpacket"],
            "docmsg" => &["doc", "docmsg"],
            "disagree" => &["disagree", "agree"],
            "news" => &["info", "news"],
            "markdown" | "meeting_notification" | "voiptext" | "qydiskfile" | "note" => &["info"],
            _ => &[],
        };
        let named = keys.iter().copied().chain([msgtype, "info"]).find_map(|key| self.field(key));
        let first_object = || self.rest.iter().find(|(_, raw)| raw.get().starts_with('{'));
        named.or_else(|| first_object().map(|(_, raw)| *raw))
    }

    /// Gathers the fields that are none of the message's own into one object.
    pub(super) fn others(&self) -> Value {
        self.rest.iter().map(|(key, raw)| (key.as_ref().to_owned(), value(raw))).collect()
    }
}

/// Parses a field, after repair where it needs any; what nests too deeply to be parsed stays a text.
pub(super) fn value(raw: &RawValue) -> Value {
    parse(raw.get()).unwrap_or_else(|| Value::String(raw.get().to_owned()))
}

/// Parses a text, after repair where it needs any.
pub(super) fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&repair::repair(text))).ok()
}

/// Tells whether a text is JSON, whatever it holds.
pub(super) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok() || serde_json::from_str::<&RawValue>(text).is_ok()
}

/// Reads a field as text. A number is taken as it is written, so that none is too long.
pub(super) fn text(raw: Option<&RawValue>) -> String {
    let Some(raw) = raw.map(RawValue::get) else { return String::new() };
    match raw.as_bytes() {
        [b'"', .., b'"'] if !raw.contains('\\') => raw[1..raw.len() - 1].to_owned(),
        [b'0'..=b'9' | b'-', ..] => raw.to_owned(),
        _ => fields::text_of(parse(raw).as_ref()),
    }
}

/// Reads a field as an integer.
pub(super) fn integer(raw: Option<&RawValue>) -> Option<i64> {
    let raw = raw?.get();
    raw.parse().ok().or_else(|| fields::integer_of(parse(raw).as_ref()))
}
