//! Writes out, seals and describes one message.

use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::{
    book::{Fate, Row},
    credentials::Custody,
    factory::seal::Task,
    faults::ProduceFaults,
    json::Json,
    produce::{Envelope, Rendered, Renderer},
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
enum Poison {
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
        let item = item_json(task, envelope, poison);
        let oracle = oracle_line(task, &rendered, fate);
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

fn item_json(task: &Task, mut envelope: Envelope, poison: Option<Poison>) -> Vec<u8> {
    match poison {
        Some(Poison::BadRandomKey) => envelope.random_key = STANDARD.encode([0x5A; 256]),
        Some(Poison::BadMessage) => envelope.chat_msg.replace_range(..8, "AAAAAAAA"),
        _ => {}
    }
    let mut json = Json::object();
    json.number("seq", task.item.seq)
        .text("msgid", &task.item.msgid)
        .number("publickey_ver", task.sealer.version);
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

fn oracle_line(task: &Task, rendered: &Rendered, fate: Fate) -> String {
    let item = &task.item;
    let mut json = Json::object();
    json.number("seq", item.seq).text("msgid", &item.msgid).number("msgtime", item.msgtime);
    json.text("msgtype", rendered.msgtype).text("from", &item.draft.from);
    json.texts("tolist", item.draft.to.iter().map(AsRef::as_ref));
    json.text("roomid", item.draft.roomid.as_deref().unwrap_or(""));
    match std::str::from_utf8(&rendered.plaintext) {
        Ok(text) => json.text("plaintext", text),
        Err(_) => json.text("plaintext_base64", &STANDARD.encode(&rendered.plaintext)),
    };
    json.texts("media_sha256", rendered.media.iter().map(String::as_str)).text("fate", fate.word());
    json.end()
}
