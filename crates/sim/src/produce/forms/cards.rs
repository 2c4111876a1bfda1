//! Cards: people, places, links, mini programs, channels, and the notices of consent and recall.

use crate::{
    corp::CITIES,
    produce::{
        Form,
        forms::{Desk, Written},
        render::{Room, head},
    },
};

impl Desk<'_> {
    pub(super) fn revoke_orphan(&mut self) -> Written {
        let mut written =
            Written { msgtype: "revoke", json: head(self.item, "recall", "revoke", Room::Written) };
        let before = self.item.msgtime - self.rng.range(600, 900) * 86_400_000;
        let id = format!("9{}_{before}_external", self.rng.digits(18));
        written.json.open("revoke").text("pre_msgid", &id).close();
        written
    }

    pub(super) fn consent(&mut self, form: Form) -> Written {
        let who = self.item.draft.from.clone();
        let (msgtype, key, time) = match form {
            Form::Agree => ("agree", "agree", "agree_time"),
            Form::Disagree => ("disagree", "disagree", "disagree_time"),
            // Older payloads put a refusal under the key of consent.
            _ => ("disagree", "agree", "agree_time"),
        };
        let mut written = self.sent(msgtype);
        written.json.open(key).text("userid", &who).number(time, self.item.msgtime).close();
        written
    }

    pub(super) fn card(&mut self, form: Form) -> Written {
        let corp = self.renderer.corp.clone();
        let is_wechat = form == Form::Card;
        let fitting: Vec<_> =
            corp.contacts.iter().filter(|contact| contact.corp_name.is_none() == is_wechat).collect();
        let contact = self.rng.pick(&fitting).copied();
        let (corpname, userid) = match (form, contact) {
            (Form::CardMember, _) => {
                let member = self.rng.below(corp.members.len());
                (corp.name.clone(), corp.members[member].userid.clone())
            }
            (_, Some(contact)) => (
                contact.corp_name.clone().unwrap_or_else(|| "微信联系人".to_owned()),
                contact.external_userid.clone(),
            ),
            (_, None) => ("微信联系人".to_owned(), self.item.draft.from.clone()),
        };
        let mut written = self.sent("card");
        let key = if form == Form::CardCapital { "Userid" } else { "userid" };
        written.json.open("card").text("corpname", &corpname).text(key, &userid).close();
        written
    }

    /// Draws a place: longitude, latitude, address, title.
    pub(super) fn place(&mut self) -> (String, String, String, String) {
        const CENTRES: [(f64, f64); 12] = [
            (113.32, 23.10),
            (113.94, 22.54),
            (121.44, 31.18),
            (116.31, 39.96),
            (120.15, 30.26),
            (104.04, 30.64),
            (114.34, 30.50),
            (118.78, 32.06),
            (108.95, 34.23),
            (106.57, 29.60),
            (120.38, 36.07),
            (118.10, 24.48),
        ];
        let at = self.rng.below(CITIES.len().min(CENTRES.len()));
        let (city, districts) = CITIES[at];
        let longitude = CENTRES[at].0 + self.rng.unit() / 20.0;
        let latitude = CENTRES[at].1 + self.rng.unit() / 20.0;
        let street = self.draw("street");
        let address = format!("{city}{}{street}{}号", self.rng.word(&districts), self.rng.range(1, 900));
        (format!("{longitude:.7}"), format!("{latitude:.7}"), address, self.draw("place"))
    }

    pub(super) fn location(&mut self) -> Written {
        let (longitude, latitude, address, title) = self.place();
        let mut written = self.sent("location");
        written.json.open("location").raw("longitude", &longitude).raw("latitude", &latitude);
        written
            .json
            .text("address", &address)
            .text("title", &title)
            .number("zoom", self.rng.range(13, 17))
            .close();
        written
    }

    pub(super) fn link(&mut self, form: Form) -> Written {
        let (title, description, url) = (self.draw("link_title"), self.draw("link_text"), self.draw("url"));
        let mut written = self.sent("link");
        written.json.open("link").text("title", &title);
        match form {
            Form::LinkBare => written.json.text("link_url", &url),
            Form::LinkNoImage => {
                written.json.text("description", &description).text("link_url", &url).text("image_url", "")
            }
            _ => {
                let image = format!("https://example.com/pic/{}.png", self.rng.hex(12));
                written
                    .json
                    .text("description", &description)
                    .text("link_url", &url)
                    .text("image_url", &image)
            }
        };
        written.json.close();
        written
    }

    pub(super) fn weapp(&mut self, form: Form) -> Written {
        let username = format!("gh_{}@app", self.rng.hex(12));
        let mut written = self.sent("weapp");
        written.json.open("weapp");
        if form == Form::WeappConsent {
            written
                .json
                .text("title", "开始聊天前请仔细阅读服务须知事项")
                .text("description", "客户需同意存档聊天记录");
            written.json.text("username", "gh_0a1b2c3d4e5f@app").text("displayname", "服务须知");
        } else {
            let (title, text, name) =
                (self.draw("weapp_title"), self.draw("link_text"), self.draw("weapp_name"));
            written.json.text("title", &title).text("description", &text);
            written.json.text("username", &username).text("displayname", &name);
        }
        if form == Form::WeappExtended {
            let page = format!("pages/detail/index.html?id={}", self.rng.digits(6));
            written.json.text("appid", &format!("wx{}", self.rng.hex(16))).text("pagepath", &page);
        }
        written.json.close();
        written
    }

    pub(super) fn sphfeed(&mut self) -> Written {
        let (name, text) = (self.draw("channel"), self.draw("feed"));
        let kind = *self.rng.pick(&[2, 4, 9]).unwrap_or(&4);
        let mut written = self.sent("sphfeed");
        written
            .json
            .open("sphfeed")
            .number("feed_type", kind)
            .text("sph_name", &name)
            .text("feed_desc", &text)
            .close();
        written
    }
}
