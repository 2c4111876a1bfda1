//! Conversations as pages that a browser shows offline, laid out as in the reading room.
//!
//! A page holds no script, and its own policy forbids any: it may show pictures and sound that lie beside it, and its
//! one style sheet, which the policy knows by its hash. Everything that comes out of a message goes through
//! [`escape`].

mod card;
mod escape;
mod message;

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use huicun_domain::code::Language;
use huicun_domain::ids::Seq;

use self::escape::{put_name, put_text};
use self::message::Message;
use super::archive::{Archive, Method};
use super::chat::{Head, Line, Occasion};
use super::layout::Layout;
use crate::export::time::moment;
use crate::export::words::{conversation, say};

/// How many messages a page holds at most.
const PAGE_MESSAGES: usize = 2_000;
/// Pages end earlier where they become this long.
const PAGE_BYTES: usize = 8 << 20;

const STYLE: &str = include_str!("html/style.css");

/// What the pages may load: what lies beside them, and their style sheet.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'sha256-{hash}'; base-uri 'none'; \
         form-action 'none'"
    )
});

/// Writes the pages of conversations, one conversation after the other.
pub(super) struct HtmlChat {
    occasion: Occasion,
    page_messages: usize,
    conversation: Option<Conversation>,
    /// The list of conversations as it will be shown.
    list: String,
}

struct Conversation {
    head: Head,
    layout: Layout,
    page: usize,
    body: String,
    /// The messages on the page.
    seqs: HashSet<Seq>,
    messages: u64,
}

impl HtmlChat {
    /// Begins without a conversation.
    pub(super) fn new(occasion: Occasion) -> Self {
        Self { occasion, page_messages: PAGE_MESSAGES, conversation: None, list: String::new() }
    }

    /// Begins a conversation.
    pub(super) fn begin(&mut self, head: Head) {
        let layout = Layout::new(head.viewpoint.clone(), self.occasion.zone.clone());
        self.conversation = Some(Conversation {
            head,
            layout,
            page: 1,
            body: String::new(),
            seqs: HashSet::new(),
            messages: 0,
        });
    }

    /// Adds a message.
    pub(super) fn add<W: Write>(&mut self, archive: &mut Archive<W>, line: &Line) -> io::Result<()> {
        let Some(conversation) = &mut self.conversation else { return Ok(()) };
        if conversation.seqs.len() >= self.page_messages || conversation.body.len() >= PAGE_BYTES {
            conversation.write_page(archive, &self.occasion, true)?;
            conversation.layout.begin_page();
        }
        let placed = conversation.layout.place(&line.message);
        conversation.messages += 1;
        conversation.seqs.insert(line.message.seq);
        let message = Message { occasion: &self.occasion, line, placed: &placed, seqs: &conversation.seqs };
        message.put(&mut conversation.body);
        Ok(())
    }

    /// Ends the conversation.
    pub(super) fn end<W: Write>(&mut self, archive: &mut Archive<W>) -> io::Result<()> {
        let Some(mut conversation) = self.conversation.take() else { return Ok(()) };
        if conversation.messages == 0 {
            return Ok(());
        }
        conversation.write_page(archive, &self.occasion, false)?;
        let list = &mut self.list;
        list.push_str("<li><a href=\"");
        list.push_str(&page_name(conversation.head.number, 1));
        list.push_str("\">");
        put_name(list, &conversation.head.title);
        list.push_str("</a><p class=\"q\">");
        list.push_str(&conversation.facts(&self.occasion, conversation.messages));
        list.push_str("</p></li>");
        Ok(())
    }

    /// Writes the list of conversations.
    pub(super) fn finish<W: Write>(&mut self, archive: &mut Archive<W>) -> io::Result<()> {
        let language = self.occasion.language;
        let title = say(language, "会存 · 会话导出", "Huicun conversation export");
        let mut out = String::new();
        put_head(&mut out, language, title);
        out.push_str("<header><h1>");
        put_text(&mut out, title);
        out.push_str("</h1></header><main><ul class=\"list\">");
        out.push_str(&self.list);
        out.push_str("</ul></main>");
        self.occasion.put_foot(&mut out);
        archive.entry("chat/index.html", Method::Deflated, out.as_bytes()).map(drop)
    }
}

impl Conversation {
    fn write_page<W: Write>(
        &mut self,
        archive: &mut Archive<W>,
        occasion: &Occasion,
        more: bool,
    ) -> io::Result<()> {
        let mut out = String::with_capacity(self.body.len() + (16 << 10));
        put_head(&mut out, occasion.language, &self.head.title);
        out.push_str("<header><h1>");
        put_name(&mut out, &self.head.title);
        out.push_str("</h1><p>");
        out.push_str(&self.facts(occasion, self.head.expected));
        out.push_str("</p></header><main>");
        self.put_links(&mut out, occasion.language, more);
        out.push_str(&self.body);
        out.push_str("</main>");
        occasion.put_foot(&mut out);
        let path = format!("chat/{}", page_name(self.head.number, self.page));
        archive.entry(&path, Method::Deflated, out.as_bytes())?;
        self.body.clear();
        self.seqs.clear();
        self.page += 1;
        Ok(())
    }

    /// Which kind of conversation it is, and how much of it is here.
    fn facts(&self, occasion: &Occasion, messages: u64) -> String {
        let word = self.head.kind.map_or("", |kind| conversation(kind, occasion.language));
        match occasion.language {
            Language::Chinese => format!("{word} · {messages} 条消息"),
            Language::English => format!("{word} · messages: {messages}"),
        }
    }

    fn put_links(&self, out: &mut String, language: Language, more: bool) {
        let number = self.head.number;
        out.push_str("<nav>");
        put_link(out, "index.html", say(language, "全部会话", "All conversations"));
        if self.page > 1 {
            put_link(out, &page_name(number, self.page - 1), say(language, "上一页", "Previous page"));
        }
        if more {
            put_link(out, &page_name(number, self.page + 1), say(language, "下一页", "Next page"));
        }
        out.push_str("</nav>");
    }
}

/// Appends a link to a page, both of our making.
fn put_link(out: &mut String, target: &str, words: &str) {
    out.push_str(&format!("<a href=\"{target}\">{words}</a>"));
}

fn page_name(number: usize, page: usize) -> String {
    format!("{number:05}-{page:03}.html")
}

fn put_head(out: &mut String, language: Language, title: &str) {
    out.push_str("<!doctype html>\n<html lang=\"");
    out.push_str(say(language, "zh-CN", "en"));
    out.push_str("\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"");
    out.push_str(&POLICY);
    out.push_str("\"><meta name=\"referrer\" content=\"no-referrer\"><meta name=\"viewport\" content=\"width=device-width\"><title>");
    put_text(out, title);
    out.push_str("</title><style>");
    out.push_str(STYLE);
    out.push_str("</style></head><body>");
}

impl Occasion {
    fn put_foot(&self, out: &mut String) {
        let (asked, at) = (say(self.language, "操作员", "Operator"), moment(self.created_at, &self.zone));
        out.push_str("<footer><p>");
        out.push_str(asked);
        out.push(' ');
        put_name(out, &self.operator);
        out.push_str(" · ");
        put_text(out, &at);
        out.push_str(" · ");
        put_text(out, self.zone.iana_name().unwrap_or("UTC"));
        out.push_str("</p></footer></body></html>\n");
    }
}

#[cfg(test)]
pub(super) mod tests;
