//! Reading fields that may be missing, or of another type than documented.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{MediaLocator, PartyId};
use huicun_domain::message::MediaRef;
use serde_json::Value;

/// Times below this are seconds: as milliseconds they would lie in 2001 or before.
const SECONDS_BELOW: i64 = 1_000_000_000_000;

/// The fields of an object.
#[derive(Clone, Copy)]
pub(super) struct Fields<'v>(pub(super) &'v Value);

impl Fields<'_> {
    pub(super) fn text(self, key: &str) -> String {
        text_of(self.0.get(key))
    }

    pub(super) fn optional(self, key: &str) -> Option<String> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    pub(super) fn party(self, key: &str) -> PartyId {
        PartyId::new(self.text(key))
    }

    pub(super) fn small(self, key: &str) -> Option<u32> {
        integer_of(self.0.get(key)).and_then(|number| u32::try_from(number).ok())
    }

    pub(super) fn large(self, key: &str) -> Option<u64> {
        let value = self.0.get(key)?;
        value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
    }

    /// Whether a field says yes, as a truth value, a number or a text.
    pub(super) fn truth(self, key: &str) -> bool {
        matches!(self.text(key).as_str(), "true" | "1")
    }

    pub(super) fn decimal(self, key: &str) -> f64 {
        let value = self.0.get(key);
        let number = value.and_then(|value| value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()));
        number.filter(|number| number.is_finite()).unwrap_or_default()
    }

    /// A time in seconds or milliseconds; zero means that there is none.
    pub(super) fn millis(self, key: &str) -> Option<Millis> {
        millis(integer_of(self.0.get(key)))
    }

    pub(super) fn texts(self, key: &str) -> Vec<String> {
        match self.0.get(key) {
            Some(Value::Array(list)) => list.iter().map(|text| text_of(Some(text))).collect(),
            Some(other) => Some(text_of(Some(other))).filter(|text| !text.is_empty()).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The file: its size has another key in each kind.
    pub(super) fn media(self) -> MediaRef {
        let sizes = ["filesize", "voice_size", "imagesize"];
        MediaRef {
            slot: 0,
            locator: MediaLocator::new(self.text("sdkfileid")),
            md5: self.optional("md5sum"),
            size: sizes.iter().find_map(|key| self.large(key)),
            seconds: self.small("play_length"),
        }
    }
}

/// Reads text; numbers are written out, U+0000 is left out.
pub(super) fn text_of(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => without_nul(text.clone()),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(truth)) => truth.to_string(),
        _ => String::new(),
    }
}

/// Leaves U+0000 out, which databases refuse in texts.
pub(super) fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "") } else { text }
}

/// Reads an integer; text is parsed, a fraction is cut off.
pub(super) fn integer_of(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().map(|number| number as i64)),
        Value::String(text) => {
            let text = text.trim();
            text.parse().ok().or_else(|| text.parse::<f64>().ok().map(|number| number as i64))
        }
        _ => None,
    }
}

/// Turns seconds or milliseconds into milliseconds.
pub(super) fn millis(number: Option<i64>) -> Option<Millis> {
    match number? {
        number if number <= 0 => None,
        number if number < SECONDS_BELOW => Some(number * 1_000),
        number => Some(number),
    }
}
