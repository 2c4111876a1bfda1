//! Gives problems their words, and logs once what is the server's fault.

use std::error::Error;

use axum::Json;
use axum::extract::{Extension, Request};
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use huicun_domain::code::{Language, ProblemCode};

use super::RequestId;
use crate::caller::language;
use crate::problem::Problem;

/// Writes the body of every problem that comes out of the handlers.
pub async fn explain(Extension(id): Extension<RequestId>, request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    if problem.status().is_server_error() {
        log(&problem);
    }
    let (mut parts, _) = response.into_parts();
    let details = Json(problem.details(language, &id.0)).into_response();
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    let tag = match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    parts.headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(tag));
    Response::from_parts(parts, details.into_body())
}

fn log(problem: &Problem) {
    let mut chain = String::new();
    let mut cause = problem.cause().map(|error| error as &dyn Error);
    while let Some(error) = cause {
        if !chain.is_empty() {
            chain.push_str(": ");
        }
        chain.push_str(&error.to_string());
        cause = error.source();
    }
    tracing::error!(code = problem.code().as_str(), cause = chain, "a request failed");
}

/// Answers for a path that does not exist.
pub async fn no_such_route() -> Problem {
    ProblemCode::NotFound.into()
}

/// Answers for a path that exists and a method that does not.
pub async fn no_such_method(method: Method) -> Problem {
    Problem::new(ProblemCode::BadRequest)
        .with_status(StatusCode::METHOD_NOT_ALLOWED)
        .with_detail(format!("{method}?"))
}
