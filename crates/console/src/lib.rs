//! The web console as part of the binary: its built files, and how browsers may use them.
//!
//! Without a built console a page says that there is none; building the binary never needs Node.

use axum::Router;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Nothing from elsewhere, nothing inline, no frame around it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; \
                      font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const INDEX: &str = "index.html";

/// Answers every path that nothing else answers: with a file, or with the page that routes by itself.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/", get(serve)).route("/{*path}", get(serve))
}

async fn serve(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let named = find(path).map(|file| (path, file));
    // A path with an extension names a file; one without names a place in the console.
    let page = || find(INDEX).filter(|_| !path.contains('.')).map(|file| (INDEX, file));
    match named.or_else(page) {
        Some((name, file)) => (headers(name), file).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn find(path: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(name, _)| *name == path).map(|(_, file)| *file)
}

fn headers(name: &str) -> HeaderMap {
    // The build writes a hash of their content into the names of assets.
    let caching =
        if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-store" };
    [
        (header::CONTENT_TYPE, content_type(name)),
        (header::CACHE_CONTROL, caching),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ]
    .into_iter()
    .map(|(name, value)| (name, HeaderValue::from_static(value)))
    .collect()
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json" | "webmanifest") => "application/json",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    async fn get_path(path: &str) -> Response {
        let request = Request::get(path).body(Body::empty()).unwrap();
        router().with_state(()).oneshot(request).await.unwrap()
    }

    #[tokio::test]
    async fn places_get_the_page_and_missing_files_nothing() {
        for path in ["/", "/search", "/conversations/x"] {
            let answer = get_path(path).await;
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
            assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/html; charset=utf-8");
            assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
            let policy = answer.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        }
        assert_eq!(get_path("/assets/absent.js").await.status(), StatusCode::NOT_FOUND);
    }
}
