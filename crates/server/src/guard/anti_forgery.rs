//! Refuses what another site makes a browser send.
//!
//! The cookie is `SameSite=Strict`; besides, a request that changes something carries a header that a foreign site cannot
//! set without asking first, and comes from the site itself by the browser's own word.

use axum::extract::Request;
use axum::http::header::{HOST, HeaderMap, HeaderName, ORIGIN};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use huicun_domain::code::ProblemCode;

use crate::problem::Problem;

const HEADER: HeaderName = HeaderName::from_static("x-huicun");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets safe methods pass, and others with the header `X-Huicun` and no foreign origin.
pub async fn anti_forgery(request: Request, next: Next) -> Response {
    if request.method().is_safe() || (request.headers().contains_key(HEADER) && own_site(request.headers())) {
        return next.run(request).await;
    }
    Problem::new(ProblemCode::CsrfHeaderMissing).into_response()
}

/// Tells whether a request comes from a page of this archive, or from no page at all.
fn own_site(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(&FETCH_SITE) {
        return matches!(site, "same-origin" | "none");
    }
    match text(&ORIGIN) {
        None => true,
        Some(origin) => {
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == text(&HOST)
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        own_site(&headers)
    }

    #[test]
    fn a_page_of_another_site_is_refused() {
        assert!(own(&[]));
        assert!(own(&[("host", "a.example:8086"), ("origin", "http://a.example:8086")]));
        assert!(!own(&[("host", "a.example:8086"), ("origin", "http://a.example")]));
        assert!(!own(&[("host", "a.example"), ("origin", "https://a.example.evil.example")]));
        assert!(!own(&[("host", "null"), ("origin", "null")]));
        assert!(!own(&[
            ("host", "a.example"),
            ("origin", "https://a.example"),
            ("sec-fetch-site", "same-site")
        ]));
        // A proxy may rewrite the host; the browser's word then decides.
        assert!(own(&[
            ("host", "127.0.0.1"),
            ("origin", "https://a.example"),
            ("sec-fetch-site", "same-origin")
        ]));
    }
}
