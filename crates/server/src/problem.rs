//! Problem details (RFC 9457), worded by the one table of codes.
//!
//! A handler's error becomes a bare response that carries the [`Problem`]; [`crate::guard::problems`] gives it its words
//! once the language and the request's id are known.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huicun_app::AppError;
use huicun_domain::code::{Language, ProblemCode};
use serde::Serialize;
use utoipa::ToSchema;

/// What handlers return.
pub type Answer<T> = Result<axum::Json<T>, Problem>;

/// A problem on its way out.
#[derive(Clone, Debug)]
pub struct Problem {
    code: ProblemCode,
    status: StatusCode,
    detail: Option<String>,
    cause: Option<Arc<AppError>>,
}

/// Problem details (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemDetails {
    /// Names the code as a URN.
    #[serde(rename = "type")]
    kind: String,
    /// What is wrong.
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// The stable word that programs may rely on.
    code: &'static str,
    /// What is wrong in this case, where there is more to say.
    detail: Option<String>,
    /// What to do about it.
    fix: &'static str,
    /// Finds the request in the server's log and in the audit.
    request_id: String,
}

impl Problem {
    /// Makes a problem of the table's.
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { code, status, detail: None, cause: None }
    }

    /// Adds what is wrong in this case; it is shown to the caller and never logged.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Answers with a more exact status than the table's.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// What went wrong inside, for the log.
    #[must_use]
    pub fn cause(&self) -> Option<&AppError> {
        self.cause.as_deref()
    }

    /// The status it is answered with.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// Gives it words.
    #[must_use]
    pub fn details(&self, language: Language, request_id: &str) -> ProblemDetails {
        let wording = self.code.wording(language);
        ProblemDetails {
            kind: format!("urn:huicun:problem:{}", self.code.as_str()),
            title: wording.title,
            status: self.status.as_u16(),
            code: self.code.as_str(),
            detail: self.detail.clone(),
            fix: wording.fix,
            request_id: request_id.to_owned(),
        }
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let mut problem = Self::new(error.code());
        problem.detail = error.detail().map(str::to_owned);
        problem.cause = Some(Arc::new(error));
        problem
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
