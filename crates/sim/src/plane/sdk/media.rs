//! Serves `GetMediaData`: 512 KiB at a time, under a byte range that the caller hands back unchanged.

use std::{collections::VecDeque, sync::Arc};

use serde::Deserialize;

use crate::{
    faults::{Call, Effect, FaultPoint},
    media::{Asset, FileId},
    plane::sdk::SdkAnswer,
    produce::media_secret,
    sim::Shared,
    sync::lock,
};

/// The largest chunk.
const CHUNK: usize = 512 * 1024;
/// How many files are kept between two chunks.
const KEPT: usize = 8;

/// What the library passes on from `Init` and `GetMediaData`.
#[derive(Debug, Deserialize)]
pub(super) struct MediaQuery {
    corpid: String,
    secret: String,
    #[serde(default)]
    indexbuf: String,
    #[serde(default)]
    sdkfileid: String,
}

/// The files made last.
#[derive(Debug, Default)]
pub(crate) struct MediaCache(VecDeque<(Asset, Arc<Vec<u8>>)>);

/// Answers one call.
pub(super) fn answer(shared: &Shared, query: &MediaQuery) -> SdkAnswer {
    let decision = lock(&shared.faults).decide(Call::plain(FaultPoint::Media));
    let mut answer = chunk(shared, query, decision.effect.as_ref());
    answer.latency_ms = decision.latency_ms;
    answer
}

fn chunk(shared: &Shared, query: &MediaQuery, effect: Option<&Effect>) -> SdkAnswer {
    {
        let file = lock(&shared.file);
        if query.corpid != file.credentials.corp_id || query.secret != file.credentials.archive_secret {
            return SdkAnswer::code(10_000);
        }
    }
    match effect {
        Some(Effect::Return { code }) => return SdkAnswer::code(*code),
        Some(Effect::Crash) => return SdkAnswer { act: Some("crash"), ..SdkAnswer::default() },
        Some(Effect::Abort) => return SdkAnswer { act: Some("abort"), ..SdkAnswer::default() },
        Some(Effect::Hang) => return SdkAnswer { act: Some("hang"), ..SdkAnswer::default() },
        _ => {}
    }
    if shared.is_over_rate() {
        return SdkAnswer::code(10_002);
    }
    let Some(start) = start_of(&query.indexbuf) else { return SdkAnswer::code(10_000) };
    if query.sdkfileid.is_empty() {
        return SdkAnswer::code(10_000);
    }
    let Some(id) = FileId::decode(&query.sdkfileid, media_secret(shared.seed)) else {
        return SdkAnswer::code(10_005);
    };
    if i64::from(id.sent_at) * 1_000 + 999 < shared.horizon() {
        return SdkAnswer::code(10_010);
    }
    let bytes = bytes(shared, id.asset);
    if start > bytes.len() {
        return SdkAnswer::code(10_000);
    }
    let end = bytes.len().min(start + CHUNK);
    let mut body = bytes[start..end].to_vec();
    let mut is_last = end == bytes.len();
    match effect {
        Some(Effect::WrongBytes) => body.iter_mut().take(1).for_each(|byte| *byte ^= 0x55),
        Some(Effect::EarlyFinish) if !is_last => is_last = true,
        Some(Effect::NeverFinish) => is_last = false,
        _ => {}
    }
    let index = Some(format!("Range:bytes={end}-{}", end + CHUNK - 1));
    SdkAnswer { body, index, finish: is_last, ..SdkAnswer::default() }
}

/// Reads where a chunk begins; `None` for an index this corp never gave.
fn start_of(index: &str) -> Option<usize> {
    if index.is_empty() {
        return Some(0);
    }
    index.strip_prefix("Range:bytes=")?.split_once('-')?.0.parse().ok()
}

fn bytes(shared: &Shared, asset: Asset) -> Arc<Vec<u8>> {
    if let Some((_, bytes)) = lock(&shared.media).0.iter().find(|(kept, _)| *kept == asset) {
        return bytes.clone();
    }
    let bytes = Arc::new(asset.bytes());
    let mut cache = lock(&shared.media);
    cache.0.push_back((asset, bytes.clone()));
    if cache.0.len() > KEPT {
        cache.0.pop_front();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_says_where_its_chunk_begins() {
        assert_eq!(start_of(""), Some(0));
        assert_eq!(start_of("Range:bytes=524288-1048575"), Some(524_288));
        for bad in ["bytes=1-2", "Range:bytes=x-2", "Range:bytes=", "5"] {
            assert_eq!(start_of(bad), None);
        }
    }
}
