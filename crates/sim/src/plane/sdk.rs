//! What the look-alike library asks: `GetChatData` and `GetMediaData`.
//!
//! The answer's body is what the library puts into its slice or media object. Headers say the rest: `x-sim-ret` the
//! return code, `x-sim-act` what the library shall do to itself (crash, hang, …), `x-sim-decrypt` a code with which
//! its next `DecryptData` fails, `x-sim-index` and `x-sim-finish` the media chunk's place.

mod media;
mod page;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;

pub(crate) use media::MediaCache;

use crate::sim::Shared;

/// Puts the library's plane together.
pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new().route("/getchatdata", get(chat)).route("/getmediadata", get(media_chunk))
}

/// What the library passes on from `Init` and `GetChatData`.
#[derive(Debug, Deserialize)]
pub(super) struct ChatQuery {
    corpid: String,
    secret: String,
    seq: u64,
    limit: u32,
}

/// What the library shall return, and do.
#[derive(Debug, Default)]
pub(super) struct SdkAnswer {
    ret: i32,
    act: Option<&'static str>,
    decrypt: Option<i32>,
    latency_ms: u64,
    body: Vec<u8>,
    index: Option<String>,
    finish: bool,
}

impl SdkAnswer {
    fn code(ret: i32) -> Self {
        Self { ret, ..Self::default() }
    }

    fn body(body: Vec<u8>) -> Self {
        Self { body, ..Self::default() }
    }
}

impl IntoResponse for SdkAnswer {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        headers.insert("x-sim-ret", HeaderValue::from(self.ret));
        if let Some(act) = self.act {
            headers.insert("x-sim-act", HeaderValue::from_static(act));
        }
        if let Some(code) = self.decrypt {
            headers.insert("x-sim-decrypt", HeaderValue::from(code));
        }
        if let Some(index) = self.index.and_then(|index| HeaderValue::from_str(&index).ok()) {
            headers.insert("x-sim-index", index);
        }
        headers.insert("x-sim-finish", HeaderValue::from(u16::from(self.finish)));
        (headers, self.body).into_response()
    }
}

/// Answers `GetChatData` without the way over HTTP: the page, or the code to return.
pub(crate) fn chat_data(
    shared: &Shared,
    (corpid, secret): (&str, &str),
    seq: u64,
    limit: u32,
) -> Result<Vec<u8>, i32> {
    let query = ChatQuery { corpid: corpid.to_owned(), secret: secret.to_owned(), seq, limit };
    let answer = page::answer(shared, &query);
    if answer.ret == 0 { Ok(answer.body) } else { Err(answer.ret) }
}

async fn chat(State(shared): State<Arc<Shared>>, Query(query): Query<ChatQuery>) -> SdkAnswer {
    run(move || page::answer(&shared, &query)).await
}

async fn media_chunk(State(shared): State<Arc<Shared>>, Query(query): Query<media::MediaQuery>) -> SdkAnswer {
    run(move || media::answer(&shared, &query)).await
}

/// Runs a call that reads files, then waits as long as the fault script wants.
async fn run(work: impl FnOnce() -> SdkAnswer + Send + 'static) -> SdkAnswer {
    let answer = tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| SdkAnswer::code(10_003));
    if answer.latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(answer.latency_ms)).await;
    }
    answer
}
