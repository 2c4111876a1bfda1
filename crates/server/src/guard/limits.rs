//! Limits of size and time, compression, and what a panic becomes.

use std::any::Any;
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use huicun_domain::code::ProblemCode;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, Predicate, SizeAbove};

use crate::problem::Problem;

/// The largest body taken, in bytes.
pub const MAX_BODY: usize = 256 << 10;
/// The largest callback taken, in bytes.
pub const MAX_CALLBACK: usize = 64 << 10;
/// How long a request may take until its answer begins.
const TIME: Duration = Duration::from_secs(60);
/// Answers below this many bytes are not worth compressing.
const SMALL: u64 = 1_024;

/// Compresses JSON and nothing else: files come as they are.
#[must_use]
pub fn compress() -> CompressionLayer<And<SizeAbove, Json>> {
    CompressionLayer::new().gzip(true).compress_when(SizeAbove::new(SMALL).and(Json))
}

/// Chooses answers that are JSON.
#[derive(Clone, Copy, Debug)]
pub struct Json;

impl Predicate for Json {
    fn should_compress<B>(&self, response: &axum::http::Response<B>) -> bool {
        let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        kind.is_some_and(|kind| kind.starts_with("application/json"))
    }
}

/// Ends a request that takes too long.
pub async fn within_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(ProblemCode::Unavailable).into_response(),
    }
}

/// Turns a panic into a problem. What it said is not logged: it may hold text of a message.
#[must_use]
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    tracing::error!("a handler panicked");
    Problem::new(ProblemCode::Internal).into_response()
}
