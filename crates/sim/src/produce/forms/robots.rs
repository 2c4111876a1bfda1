//! What robots post.

use crate::produce::{
    Form,
    forms::{Desk, Written},
};

impl Desk<'_> {
    pub(super) fn markdown(&mut self) -> Written {
        let content = self.draw("markdown");
        let mut written = self.sent("markdown");
        written.json.open("info").text("content", &content).close();
        written
    }

    pub(super) fn news(&mut self, form: Form) -> Written {
        let mut written = self.sent("news");
        written.json.open("info");
        if form == Form::NewsFlat {
            let (title, text, url) = (self.draw("link_title"), self.draw("link_text"), self.draw("url"));
            written.json.text("title", &title).text("description", &text).text("url", &url);
        } else {
            written.json.array("item");
            for _ in 0..self.rng.range(1, 4) {
                let (title, text, url) = (self.draw("link_title"), self.draw("link_text"), self.draw("url"));
                written.json.item().text("title", &title).text("description", &text).text("url", &url);
                written.json.text("picurl", &format!("{url}.jpg")).close();
            }
            written.json.close_array();
        }
        written.json.close();
        written
    }
}
