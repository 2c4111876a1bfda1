//! Answers for everything that is not the interface.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_ENCODING, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, VARY,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::files::{self, Encoding, File};
use crate::{headers, page};

/// Where the build puts files whose names change with their content.
const HASHED: &str = "assets/";
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const NEVER: HeaderValue = HeaderValue::from_static("no-store");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// Serves the console for every path that no other route takes: its files, and its page for all paths of its own.
///
/// Merge it with the interface's router; `/api/` and `/wecom/` are never answered with the page.
pub fn router() -> Router {
    Router::new().fallback(answer)
}

async fn answer(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        let mut refused = bare(StatusCode::METHOD_NOT_ALLOWED);
        refused.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return refused;
    }
    let path = request.uri().path().trim_start_matches('/');
    if path == "index.html" || is_page(path) {
        return page();
    }
    match files::find(path, accepted(request.headers())) {
        Some(found) => file(path, found),
        None => bare(StatusCode::NOT_FOUND),
    }
}

/// Tells whether a path is one of the console's pages: not the interface, not a file.
fn is_page(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    let last = path.rsplit('/').next().unwrap_or_default();
    !matches!(first, "api" | "wecom" | "assets") && !last.contains('.')
}

fn accepted(headers: &HeaderMap) -> Encoding {
    let offers = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    let mut offers = offers.flat_map(|value| value.split(',')).map(str::trim);
    let gzip = offers.any(|offer| match offer.split_once(';') {
        None => offer == "gzip",
        Some((coding, weight)) => coding.trim() == "gzip" && !is_zero(weight),
    });
    if gzip { Encoding::Gzip } else { Encoding::Identity }
}

fn is_zero(weight: &str) -> bool {
    let number = weight.trim().strip_prefix("q=").and_then(|number| number.parse::<f32>().ok());
    number.is_some_and(|number| number <= 0.0)
}

fn page() -> Response {
    let Some(page) = page::fresh() else { return bare(StatusCode::INTERNAL_SERVER_ERROR) };
    let mut response = Response::new(Body::from(page.html));
    let headers = response.headers_mut();
    headers::secure(headers, &headers::policy(&page.nonce));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CACHE_CONTROL, NEVER);
    response
}

fn file(path: &str, found: File) -> Response {
    let mut response = Response::new(Body::from(found.bytes));
    let headers = response.headers_mut();
    headers::secure(headers, headers::NOTHING);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(found.media_type));
    headers.insert(CACHE_CONTROL, if path.starts_with(HASHED) { FOREVER } else { AN_HOUR });
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if found.encoding == Encoding::Gzip {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}

/// An answer without a page.
fn bare(status: StatusCode) -> Response {
    let mut response = status.into_response();
    headers::secure(response.headers_mut(), headers::NOTHING);
    response.headers_mut().insert(CACHE_CONTROL, NEVER);
    response
}

#[cfg(test)]
mod tests;
