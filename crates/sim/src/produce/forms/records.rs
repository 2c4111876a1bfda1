//! Messages made of messages: forwarded records, mixed texts and pictures, notes. Their parts are JSON in strings.

use crate::{
    json::Json,
    media::Format,
    produce::{
        Form,
        forms::{Desk, Written},
    },
};

/// The parts a record can have.
const PARTS: [&str; 12] = [
    "ChatRecordText",
    "ChatRecordImage",
    "ChatRecordVideo",
    "ChatRecordVoice",
    "ChatRecordFile",
    "ChatRecordLink",
    "ChatRecordLocation",
    "ChatRecordEmotion",
    "ChatRecordCard",
    "ChatRecordWeapp",
    "ChatRecordMixed",
    "ChatRecordSphFeed",
];

impl Desk<'_> {
    pub(super) fn chatrecord(&mut self, form: Form) -> Written {
        let facts = self.item.draft.facts.clone();
        let mut written = self.sent("chatrecord");
        written
            .json
            .open("chatrecord")
            .text("title", &format!("{}和{}的聊天记录", facts.me, facts.peer))
            .array("item");
        // Seconds, whatever older documents say.
        let mut time = self.seconds() - self.rng.range(3_600, 90_000);
        for (at, part) in PARTS.into_iter().enumerate() {
            // Most records are texts with a few other things in between; the first form has them all.
            if form != Form::ChatRecord && at > 0 && self.rng.chance(500) {
                continue;
            }
            for _ in 0..if at == 0 { self.rng.range(1, 5) } else { 1 } {
                time += self.rng.range(2, 90);
                let content = self.part(part);
                self.record_item(&mut written.json, part, time, &content);
            }
        }
        match form {
            Form::ChatRecordBad => {
                self.record_item(&mut written.json, "ChatRecordText", time + 1, "{\"content\":\"截断的");
            }
            _ => {
                let nested = self.nested(if form == Form::ChatRecordNested { 4 } else { 1 }, time);
                self.record_item(&mut written.json, "chatrecord", time + 1, &nested);
            }
        }
        written.json.close_array().close();
        written
    }

    fn record_item(&mut self, json: &mut Json, kind: &str, time: i64, content: &str) {
        json.item().text("type", kind).number("msgtime", time).text("content", content);
        if !self.rng.chance(200) {
            json.raw("from_chatroom", if self.rng.chance(500) { "true" } else { "false" });
        }
        json.close();
    }

    /// Writes a record inside a record, `depth` deep; the innermost one is a bare array.
    fn nested(&mut self, depth: u32, time: i64) -> String {
        let line = self.draw("quoted");
        let mut text = Json::object();
        text.text("content", &line);
        let text = text.end();
        let mut items = Json::object();
        items.text("title", "群聊的聊天记录").array("item");
        self.record_item(&mut items, "ChatRecordText", time - 600, &text);
        if depth > 1 {
            let deeper = self.nested(depth - 1, time - 900);
            self.record_item(&mut items, "chatrecord", time - 500, &deeper);
        }
        items.close_array();
        let whole = items.end();
        if depth == 1 && self.rng.chance(300) {
            let from = whole.find('[').unwrap_or(0);
            return whole[from..whole.len() - 1].to_owned();
        }
        whole
    }

    /// Writes one part's inner object.
    fn part(&mut self, kind: &str) -> String {
        let mut json = Json::object();
        match kind {
            "ChatRecordText" => {
                let line = self.draw("quoted");
                json.text("content", &line);
            }
            "ChatRecordImage" => return self.picture(),
            "ChatRecordVideo" => self.played(&mut json, Format::Mp4, "filesize"),
            "ChatRecordVoice" => self.played(&mut json, Format::Amr, "voice_size"),
            "ChatRecordFile" => return self.paper(),
            "ChatRecordLink" => {
                let (title, text, url) = (self.draw("link_title"), self.draw("link_text"), self.draw("url"));
                json.text("title", &title)
                    .text("description", &text)
                    .text("link_url", &url)
                    .text("image_url", "");
            }
            "ChatRecordLocation" => return self.spot(),
            "ChatRecordEmotion" => {
                let asset = self.asset(Format::Png, 10, 900);
                let (facts, id) = self.measure(asset);
                json.number("type", 2)
                    .number("width", 120)
                    .number("height", 120)
                    .number("imagesize", facts.len);
                json.text("md5sum", &facts.md5).text("sdkfileid", &id);
            }
            "ChatRecordCard" => {
                let corp = self.renderer.corp.clone();
                let contact = &corp.contacts[self.rng.below(corp.contacts.len())];
                json.text("corpname", contact.corp_name.as_deref().unwrap_or("微信联系人"));
                json.text("userid", &contact.external_userid);
            }
            "ChatRecordWeapp" => {
                let (title, text, name) =
                    (self.draw("weapp_title"), self.draw("link_text"), self.draw("weapp_name"));
                json.text("title", &title).text("description", &text);
                json.text("username", &format!("gh_{}@app", self.rng.hex(12))).text("displayname", &name);
            }
            "ChatRecordMixed" => {
                json.array("item");
                self.mixed_items(&mut json, "type");
                json.close_array();
            }
            _ => {
                let (name, text) = (self.draw("channel"), self.draw("feed"));
                json.number("feed_type", 4).text("sph_name", &name).text("feed_desc", &text);
            }
        }
        json.end()
    }

    fn picture(&mut self) -> String {
        let size = self.rng.range(8, 24) as u8;
        let asset = self.asset(Format::Jpeg, size, 400);
        let (facts, id) = self.measure(asset);
        let mut json = Json::object();
        json.text("md5sum", &facts.md5).number("filesize", facts.len).text("sdkfileid", &id);
        json.end()
    }

    fn paper(&mut self) -> String {
        let asset = self.asset(Format::Pdf, 2, 300);
        let name = self.draw("filename");
        let mut json = Json::object();
        self.file_fields(&mut json, asset, &format!("{name}.pdf"), "pdf");
        json.end()
    }

    fn spot(&mut self) -> String {
        let (longitude, latitude, address, title) = self.place();
        let mut json = Json::object();
        json.raw("longitude", &longitude).raw("latitude", &latitude);
        json.text("address", &address).text("title", &title).number("zoom", 15);
        json.end()
    }

    fn played(&mut self, json: &mut Json, format: Format, size_key: &str) {
        let seconds = self.rng.range(1, 5) as u8;
        let asset = self.asset(format, seconds, 0);
        let (facts, id) = self.measure(asset);
        json.number(size_key, facts.len)
            .text("md5sum", &facts.md5)
            .number("play_length", seconds)
            .text("sdkfileid", &id);
    }

    fn mixed_items(&mut self, json: &mut Json, type_key: &str) {
        let line = self.draw("quoted");
        let mut text = Json::object();
        text.text("content", &format!("{line}[微笑]\n"));
        json.item().text(type_key, "text").text("content", &text.end()).close();
        for _ in 0..self.rng.range(1, 2) {
            let picture = self.picture();
            json.item().text(type_key, "image").text("content", &picture).close();
        }
    }

    pub(super) fn mixed(&mut self) -> Written {
        let mut written = self.sent("mixed");
        written.json.open("mixed").array("item");
        self.mixed_items(&mut written.json, "type");
        written.json.close_array().close();
        written
    }

    pub(super) fn note(&mut self) -> Written {
        let mut written = self.sent("note");
        written.json.open("info").array("items");
        self.mixed_items(&mut written.json, "msg_type");
        let (place, paper) = (self.spot(), self.paper());
        written.json.item().text("msg_type", "location").text("content", &place).close();
        written.json.item().text("msg_type", "file").text("content", &paper).close();
        written.json.close_array().close();
        written
    }
}
