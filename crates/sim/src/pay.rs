//! A virtual WeChat Pay: the merchant's interface of API v3 for Native orders, as strict about signatures as the real one.
//!
//! It serves under `/pay`, signs every answer, hands its platform certificate out encrypted under the APIv3 key, and sends
//! signed and encrypted notices. Nobody scans its codes: whoever plays the payer says so over `/sim/control/pay`.

mod book;
mod certificate;
mod gate;
mod identity;
mod notice;

use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use identity::PayCredentials;
pub use notice::PayNotice;

use crate::config::SimClock;
use crate::sync::lock;
use book::{Book, Refusal};
use gate::Gate;
use identity::Identity;

/// How a payer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// As asked.
    Once,
    /// As asked, and the notice gets lost.
    Silent,
    /// As asked, and then again with another transaction.
    Twice,
    /// One fen less.
    OtherAmount,
    /// After the order's time.
    Late,
    /// Not at all, but somebody else sends a notice.
    Forged,
}

/// A virtual WeChat Pay.
pub struct VirtualPay {
    identity: Identity,
    gate: Gate,
    book: Mutex<Book>,
    /// Where notices go, whatever orders say.
    receiver: Mutex<Option<String>>,
    clock: SimClock,
    http: reqwest::Client,
}

impl std::fmt::Debug for VirtualPay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "VirtualPay({})", self.identity.credentials.mchid)
    }
}

impl VirtualPay {
    /// Makes one with a merchant of its own.
    ///
    /// # Errors
    /// No keys can be made.
    pub fn new(clock: SimClock) -> anyhow::Result<Self> {
        Ok(Self {
            identity: Identity::make()?,
            gate: Gate::default(),
            book: Mutex::default(),
            receiver: Mutex::default(),
            clock,
            http: reqwest::Client::builder().build().context("TLS cannot be set up")?,
        })
    }

    /// Sends notices there from now on, whatever orders say: a merchant whose port is chosen when it starts cannot name
    /// it before.
    pub fn set_receiver(&self, url: &str) {
        *lock(&self.receiver) = Some(url.to_owned());
    }

    /// What the merchant has to be told.
    #[must_use]
    pub fn credentials(&self) -> &PayCredentials {
        &self.identity.credentials
    }

    /// Serves it alone on a free loopback port, under `/pay`; gives the base address and what ends it.
    ///
    /// # Errors
    /// No port is to be had.
    pub async fn serve(self: Arc<Self>) -> anyhow::Result<(String, tokio::task::JoinHandle<()>)> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let base = format!("http://{}/pay", listener.local_addr()?);
        let router = Router::new().nest("/pay", router(self));
        let task = tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the virtual WeChat Pay ended");
            }
        });
        Ok((base, task))
    }

    /// Lets a payer pay an order; gives the notices that tell of it.
    ///
    /// # Errors
    /// There is no such order, or nobody can pay it any more.
    pub fn pay(&self, number: &str, payer: Payer) -> anyhow::Result<Vec<PayNotice>> {
        let now = (self.clock)();
        let transactions = lock(&self.book).pay(number, payer, now)?;
        let mut notices = Vec::new();
        for transaction in transactions {
            let body = self.identity.transaction(number, &transaction);
            match payer {
                Payer::Silent => {}
                Payer::Forged => notices.push(self.identity.forged(&body, now)?),
                _ => notices.push(self.identity.notice(&body, now)?),
            }
        }
        Ok(notices)
    }

    /// Sends notices to where the order says.
    ///
    /// # Errors
    /// There is no such order, or the receiver cannot be reached; a refusal is told as its status.
    pub async fn send(&self, number: &str, notices: &[PayNotice]) -> anyhow::Result<Vec<u16>> {
        let named = lock(&self.book).notify_url(number).context("there is no such order")?;
        let url = lock(&self.receiver).clone().unwrap_or(named);
        let mut answers = Vec::with_capacity(notices.len());
        for notice in notices {
            let mut request = self.http.post(&url).header("content-type", "application/json");
            for (name, value) in &notice.headers {
                request = request.header(*name, value);
            }
            let answer =
                request.body(notice.body.clone()).send().await.context("the receiver cannot be reached")?;
            answers.push(answer.status().as_u16());
        }
        Ok(answers)
    }

    /// Signs a notice with any content, as only WeChat Pay itself can.
    ///
    /// # Errors
    /// It cannot be encrypted.
    pub fn notice_of(&self, transaction: &Value) -> anyhow::Result<PayNotice> {
        self.identity.notice(transaction, (self.clock)())
    }

    /// Lists the orders that it knows.
    #[must_use]
    pub fn orders(&self) -> Value {
        lock(&self.book).list()
    }

    fn answer(&self, method: &Method, path: &str, body: &[u8]) -> Result<Option<Value>, Refusal> {
        let now = (self.clock)();
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let mchid = self.identity.credentials.mchid.as_str();
        let mut book = lock(&self.book);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (method.as_str(), parts.as_slice()) {
            ("GET", ["v3", "certificates"]) => {
                self.identity.certificates().map(Some).ok_or(Refusal::new(500, "SYSTEM_ERROR"))
            }
            ("POST", ["v3", "pay", "transactions", "native"]) => {
                let ours =
                    asked["mchid"] == mchid && asked["appid"] == self.identity.credentials.appid.as_str();
                if !ours {
                    return Err(Refusal::new(400, "APPID_MCHID_NOT_MATCH"));
                }
                book.prepay(&asked, now).map(Some)
            }
            ("GET", ["v3", "pay", "transactions", "out-trade-no", number]) => {
                if query != format!("mchid={mchid}") {
                    return Err(Refusal::new(400, "PARAM_ERROR"));
                }
                let found = book.find(number)?;
                Ok(Some(self.identity.state(number, found)))
            }
            ("POST", ["v3", "pay", "transactions", "out-trade-no", number, "close"]) => {
                book.close(number).map(|()| None)
            }
            ("POST", ["v3", "refund", "domestic", "refunds"]) => book.refund(&asked, now).map(Some),
            ("GET", ["v3", "refund", "domestic", "refunds", number]) => book.find_refund(number).map(Some),
            _ => Err(Refusal::new(404, "NOT_FOUND")),
        }
    }
}

/// The interface, without its prefix.
pub(crate) fn router(pay: Arc<VirtualPay>) -> Router {
    Router::new().fallback(handle).with_state(pay)
}

async fn handle(
    State(pay): State<Arc<VirtualPay>>,
    OriginalUri(uri): OriginalUri,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let now = (pay.clock)();
    let whole = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let authorization =
        headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let within = whole.strip_prefix("/pay").unwrap_or(&whole);
    let outcome = if pay.gate.lets_pass(&pay.identity, authorization, &method, &whole, &body, now) {
        pay.answer(&method, within, &body)
    } else {
        Err(Refusal::new(401, "SIGN_ERROR"))
    };
    let (status, text) = match outcome {
        Ok(Some(answer)) => (StatusCode::OK, answer.to_string()),
        Ok(None) => (StatusCode::NO_CONTENT, String::new()),
        Err(Refusal { status, code }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            (status, json!({ "code": code, "message": code }).to_string())
        }
    };
    let signed = pay.identity.sign_headers(text.as_bytes(), now);
    let mut response = (status, text).into_response();
    for (name, value) in signed {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

#[cfg(test)]
mod tests;
