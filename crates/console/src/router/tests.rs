use std::collections::BTreeSet;

use axum::body::to_bytes;
use tower::ServiceExt;

use super::*;

async fn get(path: &str) -> (Response<()>, String) {
    get_with(path, &[]).await
}

async fn get_with(path: &str, headers: &[(&str, &str)]) -> (Response<()>, String) {
    let mut request = Request::builder().uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = router().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    (Response::from_parts(parts, ()), String::from_utf8_lossy(&body).into_owned())
}

fn header<'a>(response: &'a Response<()>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The addresses that the page refers to.
fn references(html: &str) -> Vec<String> {
    html.split(['"', '\'']).filter(|part| part.starts_with("/assets/")).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_path_of_the_console_is_its_page() {
    for path in ["/", "/index.html", "/search", "/conversations/01J9ZK3N5W7X?at=12", "/no/such/page"] {
        let (response, html) = get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(header(&response, "content-type"), "text/html; charset=utf-8");
        assert_eq!(header(&response, "cache-control"), "no-store");
        assert!(html.contains("<html"), "{path}");
    }
}

#[tokio::test]
async fn the_interface_and_missing_files_are_never_answered_with_the_page() {
    for path in [
        "/api/v1",
        "/api/v2/session",
        "/wecom/callback",
        "/assets/gone-12345678.js",
        "/robots.txt",
        "/assets",
    ] {
        let (response, body) = get(path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert_eq!(body, "", "{path}");
        assert_eq!(header(&response, "cache-control"), "no-store");
    }
}

#[tokio::test]
async fn a_page_carries_the_nonce_of_its_policy_and_of_no_other() {
    let mut nonces = BTreeSet::new();
    for _ in 0..3 {
        let (response, html) = get("/").await;
        let policy = header(&response, "content-security-policy").to_owned();
        let (_, rest) = policy.split_once("'nonce-").unwrap();
        let (nonce, _) = rest.split_once('\'').unwrap();
        assert!(nonce.len() >= 22 && html.contains(nonce), "{policy}");
        assert!(!html.contains("__CSP_NONCE__"));
        assert!(policy.contains("script-src 'self';") && !policy.contains("unsafe"), "{policy}");
        nonces.insert(nonce.to_owned());
    }
    assert_eq!(nonces.len(), 3);
}

#[tokio::test]
async fn every_answer_is_kept_from_sniffing_and_from_frames() {
    for path in ["/", "/api/v1", "/assets/gone.js"] {
        let (response, _) = get(path).await;
        assert_eq!(header(&response, "x-content-type-options"), "nosniff");
        assert_eq!(header(&response, "referrer-policy"), "no-referrer");
        assert!(header(&response, "content-security-policy").contains("frame-ancestors 'none'"));
    }
}

#[tokio::test]
async fn only_reading_is_answered() {
    let request = Request::builder().method("POST").uri("/search").body(Body::empty()).unwrap();
    let response = router().oneshot(request).await.unwrap();
    assert_eq!(response.status(), 405);
    assert_eq!(response.headers()["allow"], "GET, HEAD");
}

#[tokio::test]
async fn hashed_files_are_kept_forever_and_packed_where_the_caller_can_unpack() {
    let (_, html) = get("/").await;
    let references = references(&html);
    if references.is_empty() {
        println!("skipped: the console was not built, and its stand-in has no files");
        return;
    }
    for path in references {
        let (plain, text) = get(&path).await;
        assert_eq!(plain.status(), 200, "{path}");
        assert_eq!(header(&plain, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&plain, "content-encoding"), "");
        assert!(!text.is_empty());
        let (packed, _) = get_with(&path, &[("accept-encoding", "br, gzip;q=0.5")]).await;
        assert_eq!(header(&packed, "content-encoding"), "gzip", "{path}");
        assert_eq!(header(&packed, "content-type"), header(&plain, "content-type"));
        let (refused, _) = get_with(&path, &[("accept-encoding", "gzip;q=0")]).await;
        assert_eq!(header(&refused, "content-encoding"), "", "{path}");
    }
}
