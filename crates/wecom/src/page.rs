//! Pages of `GetChatData`: the JSON that the library puts into its slice.
//!
//! An item that is no envelope stops no other, and numbers may come as text. What a page should not hold, such as
//! numbers that do not rise, is told by [`Page::anomalies`] and decided by whoever pulls.

mod anomalies;
mod lenient;

use std::borrow::Cow;

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use huicun_domain::ids::{MsgId, Seq};
use serde::Deserialize;
use serde_json::value::RawValue;
use thiserror::Error;

use self::lenient::{Text, whole};
use crate::sdk::WecomError;

pub use anomalies::Anomaly;

/// Base64 as WeCom writes it, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its items, in the order in which they came.
    pub items: Vec<PageItem>,
}

/// An item of a page.
#[derive(Clone, Debug)]
pub enum PageItem {
    /// An envelope.
    Envelope(EnvelopeItem),
    /// Something that is no envelope.
    Broken {
        /// Its number, where it has one.
        seq: Option<Seq>,
        /// Its bytes as received.
        raw: Bytes,
    },
}

/// An envelope (加密信封) as the SDK delivered it.
#[derive(Clone)]
pub struct EnvelopeItem {
    /// WeCom's number.
    pub seq: Seq,
    /// WeCom's id.
    pub msgid: MsgId,
    /// The version of the public key that closed it.
    pub key_version: u32,
    /// `encrypt_random_key` without base64: the random key, closed by RSA.
    pub random_key: Vec<u8>,
    /// `encrypt_chat_msg` exactly as received, for `DecryptData`.
    pub chat_msg: Bytes,
    /// The whole item exactly as received.
    pub raw: Bytes,
}

impl std::fmt::Debug for EnvelopeItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "EnvelopeItem(seq {}, key version {}, {} bytes)",
            self.seq,
            self.key_version,
            self.raw.len()
        )
    }
}

/// Why a page has no items.
#[derive(Clone, Debug, Error)]
pub enum PageError {
    /// It is no page.
    #[error("a page of {length} bytes cannot be parsed")]
    Unparseable {
        /// How long it is.
        length: usize,
    },
    /// WeCom refused.
    #[error("wecom refused the page")]
    Refused(#[source] WecomError),
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow, default)]
    errcode: Option<&'a RawValue>,
    #[serde(default)]
    errmsg: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    chatdata: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct WireItem<'a> {
    #[serde(borrow)]
    seq: &'a RawValue,
    #[serde(borrow)]
    msgid: Text<'a>,
    #[serde(borrow)]
    publickey_ver: &'a RawValue,
    #[serde(borrow)]
    encrypt_random_key: Text<'a>,
    #[serde(borrow)]
    encrypt_chat_msg: Text<'a>,
}

/// Parses a page. An item that is no envelope is kept as [`PageItem::Broken`] and stops no other.
///
/// # Errors
/// [`PageError::Unparseable`], and [`PageError::Refused`] for an `errcode`.
pub fn parse_page(bytes: &[u8]) -> Result<Page, PageError> {
    let wire: Wire<'_> =
        serde_json::from_slice(bytes).map_err(|_| PageError::Unparseable { length: bytes.len() })?;
    // A code that is no number is a refusal of a kind that nobody knows.
    let errcode = wire.errcode.map_or(Some(0), whole).unwrap_or(-1);
    if errcode != 0 {
        return Err(PageError::Refused(WecomError::of_errcode(errcode, &wire.errmsg.unwrap_or_default())));
    }
    let items = wire.chatdata.unwrap_or_default().into_iter().map(|raw| item(raw.get().as_bytes()));
    Ok(Page { items: items.collect() })
}

fn item(raw: &[u8]) -> PageItem {
    match EnvelopeItem::parse(raw) {
        Ok(envelope) => PageItem::Envelope(envelope),
        Err(_) => {
            let seq = lenient::seq(raw).and_then(Seq::from_wire);
            PageItem::Broken { seq, raw: Bytes::copy_from_slice(raw) }
        }
    }
}

impl EnvelopeItem {
    /// Parses one item as it was received.
    ///
    /// # Errors
    /// [`PageError::Unparseable`].
    pub fn parse(raw: &[u8]) -> Result<Self, PageError> {
        let unparseable = || PageError::Unparseable { length: raw.len() };
        let wire: WireItem<'_> = serde_json::from_slice(raw).map_err(|_| unparseable())?;
        Ok(Self {
            seq: whole(wire.seq).and_then(Seq::from_wire).ok_or_else(unparseable)?,
            msgid: MsgId::new(wire.msgid.0),
            key_version: whole(wire.publickey_ver).ok_or_else(unparseable)?,
            random_key: BASE64.decode(wire.encrypt_random_key.0.trim()).map_err(|_| unparseable())?,
            chat_msg: Bytes::from(wire.encrypt_chat_msg.0.into_owned()),
            raw: Bytes::copy_from_slice(raw),
        })
    }
}

#[cfg(test)]
mod tests {
    use huicun_domain::code::ProblemCode;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_broken_item_stops_no_other() {
        let page = br#"{"errcode":0,"errmsg":"ok","chatdata":[
            {"seq":1,"msgid":"a","publickey_ver":3,"encrypt_random_key":"AAEC","encrypt_chat_msg":"xyz="},
            {"seq":2,"msgid":"b"},
            {"seq":18446744073709551615,"msgid":"c","publickey_ver":3,"encrypt_random_key":"AAEC","encrypt_chat_msg":""},
            "text"]}"#;
        let items = parse_page(page).unwrap().items;
        assert_eq!(items.len(), 4);
        let PageItem::Envelope(first) = &items[0] else { panic!() };
        assert_eq!(
            (first.seq, first.key_version, first.random_key.as_slice()),
            (Seq(1), 3, [0, 1, 2].as_slice())
        );
        assert_eq!(first.chat_msg, "xyz=");
        assert_eq!(EnvelopeItem::parse(&first.raw).unwrap().msgid, first.msgid);
        assert!(matches!(&items[1], PageItem::Broken { seq: Some(Seq(2)), .. }));
        assert!(matches!(&items[2], PageItem::Broken { seq: None, .. }));
        assert!(matches!(&items[3], PageItem::Broken { seq: None, .. }));
    }

    #[test]
    fn numbers_may_come_as_text() {
        let page = br#"{"errcode":"0","errmsg":null,"chatdata":[{"seq":"9","msgid":77,"publickey_ver":"3",
            "encrypt_random_key":"AAEC\n","encrypt_chat_msg":"x\/y=","later":{"unknown":true}}]}"#;
        let items = parse_page(page).unwrap().items;
        let [PageItem::Envelope(item)] = items.as_slice() else { panic!("{items:?}") };
        assert_eq!((item.seq, item.msgid.as_str(), item.key_version), (Seq(9), "77", 3));
        assert_eq!(item.chat_msg, "x/y=");
        let refused = parse_page(br#"{"errcode":"45009","errmsg":"slow down"}"#);
        assert!(matches!(refused, Err(PageError::Refused(WecomError { errcode: 45_009, .. }))));
        assert!(matches!(parse_page(br#"{"errcode":{}}"#), Err(PageError::Refused(_))));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0usize..160, byte in any::<u8>()) {
            let _ = parse_page(&bytes);
            let mut page = br#"{"errcode":0,"chatdata":[{"seq":1,"msgid":"a","publickey_ver":3,"encrypt_random_key":"AAEC","encrypt_chat_msg":"x"},{"seq":2}]}"#.to_vec();
            if let Some(place) = page.get_mut(at) {
                *place = byte;
            }
            if let Ok(page) = parse_page(&page) {
                prop_assert!(page.items.len() <= 2);
                let _ = page.anomalies(Seq(0), 2);
            }
        }
    }

    #[test]
    fn refusals_and_rubbish_are_told_apart() {
        let refused = parse_page(
            br#"{"errcode":301042,"errmsg":"get chatdata whiteip not match, from ip: 203.0.113.7"}"#,
        );
        let Err(PageError::Refused(error)) = refused else { panic!() };
        assert_eq!((error.code, error.errcode), (ProblemCode::IpNotTrusted, 301_042));
        assert!(error.errmsg.contains("203.0.113.7"));
        assert!(matches!(parse_page(b"{\"errcode\":0,\"chatda"), Err(PageError::Unparseable { length: 20 })));
        assert!(parse_page(br#"{"errcode":0,"chatdata":null}"#).unwrap().items.is_empty());
        assert!(parse_page(br#"{"errcode":0}"#).unwrap().items.is_empty());
    }
}
