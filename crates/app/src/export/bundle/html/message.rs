//! A message on a page: a bubble at its side, or a line in the middle.

use std::collections::HashSet;

use huicun_domain::ids::{PartyKind, Seq};
use huicun_domain::message::Content;

use super::card::Card;
use super::escape::{put_name, put_text};
use crate::export::bundle::chat::{Line, Occasion};
use crate::export::bundle::layout::{Placed, Side, initials};
use crate::export::time::moment;
use crate::export::words::{role, say};
use crate::view::{MessageView, PartyRef};

/// A message as it stands on a page.
pub(super) struct Message<'a> {
    pub(super) occasion: &'a Occasion,
    pub(super) line: &'a Line,
    pub(super) placed: &'a Placed,
    /// The messages that are on the page so far.
    pub(super) seqs: &'a HashSet<Seq>,
}

impl Message<'_> {
    /// Appends it.
    pub(super) fn put(&self, out: &mut String) {
        if let Some(day) = &self.placed.day {
            out.push_str("<div class=\"day\">");
            out.push_str(day);
            out.push_str("</div>");
        }
        match self.placed.side {
            Side::System => self.put_event(out),
            Side::Own => self.put_bubble(out, "own"),
            Side::Other => self.put_bubble(out, "other"),
        }
    }

    fn put_bubble(&self, out: &mut String, side: &str) {
        let message = &self.line.message;
        let opens = if self.placed.opens { " open" } else { "" };
        out.push_str(&format!("<article class=\"m {side}{opens}\" id=\"m{}\">", message.seq));
        self.put_picture(out, &message.sender);
        out.push_str("<div class=\"s\">");
        if self.placed.opens {
            self.put_sender(out, message);
        }
        let gone = if message.recalled.is_some() { " gone" } else { "" };
        out.push_str(&format!("<div class=\"b{gone}\">"));
        let zone = &self.occasion.zone;
        Card { language: self.occasion.language, zone, files: &self.line.files }.put(out, &message.content);
        out.push_str("</div>");
        if let Some(recalled) = &message.recalled {
            out.push_str("<div class=\"rc\">");
            out.push_str(say(self.occasion.language, "已撤回", "Recalled"));
            out.push_str(" · ");
            out.push_str(&moment(recalled.at, zone));
            out.push_str("</div>");
        }
        out.push_str("</div></article>");
    }

    fn put_picture(&self, out: &mut String, sender: &PartyRef) {
        let class = match (self.placed.opens, sender.kind) {
            (false, _) => "none",
            (true, PartyKind::Member) => "member",
            (true, PartyKind::ExternalContact) => "external",
            (true, PartyKind::Robot) => "robot",
        };
        out.push_str(&format!("<span class=\"a {class}\" aria-hidden=\"true\">"));
        if self.placed.opens {
            put_text(out, &initials(self.line.sender()));
        }
        out.push_str("</span>");
    }

    fn put_sender(&self, out: &mut String, message: &MessageView) {
        out.push_str("<div class=\"h\">");
        put_name(out, self.line.sender());
        out.push_str("<span>");
        out.push_str(role(message.sender.kind, self.occasion.language));
        out.push_str("</span><span>");
        put_text(out, self.line.clock());
        out.push_str("</span></div>");
    }

    fn put_event(&self, out: &mut String) {
        let (message, language) = (&self.line.message, self.occasion.language);
        out.push_str(&format!("<div class=\"sys\" id=\"m{}\">", message.seq));
        let said = match &message.content {
            Content::Revoke { .. } => say(language, " 撤回了一条消息 ", " recalled a message "),
            Content::Agree { .. } => say(language, " 同意存档会话内容 ", " agreed to the archive "),
            Content::Disagree { .. } => {
                say(language, " 不同意存档会话内容 ", " did not agree to the archive ")
            }
            Content::Switch { .. } => say(language, " 切换了企业 ", " switched to another corp "),
            _ => "",
        };
        if said.is_empty() {
            let zone = &self.occasion.zone;
            Card { language, zone, files: &self.line.files }.put(out, &message.content);
        } else {
            put_name(out, self.line.sender());
            out.push_str(said);
        }
        if let Some(original) = message.recalls_seq.filter(|seq| self.seqs.contains(seq)) {
            let words = say(language, "查看原消息", "Show it");
            out.push_str(&format!("<a href=\"#m{original}\">{words}</a> "));
        }
        put_text(out, self.line.clock());
        out.push_str("</div>");
    }
}
