//! Says what it is given: messages of kinds and shapes that nobody in the corp would come upon.

use aws_lc_rs::digest;
use serde_json::{Map, Value};

use crate::{
    book::{Fate, Row},
    factory::{
        Factory,
        seal::finish::{self, Told},
    },
    media::{Asset, FileId, Format},
    produce::Renderer,
    sync::{read, write},
};

/// How large a file is that stands for one of a given message.
const SIZE: u8 = 3;

/// What a plaintext becomes when it is said.
struct Said {
    plaintext: Vec<u8>,
    /// What the plaintext is where it is JSON.
    value: Value,
    media: Vec<String>,
}

impl Factory {
    /// Sends plaintexts as they are given. Those that are JSON are sent now, with files that can be fetched in the place
    /// of those they name; the others are sent byte for byte.
    pub(crate) fn say(&mut self, plaintexts: &[Vec<u8>], now: i64, calls: u64) -> anyhow::Result<()> {
        self.flush(now, calls)?;
        let mut rows = Vec::with_capacity(plaintexts.len());
        let last = read(&self.outlets.book).last_seq();
        for (seq, plaintext) in (last + 1..).zip(plaintexts) {
            let msgtime = now.max(self.last_time + 1);
            self.last_time = msgtime;
            let said = said(plaintext, msgtime, &self.renderer);
            let (sealer, _) = self.sealer_for(seq)?;
            let msgid = msgid(&said.plaintext).unwrap_or_else(|| format!("{seq}_{msgtime}"));
            let word = |key: &str| said.value[key].as_str().unwrap_or_default();
            let told = Told {
                seq,
                msgid: &msgid,
                msgtime,
                msgtype: word("msgtype"),
                from: word("from"),
                to: said.value["tolist"].as_array().into_iter().flatten().filter_map(Value::as_str).collect(),
                roomid: word("roomid"),
            };
            let envelope = sealer.seal(&said.plaintext)?;
            let oracle = finish::oracle_line(&told, &said.plaintext, &said.media, Fate::Delivered);
            let item = finish::item_json(seq, &msgid, sealer.version, envelope, None);
            rows.push(Row { msgtime, item, oracle, fate: Fate::Delivered });
        }
        write(&self.outlets.book).append(rows, self.progressed(), None)
    }
}

fn said(plaintext: &[u8], msgtime: i64, renderer: &Renderer) -> Said {
    let mut media = Vec::new();
    let Ok(Value::Object(mut object)) = serde_json::from_slice(plaintext) else {
        return Said { plaintext: plaintext.to_vec(), value: Value::Null, media };
    };
    if object.contains_key("msgtime") {
        object.insert("msgtime".to_owned(), msgtime.into());
    }
    let mut value = Value::Object(object);
    let kind = value["msgtype"].as_str().unwrap_or_default().to_owned();
    put_files(&mut value, &kind, msgtime, renderer, &mut media);
    Said { plaintext: value.to_string().into_bytes(), value, media }
}

/// Puts files that can be fetched in the place of those a message names, those in JSON within strings too.
fn put_files(value: &mut Value, kind: &str, msgtime: i64, renderer: &Renderer, media: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for item in items {
                put_files(item, kind, msgtime, renderer, media);
            }
        }
        Value::Object(object) => {
            let own = ["type", "msg_type"].into_iter().find_map(|key| object.get(key)?.as_str());
            let kind = own.unwrap_or(kind).to_owned();
            for inner in object.values_mut() {
                put_files(inner, &kind, msgtime, renderer, media);
            }
            put_file(object, &kind, msgtime, renderer, media);
        }
        Value::String(text) if text.contains("sdkfileid") => {
            if let Ok(mut inner) = serde_json::from_str::<Value>(text) {
                put_files(&mut inner, kind, msgtime, renderer, media);
                *text = inner.to_string();
            }
        }
        _ => {}
    }
}

/// Puts a file in the place of the one that an object names; what it says of its size and MD5 is made true, unless it
/// says nothing.
fn put_file(
    object: &mut Map<String, Value>,
    kind: &str,
    msgtime: i64,
    renderer: &Renderer,
    media: &mut Vec<String>,
) {
    let Some(given) = object.get("sdkfileid").and_then(Value::as_str) else { return };
    let hash = digest::digest(&digest::SHA256, given.as_bytes());
    let seed = hash.as_ref().first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    let asset = Asset { format: format_of(object, kind), seed, size: SIZE };
    let facts = renderer.facts(asset);
    let sent_at = u32::try_from(msgtime / 1_000).unwrap_or(u32::MAX);
    let id = FileId { asset, sent_at }.encode(&facts, renderer.secret);
    object.insert("sdkfileid".to_owned(), id.into());
    for (key, value) in object.iter_mut() {
        match key.as_str() {
            "md5sum" if *value != "" => *value = facts.md5.clone().into(),
            "filesize" | "voice_size" | "imagesize" if *value != 0 => *value = facts.len.into(),
            _ => {}
        }
    }
    media.push(facts.sha256);
}

fn format_of(object: &Map<String, Value>, kind: &str) -> Format {
    let word = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let name = word("filename");
    let extension =
        name.rsplit_once('.').map_or_else(|| word("fileext"), |(_, extension)| extension.to_owned());
    let kind = kind.to_lowercase();
    let named = Format::ALL.into_iter().find(|format| format.extension() == extension);
    named.unwrap_or_else(|| match kind.trim_start_matches("chatrecord") {
        "image" => Format::Jpeg,
        "emotion" => Format::Gif,
        "video" => Format::Mp4,
        "voice" | "meeting_voice_call" => Format::Amr,
        _ => Format::Pdf,
    })
}

/// Finds the id in a plaintext, even in one that is not JSON in every respect.
fn msgid(plaintext: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(plaintext);
    let (_, after) = text.split_once("\"msgid\"")?;
    let (_, value) = after.split_once('"')?;
    let (id, _) = value.split_once('"')?;
    Some(id.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_id_is_found_where_the_rest_is_no_json() {
        assert_eq!(msgid(b"{\"msgid\": \"7_x\",\"text\":\"\x07\"}").as_deref(), Some("7_x"));
        assert_eq!(msgid(b"[]"), None);
    }

    #[test]
    fn a_file_is_of_the_kind_that_its_message_says() {
        let format = |object: Value, kind: &str| format_of(object.as_object().unwrap(), kind);
        assert_eq!(format(json!({ "filename": "报价.XLSX" }), "file"), Format::Xlsx);
        assert_eq!(format(json!({ "fileext": "docx" }), "file"), Format::Docx);
        assert_eq!(format(json!({}), "ChatRecordVideo"), Format::Mp4);
        assert_eq!(format(json!({}), "voip_doc_share"), Format::Pdf);
    }
}
