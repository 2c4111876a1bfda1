//! What no kind makes sense of: kept as JSON without capabilities, its texts searchable.

use huicun_domain::message::Content;
use serde_json::Value;

use super::envelope;

/// How deep JSON within strings is followed.
const DEPTH: usize = 16;

/// The field that fetches a file.
const CAPABILITY: &str = "sdkfileid";

/// Keeps a payload as it is.
pub(super) fn content(msgtype: &str, payload: &Value) -> Content {
    let mut payload = payload.clone();
    hide_capabilities(&mut payload, 0);
    let mut texts = Vec::new();
    collect_texts(&payload, &mut texts, 0);
    let raw = payload.to_string();
    match msgtype {
        "solitaire" => Content::Solitaire { raw, texts },
        _ => Content::Unknown { msgtype: msgtype.to_owned(), raw, texts },
    }
}

/// Takes out whatever would fetch a file.
fn hide_capabilities(value: &mut Value, depth: usize) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !key.eq_ignore_ascii_case(CAPABILITY));
            fields.values_mut().for_each(|field| hide_capabilities(field, depth));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| hide_capabilities(item, depth)),
        Value::String(text) if mentions_capability(text) => match inner(text, depth) {
            Some(mut inner) => {
                hide_capabilities(&mut inner, depth + 1);
                *text = inner.to_string();
            }
            // It cannot be told where the capability ends.
            None => text.clear(),
        },
        _ => {}
    }
}

fn mentions_capability(text: &str) -> bool {
    let mut windows = text.as_bytes().windows(CAPABILITY.len());
    windows.any(|window| window.eq_ignore_ascii_case(CAPABILITY.as_bytes()))
}

/// Collects every text, keys and numbers aside.
fn collect_texts(value: &Value, found: &mut Vec<String>, depth: usize) {
    match value {
        Value::String(text) => match inner(text, depth) {
            Some(inner) => collect_texts(&inner, found, depth + 1),
            None if text.is_empty() => {}
            None => found.push(text.replace('\0', "")),
        },
        Value::Array(items) => items.iter().for_each(|item| collect_texts(item, found, depth)),
        Value::Object(fields) => fields.values().for_each(|field| collect_texts(field, found, depth)),
        _ => {}
    }
}

/// Parses JSON within a string, where it is an object or a list.
fn inner(text: &str, depth: usize) -> Option<Value> {
    let looks_like_it = depth < DEPTH && text.trim_start().starts_with(['{', '[']);
    let parsed = looks_like_it.then(|| envelope::parse(text)).flatten();
    parsed.filter(|inner| inner.is_object() || inner.is_array())
}
