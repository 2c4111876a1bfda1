//! `GET /media/{token}`: a file, whole or in part. No cookie is looked at: the link is the permission.

use std::ops::Range;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, RANGE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use futures::stream;
use huicun_app::media::{self, OpenFile};

use crate::extract::Path;
use crate::problem::Problem;
use crate::state::AppState;

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
/// How much of a file is in memory at a time.
const PIECE: u64 = 1 << 20;
/// What a browser shows without running anything of it. All else is saved.
const SHOWN: [&str; 9] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/bmp",
    "video/mp4",
    "audio/mpeg",
    "audio/x-wav",
    "audio/wav",
];

/// Answers with a file, or the part of it that is asked for.
pub async fn get(
    State(state): State<AppState>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let file = media::follow(&state.services, &token).await?;
    let length = file.size();
    let asked = headers.get(RANGE).and_then(|value| value.to_str().ok()).and_then(|text| part(text, length));
    let mut response = match asked {
        None => answer(file, 0..length, StatusCode::OK),
        Some(Some(range)) => {
            let told = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            let mut response = answer(file, range, StatusCode::PARTIAL_CONTENT);
            response.headers_mut().extend(HeaderValue::from_str(&told).map(|told| (CONTENT_RANGE, told)));
            response
        }
        Some(None) => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            let told = HeaderValue::from_str(&format!("bytes */{length}"));
            response.headers_mut().extend(told.map(|told| (CONTENT_RANGE, told)));
            response
        }
    };
    keep_apart(response.headers_mut());
    Ok(response)
}

fn answer(file: OpenFile, range: Range<u64>, status: StatusCode) -> Response {
    let shown = SHOWN.iter().find(|known| **known == file.media_type);
    // The name is ours: what the sender called it is on the card.
    let disposition = match shown {
        Some(_) => "inline".to_owned(),
        None => {
            let extension = media::extension(&file.media_type);
            format!("attachment; filename=\"{}-{}.{extension}\"", file.place.seq.0, file.place.slot)
        }
    };
    let length = range.end - range.start;
    let pieces = stream::unfold((file, range), |(file, range)| async move {
        if range.is_empty() {
            return None;
        }
        let end = range.end.min(range.start + PIECE);
        let piece = file.bytes(range.start..end).await;
        // After a failure nothing more comes: the answer is cut, and the browser sees it.
        let rest = if piece.is_ok() { end..range.end } else { range.end..range.end };
        Some((piece, (file, rest)))
    });
    let mut response = (status, Body::from_stream(pieces)).into_response();
    let headers = response.headers_mut();
    let media_type = shown.copied().unwrap_or("application/octet-stream");
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.extend(HeaderValue::from_str(&disposition).map(|value| (CONTENT_DISPOSITION, value)));
    response
}

/// Nothing that a file holds may run, load anything, or be kept by a cache.
fn keep_apart(headers: &mut HeaderMap) {
    let policy = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'";
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
}

/// Understands `bytes=a-b`, `bytes=a-` and `bytes=-n`. Nothing where all is asked for, or what is not understood;
/// `Some(None)` where what is asked for lies behind the end.
#[expect(clippy::option_option, reason = "no range, one that is not there, one that is")]
fn part(text: &str, length: u64) -> Option<Option<Range<u64>>> {
    let (first, last) = text.strip_prefix("bytes=")?.split_once('-')?;
    if first.is_empty() {
        let last: u64 = last.parse().ok()?;
        let start = length.saturating_sub(last);
        return Some((last > 0 && length > 0).then_some(start..length));
    }
    let first: u64 = first.parse().ok()?;
    let end = if last.is_empty() { length } else { last.parse::<u64>().ok()?.saturating_add(1).min(length) };
    match () {
        () if first >= length => Some(None),
        () if end <= first => None,
        () => Some(Some(first..end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_understood_or_left_alone() {
        for (text, expected) in [
            ("bytes=0-9", Some(Some(0..10))),
            ("bytes=90-", Some(Some(90..100))),
            ("bytes=-5", Some(Some(95..100))),
            ("bytes=-500", Some(Some(0..100))),
            ("bytes=0-1000", Some(Some(0..100))),
            ("bytes=100-", Some(None)),
            ("bytes=-0", Some(None)),
            ("bytes=9-3", None),
            ("bytes=0-1,5-6", None),
            ("pages=1-2", None),
            ("bytes=x-2", None),
        ] {
            assert_eq!(part(text, 100), expected, "{text}");
        }
        assert_eq!(part("bytes=0-", 0), Some(None));
    }
}
