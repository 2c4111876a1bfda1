//! Writes out, seals and describes one message.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    book::{Fate, Row},
    credentials::Custody,
    factory::seal::Task,
    faults::ProduceFaults,
    json::Json,
    produce::{Envelope, Item, Renderer},
    rng::{Rng, mix},
};

/// What every message of a batch is finished with.
#[derive(Debug)]
pub(in crate::factory) struct Finisher<'a> {
    pub(in crate::factory) renderer: &'a Renderer,
    pub(in crate::factory) faults: &'a ProduceFaults,
    pub(in crate::factory) fault_seed: u64,
    /// Messages older than this were never to be had (UTC milliseconds).
    pub(in crate::factory) oldest: i64,
}

/// The ways in which an envelope can be beyond use.
const POISONS: [Poison; 6] = [
    Poison::BrokenItem,
    Poison::MissingKey,
    Poison::BadRandomKey,
    Poison::BadMessage,
    Poison::CutPlaintext,
    Poison::NotJson,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::factory) enum Poison {
    /// The item of the page is not JSON.
    BrokenItem,
    /// The item lacks `encrypt_random_key`.
    MissingKey,
    /// The random key does not open under its RSA key.
    BadRandomKey,
    /// The message does not open under its random key.
    BadMessage,
    /// The plaintext ends in the middle.
    CutPlaintext,
    /// The plaintext is not JSON at all.
    NotJson,
}

impl Finisher<'_> {
    /// Makes the row of one message.
    pub(in crate::factory) fn row(&self, task: &Task) -> anyhow::Result<Row> {
        let seq = task.item.seq;
        let mut rng = Rng::derive(self.fault_seed, seq);
        let mut rendered = self.renderer.render(&task.item);
        let poison =
            self.happens(&mut rng, self.faults.poison_per_million).then(|| POISONS[rng.below(POISONS.len())]);
        if self.happens(&mut rng, self.faults.invalid_utf8_per_million) {
            spoil_text(&mut rendered.plaintext);
        }
        match poison {
            Some(Poison::CutPlaintext) => rendered.plaintext.truncate(rendered.plaintext.len() * 3 / 5),
            Some(Poison::NotJson) => {
                rendered.plaintext = b"\xEF\xBF\xBD<html>502 Bad Gateway</html>".to_vec();
            }
            _ => {}
        }
        let fate = self.fate(task, poison);
        let envelope = task.sealer.seal(&rendered.plaintext)?;
        let Item { seq, msgid, msgtime, draft, .. } = &task.item;
        let item = item_json(*seq, msgid, task.sealer.version, envelope, poison);
        let told = Told {
            seq: *seq,
            msgid,
            msgtime: *msgtime,
            msgtype: rendered.msgtype,
            from: &draft.from,
            to: draft.to.iter().map(AsRef::as_ref).collect(),
            roomid: draft.roomid.as_deref().unwrap_or_default(),
        };
        let oracle = oracle_line(&told, &rendered.plaintext, &rendered.media, fate);
        Ok(Row { msgtime: task.item.msgtime, item, oracle, fate })
    }

    fn happens(&self, rng: &mut Rng, per_million: u32) -> bool {
        rng.number() % 1_000_000 < u64::from(per_million)
    }

    fn fate(&self, task: &Task, poison: Option<Poison>) -> Fate {
        if task.item.msgtime < self.oldest {
            Fate::Expired
        } else if poison.is_some() {
            Fate::Poison
        } else if task.custody == Custody::Withheld {
            Fate::UnknownKey
        } else if self.is_held_back(task.item.seq) {
            Fate::GapLate
        } else {
            Fate::Delivered
        }
    }

    /// Says whether one of the last seqs began a run that is held back and that this seq belongs to.
    fn is_held_back(&self, seq: u64) -> bool {
        let run = u64::from(self.faults.withheld_run.max(1));
        let begins = |seq: u64| {
            mix(mix(self.fault_seed ^ 0x6A9) ^ seq) % 1_000_000 < u64::from(self.faults.withheld_per_million)
        };
        (seq.saturating_sub(run - 1)..=seq).any(begins)
    }
}

/// Puts bytes that are not UTF-8 into the last string of a plaintext.
fn spoil_text(plaintext: &mut Vec<u8>) {
    if let Some(at) = plaintext.iter().rposition(|byte| *byte == b'"') {
        plaintext.splice(at..at, [0xE5, 0xBE, 0xFF]);
    }
}

/// Writes the item of a page.
pub(in crate::factory) fn item_json(
    seq: u64,
    msgid: &str,
    publickey_ver: u32,
    mut envelope: Envelope,
    poison: Option<Poison>,
) -> Vec<u8> {
    match poison {
        Some(Poison::BadRandomKey) => envelope.random_key = STANDARD.encode([0x5A; 256]),
        Some(Poison::BadMessage) => envelope.chat_msg.replace_range(..8, "AAAAAAAA"),
        _ => {}
    }
    let mut json = Json::object();
    json.number("seq", seq).text("msgid", msgid).number("publickey_ver", publickey_ver);
    if poison != Some(Poison::MissingKey) {
        json.text("encrypt_random_key", &envelope.random_key);
    }
    json.text("encrypt_chat_msg", &envelope.chat_msg);
    let mut bytes = json.end().into_bytes();
    if poison == Some(Poison::BrokenItem) {
        bytes.truncate(bytes.len() - 40);
    }
    bytes
}

/// What the oracle tells of a message beside its plaintext.
#[derive(Debug)]
pub(in crate::factory) struct Told<'a> {
    pub(in crate::factory) seq: u64,
    pub(in crate::factory) msgid: &'a str,
    pub(in crate::factory) msgtime: i64,
    pub(in crate::factory) msgtype: &'a str,
    pub(in crate::factory) from: &'a str,
    pub(in crate::factory) to: Vec<&'a str>,
    pub(in crate::factory) roomid: &'a str,
}

/// Writes the oracle's line.
pub(in crate::factory) fn oracle_line(
    told: &Told<'_>,
    plaintext: &[u8],
    media: &[String],
    fate: Fate,
) -> String {
    let mut json = Json::object();
    json.number("seq", told.seq).text("msgid", told.msgid).number("msgtime", told.msgtime);
    json.text("msgtype", told.msgtype).text("from", told.from);
    json.texts("tolist", told.to.iter().copied());
    json.text("roomid", told.roomid);
    match std::str::from_utf8(plaintext) {
        Ok(text) => json.text("plaintext", text),
        Err(_) => json.text("plaintext_base64", &STANDARD.encode(plaintext)),
    };
    json.texts("media_sha256", media.iter().map(String::as_str)).text("fate", fate.word());
    json.end()
}
