//! A browser of sorts: keeps its cookie, sends the header, reads JSON.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request};
use huicun_domain::access::Role;
use huicun_server::ServerSettings;
use huicun_testkit::{PASSWORD, PayNotice, TestApp, TestAppBuilder, TestPay, operator_name};
use serde_json::{Value, json};
use tower::ServiceExt;

/// An archive behind its interface.
pub struct Api {
    pub app: TestApp,
    router: Router,
}

/// Somebody who sends requests.
#[derive(Clone)]
pub struct Client {
    router: Router,
    pub cookie: Option<String>,
    headers: Vec<(&'static str, String)>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Api {
    pub async fn start(builder: TestAppBuilder) -> Self {
        Self::with(builder, ServerSettings::default()).await
    }

    pub async fn with(builder: TestAppBuilder, settings: ServerSettings) -> Self {
        let app = builder.start().await;
        let router = huicun_server::router(app.services.clone(), settings);
        Self { app, router }
    }

    /// What a process would serve.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// An archive that is the merchant of a virtual WeChat Pay.
    pub async fn with_pay(builder: TestAppBuilder) -> (Self, TestPay) {
        let mut app = builder.start().await;
        let pay = TestPay::start(&mut app).await;
        let router = huicun_server::router(app.services.clone(), ServerSettings::default());
        (Self { app, router }, pay)
    }

    /// Somebody who is not signed in.
    pub fn nobody(&self) -> Client {
        Client { router: self.router.clone(), cookie: None, headers: vec![("x-huicun", "1".into())] }
    }

    /// The operator of a role, signed in.
    pub async fn client(&self, role: Role) -> Client {
        self.app.operator(role).await;
        self.sign_in(operator_name(role)).await
    }

    /// The operator of a name, signed in.
    pub async fn sign_in(&self, name: &str) -> Client {
        let mut client = self.nobody();
        let body = json!({ "name": name, "password": PASSWORD });
        let answer = client.post("/session", &body).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        client.cookie = answer.cookie();
        client
    }

    /// Ends the test.
    pub async fn finish(self) {
        self.app.finish().await;
    }
}

impl Client {
    /// Sends a header with every request; an empty value removes it.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            self.headers.push((name, value.to_owned()));
        }
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(body.to_string())).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, path, Some(body.to_string())).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, None).await
    }

    /// Sends bytes under `/api/v1`.
    pub async fn upload(&self, path: &str, bytes: &[u8]) -> Answer {
        self.request(
            Method::POST,
            &format!("/api/v1{path}"),
            "application/octet-stream",
            Some(bytes.to_vec()),
        )
        .await
    }

    /// Sends a notice of WeChat Pay's, from outside.
    pub async fn notify(&self, notice: &PayNotice) -> Answer {
        let mut client = Self { router: self.router.clone(), cookie: None, headers: Vec::new() };
        client.headers.extend(notice.headers.iter().cloned());
        let body = Some(notice.body.clone().into_bytes());
        client.request(Method::POST, "/wechat-pay/notify", "application/json", body).await
    }

    /// Sends anything, to a path under `/api/v1`, or to one that starts with `//` as it is.
    pub async fn send(&self, method: Method, path: &str, body: Option<String>) -> Answer {
        let path = path
            .strip_prefix('/')
            .filter(|rest| rest.starts_with('/'))
            .map_or_else(|| format!("/api/v1{path}"), str::to_owned);
        self.request(method, &path, "application/json", body.map(String::into_bytes)).await
    }

    async fn request(&self, method: Method, path: &str, media_type: &str, body: Option<Vec<u8>>) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header("host", "archive.example");
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        if body.is_some() {
            request = request.header("content-type", media_type);
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body }
    }
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body of an answer that must be good.
    #[track_caller]
    pub fn good(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {}", self.status, self.text());
        self.json()
    }

    /// Checks that the answer is a problem of this code.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Value {
        let body = self.json();
        assert_eq!((self.status, body["code"].as_str().unwrap_or_default()), (status, code), "{body}");
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(body["status"], status);
        assert_eq!(body["type"], format!("urn:huicun:problem:{code}"));
        assert_eq!(body["request_id"], self.header("x-request-id"));
        body
    }

    /// `name=value` of the cookie that was set.
    pub fn cookie(&self) -> Option<String> {
        self.header("set-cookie").split(';').next().filter(|pair| !pair.is_empty()).map(str::to_owned)
    }
}
