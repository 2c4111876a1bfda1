//! Who may ask: the `Authorization` of every request is checked as WeChat Pay checks it.

use std::collections::{BTreeMap, HashSet};
use std::sync::Mutex;

use axum::http::Method;

use super::identity::Identity;
use crate::sync::lock;

/// How far a request's time may be off, in seconds.
const SKEW: i64 = 300;

/// The gate, with the nonces that came through it.
#[derive(Default)]
pub(super) struct Gate(Mutex<HashSet<String>>);

impl Gate {
    /// Tells whether the merchant signed this request, lately, and for the first time.
    pub(super) fn lets_pass(
        &self,
        identity: &Identity,
        authorization: &str,
        method: &Method,
        path: &str,
        body: &[u8],
        now: i64,
    ) -> bool {
        let Some(fields) = authorization.strip_prefix("WECHATPAY2-SHA256-RSA2048 ").and_then(fields) else {
            return false;
        };
        let field = |name: &str| fields.get(name).map_or("", String::as_str);
        let credentials = &identity.credentials;
        let timestamp = field("timestamp");
        let is_near = timestamp.parse::<i64>().is_ok_and(|sent| (now / 1_000 - sent).abs() <= SKEW);
        let nonce = field("nonce_str");
        let named = field("mchid") == credentials.mchid && field("serial_no") == credentials.serial;
        if !named || !is_near || nonce.is_empty() || nonce.len() > 32 {
            return false;
        }
        let head = format!("{method}\n{path}\n{timestamp}\n{nonce}\n");
        let text = [head.as_bytes(), body, b"\n"].concat();
        identity.merchant_signed(&text, field("signature")) && lock(&self.0).insert(nonce.to_owned())
    }
}

/// Reads `name="value",name="value"`.
fn fields(text: &str) -> Option<BTreeMap<String, String>> {
    text.split(',')
        .map(|field| {
            let (name, value) = field.trim().split_once('=')?;
            let value = value.strip_prefix('"')?.strip_suffix('"')?;
            Some((name.to_owned(), value.to_owned()))
        })
        .collect()
}
