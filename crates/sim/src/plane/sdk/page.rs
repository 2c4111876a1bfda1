//! Builds the page of `GetChatData`, right or as wrong as the fault script wants it.

use std::sync::atomic::Ordering;

use crate::{
    faults::{Call, Decision, Effect, FaultPoint},
    json::Json,
    plane::sdk::{ChatQuery, SdkAnswer},
    rng::Rng,
    sim::Shared,
    sync::{lock, read, write},
};

/// The largest page.
const LIMIT: u32 = 1_000;

/// Answers one call.
pub(super) fn answer(shared: &Shared, query: &ChatQuery) -> SdkAnswer {
    if query.limit == 0 || query.limit > LIMIT {
        return SdkAnswer::code(10_000);
    }
    if let Some(errcode) = refusal(shared, query) {
        return SdkAnswer::body(error_page(errcode));
    }
    let trust = *lock(&shared.trust);
    if !trust.archive {
        let words = format!("get chatdata whiteip not match, from ip: {}", trust.address);
        return SdkAnswer::body(refused_page(301_042, &words));
    }
    if shared.is_over_rate() {
        return SdkAnswer::body(error_page(45_009));
    }
    let calls = shared.chat_calls.fetch_add(1, Ordering::Relaxed) + 1;
    let (decision, decrypt) = {
        let mut faults = lock(&shared.faults);
        (faults.decide(Call::chat(query.limit)), faults.decide(Call::plain(FaultPoint::Decrypt)))
    };
    let mut answer = match page(shared, query, calls, &decision) {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(%error, "a page could not be read");
            SdkAnswer::code(10_003)
        }
    };
    answer.latency_ms = decision.latency_ms;
    if let Some(Effect::Return { code }) = decrypt.effect {
        answer.decrypt = Some(code);
    }
    answer
}

/// The errcode for a caller who is not this corp's archive.
fn refusal(shared: &Shared, query: &ChatQuery) -> Option<i64> {
    let file = lock(&shared.file);
    if query.corpid != file.credentials.corp_id {
        return Some(40_013);
    }
    (query.secret != file.credentials.archive_secret).then_some(40_001)
}

fn error_page(errcode: i64) -> Vec<u8> {
    let errmsg = match errcode {
        301_042 => "get chatdata whiteip not match, from ip: 127.0.0.1",
        301_052 => "msgaudit service expired",
        301_053 => "corp is not open msgaudit",
        301_058 => "response exceeds size limit, please reduce limit",
        40_001 => "invalid credential",
        40_013 => "invalid corpid",
        40_014 => "invalid access_token",
        41_001 => "access_token missing",
        42_001 => "access_token expired",
        45_009 => "api freq out of limit",
        45_033 => "api concurrent out of limit",
        _ => "system error",
    };
    refused_page(errcode, errmsg)
}

fn refused_page(errcode: i64, errmsg: &str) -> Vec<u8> {
    let mut json = Json::object();
    json.number("errcode", errcode).text("errmsg", errmsg).array("chatdata").close_array();
    json.end().into_bytes()
}

const HEAD: &[u8] = br#"{"errcode":0,"errmsg":"ok","chatdata":["#;

fn page(shared: &Shared, query: &ChatQuery, calls: u64, decision: &Decision) -> std::io::Result<SdkAnswer> {
    // A call that fails outright moves nothing.
    match decision.effect {
        Some(Effect::Return { code }) => return Ok(SdkAnswer::code(code)),
        Some(Effect::Errcode { errcode }) => return Ok(SdkAnswer::body(error_page(errcode))),
        Some(Effect::Crash) => return Ok(SdkAnswer { act: Some("crash"), ..SdkAnswer::default() }),
        Some(Effect::Abort) => return Ok(SdkAnswer { act: Some("abort"), ..SdkAnswer::default() }),
        Some(Effect::Hang) => return Ok(SdkAnswer { act: Some("hang"), ..SdkAnswer::default() }),
        _ => {}
    }
    let items = items(shared, query, calls, decision.effect.as_ref())?;
    let mut body = Vec::with_capacity(items.len() + 64);
    if items.is_empty() && decision.effect == Some(Effect::NullChatdata) {
        return Ok(SdkAnswer::body(br#"{"errcode":0,"errmsg":"ok","chatdata":null}"#.to_vec()));
    }
    body.extend_from_slice(HEAD);
    body.extend_from_slice(items.strip_suffix(b",").unwrap_or(&items));
    body.extend_from_slice(b"]}");
    Ok(spoil(body, decision.effect.as_ref(), calls))
}

/// Reads the page's items, each followed by a comma.
fn items(
    shared: &Shared,
    query: &ChatQuery,
    calls: u64,
    effect: Option<&Effect>,
) -> std::io::Result<Vec<u8>> {
    let horizon = shared.horizon();
    let is_due = read(&shared.book).has_due(calls);
    if is_due && let Err(error) = write(&shared.book).release(Some(calls)) {
        tracing::error!(error = format!("{error:#}"), "held back messages could not be let go");
    }
    // Small pages are asked for when something is looked for one by one; nothing else is mixed in.
    let late =
        if query.limit >= 50 { write(&shared.book).take_late(query.seq, horizon, 10) } else { Vec::new() };
    let limit = u64::from(query.limit) - late.len() as u64;
    let wanted = if effect == Some(&Effect::TooMany) { limit + 7 } else { limit };
    let (mut places, extra) = {
        let book = read(&shared.book);
        let stretches = book.stretches(query.seq, horizon, wanted);
        let extra: Vec<(u64, u64)> = match effect {
            Some(Effect::Stale) => book
                .stretches(query.seq.saturating_sub(5), horizon, 5)
                .into_iter()
                .filter(|s| s.1 <= query.seq)
                .collect(),
            Some(Effect::Duplicates) => {
                stretches.first().map(|s| (s.0, s.1.min(s.0 + 3))).into_iter().collect()
            }
            _ => Vec::new(),
        };
        let late = late.into_iter().map(|seq| (seq, seq));
        let extra: Vec<_> = extra.into_iter().chain(late).map(|stretch| book.place(stretch)).collect();
        (stretches.into_iter().map(|stretch| book.place(stretch)).collect::<Vec<_>>(), extra)
    };
    places.extend(extra);
    let mut out = Vec::new();
    for place in &places {
        place.read_into(&mut out)?;
    }
    Ok(match effect {
        Some(Effect::Reorder) => reorder(&out),
        Some(Effect::HugeSeq) => huge_seq(&out),
        _ => out,
    })
}

/// Gives the items in the opposite order.
fn reorder(items: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(items);
    let mut parts: Vec<&str> = text.split_inclusive("},").collect();
    parts.reverse();
    parts.concat().into_bytes()
}

/// Lets the first item claim seq 2⁶³.
fn huge_seq(items: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(items);
    match text.split_once(",\"msgid\"") {
        Some((_, rest)) => format!("{{\"seq\":9223372036854775808,\"msgid\"{rest}").into_bytes(),
        None => text.into_owned().into_bytes(),
    }
}

/// Damages a finished page.
fn spoil(mut body: Vec<u8>, effect: Option<&Effect>, calls: u64) -> SdkAnswer {
    let middle = body.len() / 2;
    let mut act = None;
    match effect {
        Some(Effect::CutJson) => body.truncate(body.len() * 2 / 3),
        Some(Effect::Garbage) => body = Rng::new(calls).bytes(middle.max(64)),
        Some(Effect::InvalidUtf8) => body[middle] = 0xFF,
        Some(Effect::InnerNul) => body[middle] = 0,
        Some(Effect::NegativeLength) => act = Some("negative-length"),
        Some(Effect::HugeLength) => act = Some("huge-length"),
        _ => {}
    }
    SdkAnswer { act, ..SdkAnswer::body(body) }
}
