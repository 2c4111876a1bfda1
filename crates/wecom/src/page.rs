//! Pages of `GetChatData`: the JSON that the library puts into its slice.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use huicun_domain::ids::{MsgId, Seq};
use serde::Deserialize;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::sdk::WecomError;

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
    #[serde(default)]
    errcode: i64,
    #[serde(default)]
    errmsg: String,
    #[serde(borrow, default)]
    chatdata: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct WireItem<'a> {
    seq: u64,
    msgid: String,
    publickey_ver: u32,
    encrypt_random_key: String,
    #[serde(borrow)]
    encrypt_chat_msg: std::borrow::Cow<'a, str>,
}

#[derive(Deserialize)]
struct OnlySeq {
    seq: u64,
}

/// Parses a page. An item that is no envelope is kept as [`PageItem::Broken`] and stops no other.
///
/// # Errors
/// [`PageError::Unparseable`], and [`PageError::Refused`] for an `errcode`.
pub fn parse_page(bytes: &[u8]) -> Result<Page, PageError> {
    let wire: Wire<'_> =
        serde_json::from_slice(bytes).map_err(|_| PageError::Unparseable { length: bytes.len() })?;
    if wire.errcode != 0 {
        return Err(PageError::Refused(WecomError::of_errcode(wire.errcode, &wire.errmsg)));
    }
    let items = wire.chatdata.unwrap_or_default().into_iter().map(|raw| item(raw.get().as_bytes()));
    Ok(Page { items: items.collect() })
}

fn item(raw: &[u8]) -> PageItem {
    match EnvelopeItem::parse(raw) {
        Ok(envelope) => PageItem::Envelope(envelope),
        Err(_) => {
            let seq = serde_json::from_slice::<OnlySeq>(raw).ok().and_then(|found| Seq::from_wire(found.seq));
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
            seq: Seq::from_wire(wire.seq).ok_or_else(unparseable)?,
            msgid: MsgId::new(wire.msgid),
            key_version: wire.publickey_ver,
            random_key: BASE64.decode(wire.encrypt_random_key.trim()).map_err(|_| unparseable())?,
            chat_msg: Bytes::from(wire.encrypt_chat_msg.into_owned()),
            raw: Bytes::copy_from_slice(raw),
        })
    }
}

#[cfg(test)]
mod tests {
    use huicun_domain::code::ProblemCode;

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
