//! Reading numbers that come as text, and texts that come as numbers.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A text, or a number as it is written out.
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrNumber)
    }
}

struct TextOrNumber;

impl<'de> Visitor<'de> for TextOrNumber {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(number.to_string())))
    }
}

/// Reads a whole number, in quotes or not.
pub(super) fn whole<N: FromStr>(raw: &RawValue) -> Option<N> {
    raw.get().trim_matches('"').trim().parse().ok()
}

/// Reads the number of an item of which nothing else may be right.
pub(super) fn seq(raw: &[u8]) -> Option<u64> {
    #[derive(Deserialize)]
    struct OnlySeq<'a> {
        #[serde(borrow)]
        seq: &'a RawValue,
    }
    serde_json::from_slice::<OnlySeq<'_>>(raw).ok().and_then(|found| whole(found.seq))
}
