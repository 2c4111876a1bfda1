//! Event callbacks: WXBizMsgCrypt. The signature is checked first, and every failure is the same to whoever asks.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use aes::Aes256;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use huicun_domain::clock::Millis;
use sha1::{Digest, Sha1};
use thiserror::Error;

/// WeCom's key has 43 characters, whose last holds two bits too many.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// The longest event taken, in bytes.
pub const LONGEST: usize = 64 << 10;
/// How far an event's time may be off.
const SKEW: Millis = 5 * 60_000;
/// How many nonces are remembered: more than come in ten minutes at the closest spacing.
const NONCES: usize = 4_096;

/// The keys of a callback are not usable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the EncodingAESKey is not 43 characters of base64")]
pub struct KeyMalformed;

/// An event was refused. Why is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the callback was refused")]
pub struct Refused;

/// Opens what WeCom sends.
pub struct Crypt {
    token: String,
    key: [u8; 32],
    receive_id: String,
    seen: Mutex<VecDeque<(Millis, String)>>,
}

impl std::fmt::Debug for Crypt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Crypt({})", self.receive_id)
    }
}

/// What was closed as WeCom closes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// What is encrypted, in base64.
    pub encrypted: String,
    /// `msg_signature`
    pub signature: String,
}

/// What comes in the query of a callback.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// `msg_signature`
    pub signature: &'a str,
    /// `timestamp`
    pub timestamp: &'a str,
    /// `nonce`
    pub nonce: &'a str,
}

impl Crypt {
    /// Takes the token and the EncodingAESKey of WeCom's admin console; `receive_id` is the corp's id.
    ///
    /// # Errors
    /// [`KeyMalformed`].
    pub fn new(token: &str, encoding_aes_key: &str, receive_id: &str) -> Result<Self, KeyMalformed> {
        let key = LENIENT.decode(encoding_aes_key.trim()).map_err(|_| KeyMalformed)?;
        let key = key.try_into().map_err(|_| KeyMalformed)?;
        Ok(Self { token: token.to_owned(), key, receive_id: receive_id.to_owned(), seen: Mutex::default() })
    }

    /// Opens what is encrypted, whatever its age.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open(&self, signed: Signed<'_>, encrypted: &str) -> Result<Vec<u8>, Refused> {
        let expected = self.sign(signed.timestamp, signed.nonce, encrypted);
        let given = signed.signature.to_ascii_lowercase();
        verify_slices_are_equal(expected.as_bytes(), given.as_bytes()).map_err(|_| Refused)?;
        let sealed = LENIENT.decode(encrypted.trim()).map_err(|_| Refused)?;
        self.decrypt(sealed)
    }

    /// Closes a message as WeCom does; `random` is new each time.
    ///
    /// # Errors
    /// [`Refused`] for a message that is longer than any.
    pub fn close(
        &self,
        message: &[u8],
        random: [u8; 16],
        timestamp: &str,
        nonce: &str,
    ) -> Result<Closed, Refused> {
        let length = u32::try_from(message.len()).map_err(|_| Refused)?;
        let mut text = random.to_vec();
        text.extend_from_slice(&length.to_be_bytes());
        text.extend_from_slice(message);
        text.extend_from_slice(self.receive_id.as_bytes());
        let padding = 32 - text.len() % 32;
        text.resize(text.len() + padding, u8::try_from(padding).map_err(|_| Refused)?);
        let (iv, _) = self.key.split_first_chunk::<16>().ok_or(Refused)?;
        let length = text.len();
        let cipher = cbc::Encryptor::<Aes256>::new(&self.key.into(), iv.into());
        let sealed = cipher.encrypt_padded::<NoPadding>(&mut text, length).map_err(|_| Refused)?;
        let encrypted = LENIENT.encode(sealed);
        Ok(Closed { signature: self.sign(timestamp, nonce, &encrypted), encrypted })
    }

    fn sign(&self, timestamp: &str, nonce: &str, encrypted: &str) -> String {
        let mut parts = [self.token.as_str(), timestamp, nonce, encrypted];
        parts.sort_unstable();
        Sha1::digest(parts.concat().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Opens an event's body, refusing what is old or comes again.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open_event(&self, signed: Signed<'_>, body: &[u8], now: Millis) -> Result<Vec<u8>, Refused> {
        if body.len() > LONGEST {
            return Err(Refused);
        }
        let event = self.open(signed, &encrypted_of(body)?)?;
        let seconds: i64 = signed.timestamp.parse().map_err(|_| Refused)?;
        let sent = seconds.checked_mul(1_000).ok_or(Refused)?;
        if (now - sent).abs() > SKEW {
            return Err(Refused);
        }
        self.remember(sent, signed.nonce)?;
        Ok(event)
    }

    /// Forgets an event that could not be worked on: when it comes again, it is taken.
    pub fn forget(&self, signed: Signed<'_>) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.retain(|(sent, nonce)| nonce != signed.nonce || (sent / 1_000).to_string() != signed.timestamp);
    }

    fn remember(&self, sent: Millis, nonce: &str) -> Result<(), Refused> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.iter().any(|known| known.0 == sent && known.1 == nonce) {
            return Err(Refused);
        }
        seen.push_back((sent, nonce.to_owned()));
        if seen.len() > NONCES {
            seen.pop_front();
        }
        Ok(())
    }

    /// Random (16), length (4, big endian), message, receive id, padding to 32 bytes.
    fn decrypt(&self, mut sealed: Vec<u8>) -> Result<Vec<u8>, Refused> {
        let (iv, _) = self.key.split_first_chunk::<16>().ok_or(Refused)?;
        let cipher = cbc::Decryptor::<Aes256>::new(&self.key.into(), iv.into());
        let text = cipher.decrypt_padded::<NoPadding>(&mut sealed).map_err(|_| Refused)?;
        let padding = usize::from(*text.last().ok_or(Refused)?);
        let (text, pad) = text.split_at_checked(text.len().wrapping_sub(padding)).ok_or(Refused)?;
        if !(1..=32).contains(&padding) || pad.iter().any(|byte| usize::from(*byte) != padding) {
            return Err(Refused);
        }
        let (length, rest) = text.get(16..).and_then(<[u8]>::split_first_chunk::<4>).ok_or(Refused)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| Refused)?;
        let (message, receive_id) = rest.split_at_checked(length).ok_or(Refused)?;
        if receive_id != self.receive_id.as_bytes() {
            return Err(Refused);
        }
        Ok(message.to_vec())
    }
}

/// Finds the text of `<Encrypt>` in a body; a document type is refused.
fn encrypted_of(body: &[u8]) -> Result<String, Refused> {
    use quick_xml::events::Event;
    let text = std::str::from_utf8(body).map_err(|_| Refused)?;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut within = false;
    loop {
        match reader.read_event().map_err(|_| Refused)? {
            Event::DocType(_) | Event::Eof => return Err(Refused),
            Event::Start(tag) => within = tag.name().as_ref() == "Encrypt",
            Event::End(_) => within = false,
            Event::CData(data) if within => {
                return Ok(data.into_inner().into_owned());
            }
            Event::Text(data) if within => {
                let text = data.into_inner().trim().to_owned();
                if !text.is_empty() {
                    return Ok(text);
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    /// A callback closed for this test: token `t`, key of zeros, corp `wwtest`, message `hello`.
    fn closed(message: &[u8], receive_id: &str, padding: Option<u8>) -> (Crypt, String) {
        let crypt = Crypt::new("t", &"A".repeat(43), "wwtest").unwrap();
        let mut text = vec![7; 16];
        text.extend_from_slice(&u32::try_from(message.len()).unwrap().to_be_bytes());
        text.extend_from_slice(message);
        text.extend_from_slice(receive_id.as_bytes());
        let missing = 32 - text.len() % 32;
        text.extend(vec![padding.unwrap_or(u8::try_from(missing).unwrap()); missing]);
        let length = text.len();
        let cipher = cbc::Encryptor::<Aes256>::new(&[0; 32].into(), &[0; 16].into());
        let sealed = cipher.encrypt_padded::<NoPadding>(&mut text, length).unwrap().to_vec();
        (crypt, LENIENT.encode(sealed))
    }

    fn sign(encrypted: &str, timestamp: &str, nonce: &str) -> String {
        let mut parts = ["t", timestamp, nonce, encrypted];
        parts.sort_unstable();
        Sha1::digest(parts.concat().as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn an_event_opens_once_and_in_its_time() {
        let (crypt, encrypted) = closed(b"<xml/>", "wwtest", None);
        let signature = sign(&encrypted, "1785553201", "9");
        let signed = Signed { signature: &signature, timestamp: "1785553201", nonce: "9" };
        let body = format!("<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>");
        let now = 1_785_553_201_000;
        assert_eq!(crypt.open_event(signed, body.as_bytes(), now + SKEW + 1), Err(Refused));
        assert_eq!(crypt.open_event(signed, body.as_bytes(), now).unwrap(), b"<xml/>");
        assert_eq!(crypt.open_event(signed, body.as_bytes(), now), Err(Refused), "it comes again");
        crypt.forget(signed);
        assert_eq!(
            crypt.open_event(signed, body.as_bytes(), now).unwrap(),
            b"<xml/>",
            "it was not worked on"
        );
        let doctype = format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{body}");
        assert_eq!(crypt.open_event(signed, doctype.as_bytes(), now), Err(Refused));
        assert_eq!(crypt.open_event(signed, &vec![b'x'; LONGEST + 1], now), Err(Refused));
    }

    #[test]
    fn whatever_is_altered_is_refused_alike() {
        for (message, receive_id, padding) in
            [(b"m", "wwother", None), (b"m", "wwtest", Some(0)), (b"m", "wwtest", Some(33))]
        {
            let (crypt, encrypted) = closed(message, receive_id, padding);
            let signature = sign(&encrypted, "1", "2");
            let signed = Signed { signature: &signature, timestamp: "1", nonce: "2" };
            assert_eq!(crypt.open(signed, &encrypted), Err(Refused), "{receive_id} {padding:?}");
        }
        let (crypt, encrypted) = closed(b"m", "wwtest", None);
        for signature in ["", "00", &"0".repeat(40)] {
            let signed = Signed { signature, timestamp: "1", nonce: "2" };
            assert_eq!(crypt.open(signed, &encrypted), Err(Refused));
        }
        assert!(Crypt::new("t", "short", "ww").is_err());
    }

    #[test]
    fn the_published_vectors_open_and_close() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/wecom/crypto-vectors.json");
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("skipped: {} is not there", path.display());
            return;
        };
        let vectors: Value = serde_json::from_str(&text).unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let callback = &vectors["callback"];
        let crypt = Crypt::new(
            &text(&callback["token"]),
            &text(&callback["encoding_aes_key"]),
            &text(&callback["receiveid"]),
        );
        let crypt = crypt.unwrap();
        let cases = callback["cases"].as_array().unwrap();
        assert!(cases.len() >= 3);
        for case in cases {
            let (signature, timestamp, nonce) =
                (text(&case["msg_signature"]), text(&case["timestamp"]), text(&case["nonce"]));
            let signed = Signed { signature: &signature, timestamp: &timestamp, nonce: &nonce };
            let opened = crypt.open(signed, &text(&case["encrypt"])).unwrap();
            assert_eq!(opened, text(&case["plaintext_msg"]).into_bytes(), "{}", case["name"]);
            let random: [u8; 16] = text(&case["random16"]).as_bytes().try_into().unwrap();
            let closed = crypt.close(&opened, random, &timestamp, &nonce).unwrap();
            assert_eq!(
                (closed.encrypted, closed.signature),
                (text(&case["encrypt"]), signature),
                "{}",
                case["name"]
            );
        }
    }
}
