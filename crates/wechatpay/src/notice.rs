//! Notices of payments: who sent them is proved before a word of them is read, and every failure is the same to whoever
//! asks.

use std::collections::HashSet;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use huicun_domain::clock::Millis;
use serde::Deserialize;
use thiserror::Error;

use crate::client::{Client, Transaction, WireTransaction, text_of};
use crate::seal::{self, Sealed};

/// The longest notice taken, in bytes.
const LONGEST: usize = 64 << 10;
/// How far a notice's time may be off, as WeChat Pay itself asks.
const SKEW: Millis = 5 * 60_000;
/// How many notices are remembered: more than come in ten minutes.
const REMEMBERED: usize = 8_192;

/// A notice was refused. Why is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("the notice was refused")]
pub struct Refused;

/// What comes in the headers of a notice.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoticeHead<'a> {
    /// `Wechatpay-Serial`
    pub serial: &'a str,
    /// `Wechatpay-Timestamp`
    pub timestamp: &'a str,
    /// `Wechatpay-Nonce`
    pub nonce: &'a str,
    /// `Wechatpay-Signature`
    pub signature: &'a str,
}

#[derive(Deserialize)]
struct Envelope {
    event_type: String,
    resource: Sealed,
}

/// The notices that came lately.
#[derive(Default)]
pub(crate) struct Seen(Mutex<(VecDeque<String>, HashSet<String>)>);

impl Seen {
    /// Remembers a notice; `false` where it came before.
    fn remember(&self, head: &NoticeHead<'_>) -> bool {
        let name = format!("{} {}", head.timestamp, head.nonce);
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (order, names) = &mut *seen;
        if !names.insert(name.clone()) {
            return false;
        }
        order.push_back(name);
        if order.len() > REMEMBERED
            && let Some(oldest) = order.pop_front()
        {
            names.remove(&oldest);
        }
        true
    }
}

impl Client {
    /// Opens a notice; `None` for a genuine one that tells of no payment.
    ///
    /// # Errors
    /// [`Refused`] for whatever WeChat Pay did not sign, is old, comes again, or is for another merchant.
    pub async fn open_notice(
        &self,
        head: NoticeHead<'_>,
        body: &[u8],
        now: Millis,
    ) -> Result<Option<Transaction>, Refused> {
        let seconds: i64 = head.timestamp.parse().map_err(|_| Refused)?;
        let sent = seconds.checked_mul(1_000).ok_or(Refused)?;
        let is_near =
            now.checked_sub(sent).is_some_and(|off| off.checked_abs().is_some_and(|off| off <= SKEW));
        if body.len() > LONGEST || !is_near {
            return Err(Refused);
        }
        let key = self.key(head.serial, now).await.ok_or(Refused)?;
        if !seal::verify(&key, &text_of(head.timestamp, head.nonce, body), head.signature) {
            return Err(Refused);
        }
        if !self.seen.remember(&head) {
            return Err(Refused);
        }
        let envelope: Envelope = serde_json::from_slice(body).map_err(|_| Refused)?;
        if envelope.event_type != "TRANSACTION.SUCCESS" {
            return Ok(None);
        }
        let opened = seal::open(&self.merchant.api_v3_key, &envelope.resource).ok_or(Refused)?;
        let transaction: WireTransaction = serde_json::from_slice(&opened).map_err(|_| Refused)?;
        transaction.paid(&self.merchant).map(Some).ok_or(Refused)
    }
}
