//! Calling the interface: one access token per secret, shared, and fetched anew when it has expired.

use std::collections::HashMap;
use std::time::Duration;

use huicun_domain::code::ProblemCode;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::sync::Mutex;

use super::pace::Pace;
use crate::sdk::{Retry, WecomError};

/// How long one call may take.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How often a call that was refused for its frequency, or because WeCom is busy, is tried.
const TRIES: u32 = 4;
/// The wait before the second try; it doubles from one to the next.
const WAIT: Duration = Duration::from_secs(1);

/// A client for one corp.
pub struct Client {
    http: reqwest::Client,
    base: String,
    corp_id: String,
    tokens: Mutex<HashMap<String, String>>,
    pace: Pace,
    wait: Duration,
}

/// The proxy through which WeCom is reached.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxy {
    /// `http://host:port` or `socks5://host:port`; empty for none.
    pub url: String,
    /// `user:password`; empty for none.
    pub password: String,
}

impl std::fmt::Debug for Proxy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Proxy({})", self.url)
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Client({}, {})", self.base, self.corp_id)
    }
}

impl Client {
    /// Makes a client; `base` is `https://qyapi.weixin.qq.com` for the real WeCom.
    ///
    /// # Errors
    /// [`WecomError`] where TLS cannot be set up.
    pub fn new(base: &str, corp_id: &str) -> Result<Self, WecomError> {
        Self::through(&Proxy::default(), base, corp_id)
    }

    /// Makes a client that reaches WeCom through a proxy, and by no other that the environment names: WeCom must see
    /// one address for the library's calls and for these.
    ///
    /// # Errors
    /// [`WecomError`] where the proxy's address is none, or TLS cannot be set up.
    pub fn through(proxy: &Proxy, base: &str, corp_id: &str) -> Result<Self, WecomError> {
        let builder = reqwest::Client::builder().timeout(TIMEOUT).no_proxy();
        let builder = match proxy.url.as_str() {
            "" => builder,
            url => {
                let unusable = |_| WecomError::local(ProblemCode::ProxyUnreachable, Retry::SlowlyAlert);
                let through = reqwest::Proxy::all(url).map_err(unusable)?;
                builder.proxy(match proxy.password.split_once(':') {
                    Some((user, password)) => through.basic_auth(user, password),
                    None => through,
                })
            }
        };
        let http = builder.build();
        let http = http.map_err(|_| WecomError::local(ProblemCode::CertificateFailed, Retry::SlowlyAlert))?;
        let base = base.trim_end_matches('/').to_owned();
        Ok(Self {
            http,
            base,
            corp_id: corp_id.to_owned(),
            tokens: Mutex::default(),
            pace: Pace::default(),
            wait: WAIT,
        })
    }

    /// Waits so long before the second try: tests have no second to spare.
    #[cfg(test)]
    pub(super) fn wait_between_tries(&mut self, wait: Duration) {
        self.wait = wait;
    }

    /// How many calls were made, those that were refused too and the fetching of tokens left out.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.pace.calls()
    }

    /// Asks for nothing and takes any answer of WeCom's: the way there is open.
    ///
    /// # Errors
    /// [`WecomError`] where no answer came, or none of WeCom's.
    pub async fn reach(&self) -> Result<(), WecomError> {
        match self.send("cgi-bin/gettoken", &[], None).await {
            // A corp id is missing: whoever says so is WeCom.
            Err(error) if error.errcode == 0 => Err(error),
            Ok(_) | Err(_) => Ok(()),
        }
    }

    /// Fetches a token of a secret anew.
    ///
    /// # Errors
    /// [`WecomError`]: the corp id or the secret is wrong, or WeCom is not to be had.
    pub async fn prove(&self, secret: &str) -> Result<(), WecomError> {
        self.tokens.lock().await.remove(secret);
        self.token(secret).await.map(|_| ())
    }

    /// Reads something by GET.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        secret: &str,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, WecomError> {
        self.call(secret, path, query, None).await
    }

    /// Asks for something by POST.
    pub(super) async fn post<T: DeserializeOwned>(
        &self,
        secret: &str,
        path: &str,
        body: &Value,
    ) -> Result<T, WecomError> {
        self.call(secret, path, &[], Some(body)).await
    }

    async fn call<T: DeserializeOwned>(
        &self,
        secret: &str,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<T, WecomError> {
        let mut tries = 0;
        loop {
            tries += 1;
            let token = self.token(secret).await?;
            self.pace.wait(path).await;
            let mut pairs = vec![("access_token", token.as_str())];
            pairs.extend_from_slice(query);
            let error = match self.send(path, &pairs, body).await {
                Ok(answer) => return serde_json::from_value(answer).map_err(|_| unreadable()),
                Err(error) => error,
            };
            if tries == TRIES {
                return Err(error);
            }
            match error.errcode {
                40_014 | 42_001 => self.forget(secret, &token).await,
                -1 | 6_000 | 41_096 | 45_009 | 45_033 => {
                    tokio::time::sleep(self.wait * (1 << (tries - 1))).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// Finds the token of a secret. Who comes while it is fetched waits for it.
    async fn token(&self, secret: &str) -> Result<String, WecomError> {
        let mut tokens = self.tokens.lock().await;
        if let Some(token) = tokens.get(secret) {
            return Ok(token.clone());
        }
        let query = [("corpid", self.corp_id.as_str()), ("corpsecret", secret)];
        let answer = self.send("cgi-bin/gettoken", &query, None).await?;
        let token = answer["access_token"].as_str().ok_or_else(unreadable)?.to_owned();
        tokens.insert(secret.to_owned(), token.clone());
        Ok(token)
    }

    async fn forget(&self, secret: &str, token: &str) {
        let mut tokens = self.tokens.lock().await;
        if tokens.get(secret).is_some_and(|known| known == token) {
            tokens.remove(secret);
        }
    }

    pub(super) async fn send(
        &self,
        path: &str,
        query: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Value, WecomError> {
        let url = format!("{}/{path}?{}", self.base, encode(query));
        let request = match body {
            Some(body) => self.http.post(url).json(body),
            None => self.http.get(url),
        };
        // An error of the HTTP library would repeat the URL, and with it the token.
        let network = |_| WecomError::local(ProblemCode::NetworkFailed, Retry::Backoff);
        let answer: Value = request.send().await.map_err(network)?.json().await.map_err(|_| unreadable())?;
        match answer["errcode"].as_i64().unwrap_or_default() {
            0 => Ok(answer),
            errcode => Err(WecomError::of_errcode(errcode, answer["errmsg"].as_str().unwrap_or_default())),
        }
    }
}

fn unreadable() -> WecomError {
    WecomError::local(ProblemCode::AnswerUnreadable, Retry::Backoff)
}

/// Writes a query; everything but letters and digits is escaped.
fn encode(query: &[(&str, &str)]) -> String {
    let mut text = String::new();
    for (name, value) in query {
        if !text.is_empty() {
            text.push('&');
        }
        text.push_str(name);
        text.push('=');
        for byte in value.bytes() {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => text.push(char::from(byte)),
                other => text.push_str(&format!("%{other:02X}")),
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use wiremock::matchers::{method, path, query_param};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;

    fn answer(json: Value) -> ResponseTemplate {
        ResponseTemplate::new(200).set_body_json(json)
    }

    #[tokio::test]
    async fn an_expired_token_is_fetched_anew_once() {
        let server = MockServer::start().await;
        let token = |text: &str| answer(serde_json::json!({"errcode": 0, "access_token": text}));
        let gettoken = || {
            Mock::given(method("GET")).and(path("/cgi-bin/gettoken")).and(query_param("corpsecret", "s+1"))
        };
        gettoken().respond_with(token("old")).up_to_n_times(1).mount(&server).await;
        gettoken().respond_with(token("new")).expect(1).mount(&server).await;
        let list =
            |text: &str| Mock::given(path("/cgi-bin/department/list")).and(query_param("access_token", text));
        list("old")
            .respond_with(answer(serde_json::json!({"errcode": 42001, "errmsg": "expired"})))
            .mount(&server)
            .await;
        list("new")
            .respond_with(answer(serde_json::json!({"errcode": 0, "department": []})))
            .mount(&server)
            .await;
        let client = Client::new(&server.uri(), "wwtest").unwrap();
        assert!(client.departments("s+1").await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn a_refusal_names_its_code_and_no_secret() {
        let server = MockServer::start().await;
        let refused = serde_json::json!({"errcode": 40001, "errmsg": "invalid credential"});
        Mock::given(path("/cgi-bin/gettoken")).respond_with(answer(refused)).mount(&server).await;
        let error =
            Client::new(&server.uri(), "wwtest").unwrap().departments("top-secret").await.unwrap_err();
        assert_eq!(error.code, ProblemCode::SecretWrong);
        assert!(!format!("{error:?}").contains("top-secret"));
        let away = Client::new("http://127.0.0.1:1", "wwtest").unwrap().departments("s").await.unwrap_err();
        assert_eq!(away.code, ProblemCode::NetworkFailed);
    }
}
