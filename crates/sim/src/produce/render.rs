//! Writes drafts out as the JSON a decrypted message has.

use std::sync::Arc;

use crate::{
    corp::Corp,
    corpus::Corpus,
    grammar::Grammar,
    json::Json,
    produce::{Form, Item, Kind, Suffix},
    rng::Rng,
};

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
}

impl Renderer {
    /// Makes the message id of a seq.
    pub(crate) fn msgid(seed: u64, seq: u64, msgtime: i64, suffix: Suffix) -> String {
        // Real ids are 63-bit numbers of 19 digits.
        let number = 4_000_000_000_000_000_000 + Rng::derive(seed, seq).next() % 5_000_000_000_000_000_000;
        let suffix = match suffix {
            Suffix::Internal => "",
            Suffix::External => "_external",
            Suffix::UpDown => "_updown_stream",
        };
        format!("{number}_{msgtime}{suffix}")
    }

    /// Writes one message out.
    pub(crate) fn render(&self, item: &Item) -> Rendered {
        let mut rng = Rng::new(item.draft.seed);
        let mut json = Json::object();
        json.text("msgid", &item.msgid).text("action", "send").text("from", &item.draft.from);
        json.texts("tolist", item.draft.to.iter().map(AsRef::as_ref));
        json.text("roomid", item.draft.roomid.as_deref().unwrap_or(""));
        json.number("msgtime", item.msgtime);
        let msgtype = match &item.draft.kind {
            Kind::Line(lines) => self.text(&mut json, &self.grammar.say(lines, &item.draft.facts, &mut rng)),
            Kind::Corpus(line) => {
                self.text(&mut json, self.corpus.as_ref().map_or("", |corpus| corpus.line(*line)))
            }
            Kind::Form(Form::Link) => self.link(&mut json),
            Kind::Recall(_) => "revoke",
        };
        Rendered { plaintext: json.end().into_bytes(), msgtype, media: Vec::new() }
    }

    fn text(&self, json: &mut Json, content: &str) -> &'static str {
        json.text("msgtype", "text").open("text").text("content", content).close();
        "text"
    }

    fn link(&self, json: &mut Json) -> &'static str {
        json.text("msgtype", "link").open("link").text("title", "t").close();
        "link"
    }
}
