//! Writes drafts out as the JSON a decrypted message has.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use crate::{
    corp::Corp,
    corpus::Corpus,
    grammar::Grammar,
    json::Json,
    media::{Asset, Facts},
    produce::{Form, Item, Kind, Suffix, forms},
    rng::{Rng, mix},
    sync::lock,
};

/// Assets with a smaller seed are sent again and again; their facts are kept.
pub(crate) const POOL: u64 = 400;

/// A message as it is sent, with what the oracle says about it.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// The exact plaintext.
    pub(crate) plaintext: Vec<u8>,
    pub(crate) msgtype: &'static str,
    /// SHA-256 of each media file in it, hexadecimal.
    pub(crate) media: Vec<String>,
}

/// Writes drafts out.
#[derive(Debug, Clone)]
pub(crate) struct Renderer {
    pub(crate) corp: Arc<Corp>,
    pub(crate) grammar: Arc<Grammar>,
    pub(crate) corpus: Option<Arc<Corpus>>,
    /// Whether whatever is drawn comes from the corpus, not only what is said.
    pub(crate) is_corpus_everywhere: bool,
    /// With what file ids are sealed.
    pub(crate) secret: u64,
    pool: Arc<Mutex<HashMap<Asset, Facts>>>,
}

impl Renderer {
    /// Makes a renderer; `seed` is the corp's.
    pub(crate) fn new(
        corp: Arc<Corp>,
        grammar: Arc<Grammar>,
        corpus: Option<Arc<Corpus>>,
        seed: u64,
    ) -> Self {
        Self {
            corp,
            grammar,
            corpus,
            is_corpus_everywhere: false,
            secret: media_secret(seed),
            pool: Arc::default(),
        }
    }

    /// Makes the message id of a seq.
    pub(crate) fn msgid(seed: u64, seq: u64, msgtime: i64, suffix: Suffix, kind: &Kind) -> String {
        let mut rng = Rng::derive(seed, seq);
        // Real ids are 63-bit numbers of 19 digits.
        let number = 4_000_000_000_000_000_000 + rng.number() % 5_000_000_000_000_000_000;
        let suffix = match (kind, suffix) {
            (Kind::Form(Form::TextOldId), _) => return format!("CAQQ{}{}=", rng.token(30), seq),
            (Kind::Form(Form::Switch), _) => return format!("{}{seq:06}", rng.digits(15)),
            (Kind::Form(form), _) if form.has_no_suffix() => "",
            (_, Suffix::Internal) => "",
            (_, Suffix::External) => "_external",
            (_, Suffix::UpDown) => "_updown_stream",
        };
        format!("{number}_{msgtime}{suffix}")
    }

    /// Writes one message out.
    pub(crate) fn render(&self, item: &Item) -> Rendered {
        let mut rng = Rng::new(item.draft.seed);
        let text = match &item.draft.kind {
            Kind::Line(lines) => self.grammar.say(lines, &item.draft.facts, &mut rng),
            Kind::Corpus(line) => self.corpus.as_ref().map_or("", |corpus| corpus.line(*line)).to_owned(),
            Kind::Form(form) => return forms::write(self, item, *form, &mut rng),
            Kind::Recall(_) => return forms::recall(item, item.recalls.as_deref().unwrap_or_default()),
        };
        let mut json = head(item, "send", "text", Room::Written);
        json.open("text").text("content", &text).close();
        Rendered { plaintext: json.end().into_bytes(), msgtype: "text", media: Vec::new() }
    }

    /// Measures an asset, once for those that are sent again and again.
    pub(crate) fn facts(&self, asset: Asset) -> Facts {
        if asset.seed >= POOL {
            return asset.facts();
        }
        if let Some(facts) = lock(&self.pool).get(&asset) {
            return facts.clone();
        }
        let facts = asset.facts();
        lock(&self.pool).insert(asset, facts.clone());
        facts
    }
}

/// Gives the secret with which a corp's file ids are sealed.
pub(crate) fn media_secret(seed: u64) -> u64 {
    mix(seed ^ 0x6D65_6469_6121)
}

/// Whether a message has a `roomid` field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// It has, empty outside of rooms.
    Written,
    /// It has none: calls.
    Absent,
}

/// Writes what all messages begin with.
pub(crate) fn head(item: &Item, action: &str, msgtype: &str, room: Room) -> Json {
    let mut json = Json::object();
    json.text("msgid", &item.msgid).text("action", action).text("from", &item.draft.from);
    json.texts("tolist", item.draft.to.iter().map(AsRef::as_ref));
    if room == Room::Written {
        json.text("roomid", item.draft.roomid.as_deref().unwrap_or(""));
    }
    json.number("msgtime", item.msgtime).text("msgtype", msgtype);
    json
}
