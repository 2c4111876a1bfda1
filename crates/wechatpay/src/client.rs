//! Asking WeChat Pay.

use std::time::Duration;

use aws_lc_rs::rand;
use aws_lc_rs::signature::RsaKeyPair;
use huicun_domain::clock::Millis;
use huicun_domain::service::Money;
use jiff::Timestamp;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::certificate;
use crate::error::PayError;
use crate::keys::Keys;
use crate::merchant::Merchant;
use crate::notice::Seen;
use crate::seal::{self, Sealed};

/// How long one call may take.
const TIMEOUT: Duration = Duration::from_secs(15);

/// A client for one merchant.
pub struct Client {
    pub(crate) merchant: Merchant,
    pub(crate) keys: Keys,
    pub(crate) seen: Seen,
    http: reqwest::Client,
    private_key: RsaKeyPair,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({:?})", self.merchant)
    }
}

/// An order to be paid.
#[derive(Clone, Debug)]
pub struct Prepay<'a> {
    /// The order's number.
    pub number: &'a str,
    /// What the payer reads.
    pub description: &'a str,
    /// How much.
    pub amount: Money,
    /// Until when.
    pub expires_at: Millis,
}

/// Money to be given back.
#[derive(Clone, Debug)]
pub struct RefundOrder<'a> {
    /// What WeChat Pay calls the payment.
    pub transaction: &'a str,
    /// Our number of the refund: asked again, it is the same refund.
    pub number: &'a str,
    /// How much.
    pub amount: Money,
    /// How much was paid.
    pub total: Money,
    /// Why, for the payer.
    pub reason: &'a str,
}

/// How far a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefundStatus {
    /// The payer has it.
    Done,
    /// It is under way.
    Processing,
    /// It came to nothing.
    Failed,
}

/// Money that a payer paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// The order's number.
    pub number: String,
    /// What WeChat Pay calls the payment.
    pub id: String,
    /// How much.
    pub amount: Money,
    /// When.
    pub paid_at: Millis,
}

/// Where an order stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trade {
    /// Nobody paid, and somebody still may.
    Waiting,
    /// It was paid.
    Paid(Transaction),
    /// It was closed, or never was.
    Gone,
}

#[derive(Deserialize)]
struct CodeUrl {
    code_url: String,
}

#[derive(Deserialize)]
struct Certificates {
    data: Vec<Certificate>,
}

#[derive(Deserialize)]
struct Certificate {
    serial_no: String,
    encrypt_certificate: Sealed,
}

#[derive(Deserialize)]
struct Refunded {
    status: String,
}

/// A transaction as WeChat Pay writes it; what is missing before it is paid is optional.
#[derive(Deserialize)]
pub(crate) struct WireTransaction {
    mchid: String,
    #[serde(default)]
    appid: String,
    out_trade_no: String,
    #[serde(default)]
    transaction_id: String,
    trade_state: String,
    #[serde(default)]
    success_time: String,
    #[serde(default)]
    amount: WireAmount,
}

#[derive(Default, Deserialize)]
struct WireAmount {
    #[serde(default)]
    total: i64,
    #[serde(default)]
    currency: String,
}

impl WireTransaction {
    /// Understands it, where it is this merchant's and paid.
    pub(crate) fn paid(self, merchant: &Merchant) -> Option<Transaction> {
        let ours = self.mchid == merchant.mchid && self.appid == merchant.appid;
        // What was given back was paid before.
        let is_paid = matches!(self.trade_state.as_str(), "SUCCESS" | "REFUND");
        if !ours || !is_paid || self.amount.currency != "CNY" || self.amount.total <= 0 {
            return None;
        }
        let paid_at = self.success_time.parse::<Timestamp>().ok()?.as_millisecond();
        if self.transaction_id.is_empty() || self.out_trade_no.is_empty() {
            return None;
        }
        let amount = Money::from_fen(self.amount.total);
        Some(Transaction { number: self.out_trade_no, id: self.transaction_id, amount, paid_at })
    }
}

impl Client {
    /// Makes a client.
    ///
    /// # Errors
    /// [`PayError::PrivateKey`], [`PayError::ApiKey`], [`PayError::PublicKey`], [`PayError::Tls`].
    pub fn new(merchant: Merchant) -> Result<Self, PayError> {
        let private_key = seal::private_key(&merchant.private_key)?;
        if merchant.api_v3_key.len() != 32 {
            return Err(PayError::ApiKey);
        }
        let keys = Keys::default();
        if let Some((id, pem)) = &merchant.public_key {
            keys.keep([(id.clone(), seal::pem_body(pem).ok_or(PayError::PublicKey)?)]);
        }
        let http = reqwest::Client::builder().timeout(TIMEOUT).build().map_err(|_| PayError::Tls)?;
        Ok(Self { merchant, keys, seen: Seen::default(), http, private_key })
    }

    /// Makes an order known; gives what a phone scans to pay it.
    ///
    /// # Errors
    /// [`PayError`].
    pub async fn prepay(&self, order: &Prepay<'_>, now: Millis) -> Result<String, PayError> {
        // As its own examples write it: in China's time.
        let expires = Timestamp::from_millisecond(order.expires_at + 8 * 3_600_000);
        let expires = expires.map_err(|_| PayError::Unreadable)?;
        let body = json!({
            "appid": self.merchant.appid,
            "mchid": self.merchant.mchid,
            "description": order.description,
            "out_trade_no": order.number,
            "time_expire": format!("{}+08:00", expires.strftime("%Y-%m-%dT%H:%M:%S")),
            "notify_url": self.merchant.notify_url,
            "amount": { "total": order.amount.fen(), "currency": "CNY" },
        });
        let answer: CodeUrl =
            self.call(Method::POST, "/v3/pay/transactions/native", Some(&body), now).await?;
        Ok(answer.code_url)
    }

    /// Asks where an order stands.
    ///
    /// # Errors
    /// [`PayError`].
    pub async fn query(&self, number: &str, now: Millis) -> Result<Trade, PayError> {
        let path = format!("/v3/pay/transactions/out-trade-no/{number}?mchid={}", self.merchant.mchid);
        let answer: WireTransaction = match self.call(Method::GET, &path, None, now).await {
            Err(error) if error.is("ORDER_NOT_EXIST") => return Ok(Trade::Gone),
            answer => answer?,
        };
        match answer.trade_state.as_str() {
            "SUCCESS" | "REFUND" => {
                let paid = answer.paid(&self.merchant).filter(|paid| paid.number == number);
                paid.map(Trade::Paid).ok_or(PayError::Unreadable)
            }
            "NOTPAY" | "USERPAYING" => Ok(Trade::Waiting),
            "CLOSED" | "REVOKED" | "PAYERROR" => Ok(Trade::Gone),
            _ => Err(PayError::Unreadable),
        }
    }

    /// Closes an order, so that nobody can pay it any more.
    ///
    /// # Errors
    /// [`PayError`]; `ORDERPAID` where it was paid.
    pub async fn close(&self, number: &str, now: Millis) -> Result<(), PayError> {
        let path = format!("/v3/pay/transactions/out-trade-no/{number}/close");
        let body = json!({ "mchid": self.merchant.mchid });
        match self.send(Method::POST, &path, Some(&body), now).await {
            Err(error) if error.is("ORDER_NOT_EXIST") || error.is("ORDER_CLOSED") => Ok(()),
            answer => answer.map(|_| ()),
        }
    }

    /// Gives money back. Asked again with the same number, it tells how far that refund is.
    ///
    /// # Errors
    /// [`PayError`].
    pub async fn refund(&self, refund: &RefundOrder<'_>, now: Millis) -> Result<RefundStatus, PayError> {
        let body = json!({
            "transaction_id": refund.transaction,
            "out_refund_no": refund.number,
            "reason": refund.reason,
            "amount": { "refund": refund.amount.fen(), "total": refund.total.fen(), "currency": "CNY" },
        });
        let answer: Refunded =
            self.call(Method::POST, "/v3/refund/domestic/refunds", Some(&body), now).await?;
        match answer.status.as_str() {
            "SUCCESS" => Ok(RefundStatus::Done),
            "PROCESSING" => Ok(RefundStatus::Processing),
            "CLOSED" | "ABNORMAL" => Ok(RefundStatus::Failed),
            _ => Err(PayError::Unreadable),
        }
    }

    /// Finds the key of a serial; a serial that is not known makes it ask for the certificates, now and then.
    pub(crate) async fn key(&self, serial: &str, now: Millis) -> Option<Vec<u8>> {
        if let Some(key) = self.keys.get(serial) {
            return Some(key);
        }
        if self.keys.may_ask(now)
            && let Err(error) = self.fetch_certificates(now).await
        {
            tracing::warn!(%error, "the certificates of WeChat Pay could not be fetched");
        }
        self.keys.get(serial)
    }

    async fn fetch_certificates(&self, now: Millis) -> Result<(), PayError> {
        let (headers, body) = self.exchange(Method::GET, "/v3/certificates", None, now).await?;
        let answer: Certificates = serde_json::from_slice(&body).map_err(|_| PayError::Unreadable)?;
        let mut keys = Vec::with_capacity(answer.data.len());
        for certificate in answer.data {
            // What opens under the APIv3 key is WeChat Pay's.
            let pem = seal::open(&self.merchant.api_v3_key, &certificate.encrypt_certificate);
            let pem = pem.and_then(|pem| String::from_utf8(pem).ok()).ok_or(PayError::Unsigned)?;
            let key = seal::pem_body(&pem).and_then(|der| certificate::public_key(&der));
            keys.push((certificate.serial_no, key.ok_or(PayError::Unreadable)?));
        }
        let text = signed_text(&headers, &body);
        let signer = keys.iter().find(|(serial, _)| serial == header(&headers, "wechatpay-serial"));
        let good =
            signer.is_some_and(|(_, key)| seal::verify(key, &text, header(&headers, "wechatpay-signature")));
        if !good {
            return Err(PayError::Unsigned);
        }
        self.keys.keep(keys);
        Ok(())
    }

    async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        now: Millis,
    ) -> Result<T, PayError> {
        let answer = self.send(method, path, body, now).await?;
        serde_json::from_slice(&answer).map_err(|_| PayError::Unreadable)
    }

    /// Sends a request and believes the answer only where WeChat Pay signed it.
    async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        now: Millis,
    ) -> Result<Vec<u8>, PayError> {
        let (headers, answer) = self.exchange(method, path, body, now).await?;
        let key = self.key(header(&headers, "wechatpay-serial"), now).await.ok_or(PayError::Unsigned)?;
        let text = signed_text(&headers, &answer);
        if seal::verify(&key, &text, header(&headers, "wechatpay-signature")) {
            Ok(answer)
        } else {
            Err(PayError::Unsigned)
        }
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        now: Millis,
    ) -> Result<(HeaderMap, Vec<u8>), PayError> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let authorization = self.authorization(method.as_str(), path, &body, now)?;
        let url = format!("{}{path}", self.merchant.base_url.trim_end_matches('/'));
        let request = self.http.request(method, url).header("authorization", authorization);
        let request = request.header("accept", "application/json").header("user-agent", "huicun");
        let request = request.header("content-type", "application/json").body(body);
        let answer = request.send().await.map_err(|_| PayError::Network)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.map_err(|_| PayError::Network)?.to_vec();
        if status.is_success() {
            return Ok((headers, body));
        }
        let code = serde_json::from_slice::<Value>(&body).ok();
        let code = code.as_ref().and_then(|body| body["code"].as_str()).unwrap_or_default();
        // A word of theirs, and no more of what they say: it may repeat what was sent.
        let is_word = code.len() <= 40 && code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        Err(PayError::Answered {
            status: status.as_u16(),
            code: if is_word { code.to_owned() } else { String::new() },
        })
    }

    fn authorization(&self, method: &str, path: &str, body: &str, now: Millis) -> Result<String, PayError> {
        let mut random = [0; 16];
        rand::fill(&mut random).map_err(|_| PayError::PrivateKey)?;
        let nonce: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let timestamp = now.div_euclid(1_000);
        // The path that is signed is the one that the server sees: with what the base address has in front.
        let prefix = self.merchant.base_url.splitn(4, '/').nth(3).map(|rest| rest.trim_end_matches('/'));
        let prefix =
            prefix.filter(|prefix| !prefix.is_empty()).map(|prefix| format!("/{prefix}")).unwrap_or_default();
        let text = format!("{method}\n{prefix}{path}\n{timestamp}\n{nonce}\n{body}\n");
        let signature = seal::sign(&self.private_key, text.as_bytes())?;
        let Merchant { mchid, serial, .. } = &self.merchant;
        Ok(format!(
            "WECHATPAY2-SHA256-RSA2048 mchid=\"{mchid}\",nonce_str=\"{nonce}\",signature=\"{signature}\",\
             timestamp=\"{timestamp}\",serial_no=\"{serial}\""
        ))
    }
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn signed_text(headers: &HeaderMap, body: &[u8]) -> Vec<u8> {
    text_of(header(headers, "wechatpay-timestamp"), header(headers, "wechatpay-nonce"), body)
}

/// What WeChat Pay signs.
pub(crate) fn text_of(timestamp: &str, nonce: &str, body: &[u8]) -> Vec<u8> {
    [timestamp.as_bytes(), b"\n", nonce.as_bytes(), b"\n", body, b"\n"].concat()
}
