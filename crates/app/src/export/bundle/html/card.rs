//! What a message says, within its bubble. Sound, pictures and films are shown where they are; any other kind is read
//! as the facts of its card.

use huicun_domain::code::Language;
use huicun_domain::message::{Content, MediaRef, MessageKind, RecordItem};
use jiff::tz::TimeZone;

use super::super::files::FileRecord;
use super::super::name::{Shown, shown};
use super::escape::{is_web, put_name, put_text};
use crate::export::plain_text;
use crate::export::time::{duration, moment, size};
use crate::export::words::{kind, say};

/// How deep records within records are laid out; what is deeper is read as plain text.
const DEPTH: usize = 8;

/// Writes what a message says.
pub(super) struct Card<'a> {
    pub(super) language: Language,
    pub(super) zone: &'a TimeZone,
    /// The message's files.
    pub(super) files: &'a [FileRecord],
}

impl Card<'_> {
    /// Appends a content.
    pub(super) fn put(&self, out: &mut String, content: &Content) {
        self.put_at(out, content, 0);
    }

    fn put_at(&self, out: &mut String, content: &Content, depth: usize) {
        match content {
            Content::Text { quote: Some(quote), .. } => {
                out.push_str("<blockquote class=\"q\">");
                put_name(out, &quote.author);
                out.push_str("<div class=\"t\" dir=\"auto\">");
                put_text(out, &quote.text);
                out.push_str("</div></blockquote>");
                put_paragraph(out, "t", &quote.reply);
            }
            Content::Text { text, .. } | Content::Markdown { text } => put_paragraph(out, "t", text),
            Content::Image { media } => self.put_file(out, MessageKind::Image, media),
            Content::Voice { media } => self.put_file(out, MessageKind::Voice, media),
            Content::Video { media } => self.put_file(out, MessageKind::Video, media),
            Content::Emotion { media, .. } => self.put_file(out, MessageKind::Emotion, media),
            Content::File { media, .. } => self.put_file(out, MessageKind::File, media),
            Content::VoipDocShare { media, .. } => self.put_file(out, MessageKind::VoipDocShare, media),
            Content::MeetingVoiceCall { media, .. } => {
                self.put_facts(out, content);
                self.put_file(out, MessageKind::MeetingVoiceCall, media);
            }
            Content::Link { title, description, url, .. } => {
                self.put_link(out, MessageKind::Link, title, description, url);
            }
            Content::Docmsg { title, creator, url } => {
                self.put_link(out, MessageKind::Docmsg, title, creator.as_str(), url);
            }
            Content::News { articles } => {
                for article in articles {
                    self.put_link(out, MessageKind::News, &article.title, &article.description, &article.url);
                }
            }
            Content::Chatrecord { title, items } if depth < DEPTH => {
                self.put_record(out, title, items, depth);
            }
            Content::Mixed { items } | Content::Note { items } if depth < DEPTH => {
                for item in items {
                    self.put_at(out, item, depth + 1);
                }
            }
            _ => self.put_facts(out, content),
        }
    }

    fn put_facts(&self, out: &mut String, content: &Content) {
        put_paragraph(out, "t", &plain_text(content, self.language, self.zone));
    }

    fn put_record(&self, out: &mut String, title: &str, items: &[RecordItem], depth: usize) {
        self.put_kind(out, MessageKind::Chatrecord);
        put_paragraph(out, "ti", title);
        out.push_str("<ol class=\"r\">");
        for item in items {
            out.push_str("<li>");
            if let Some(at) = item.sent_at {
                put_paragraph(out, "k", &moment(at, self.zone));
            }
            self.put_at(out, &item.content, depth + 1);
            out.push_str("</li>");
        }
        out.push_str("</ol>");
    }

    fn put_link(&self, out: &mut String, name: MessageKind, title: &str, below: &str, url: &str) {
        self.put_kind(out, name);
        put_paragraph(out, "ti", title);
        put_paragraph(out, "q t", below);
        if is_web(url) {
            out.push_str("<p class=\"q\"><a rel=\"noreferrer noopener\" href=\"");
            put_text(out, url);
            out.push_str("\">");
            put_text(out, url);
            out.push_str("</a></p>");
        } else {
            put_paragraph(out, "q", url);
        }
    }

    fn put_kind(&self, out: &mut String, name: MessageKind) {
        put_paragraph(out, "k", kind(name, self.language));
    }

    fn put_file(&self, out: &mut String, name: MessageKind, media: &MediaRef) {
        let Some(file) = self.files.iter().find(|file| file.slot == media.slot) else {
            return self.put_kind(out, name);
        };
        let word = kind(name, self.language);
        match &file.path {
            Some(path) => self.put_kept(out, word, file, path, media),
            None => {
                put_paragraph(out, "k", word);
                put_file_name(out, file);
                let before = say(self.language, "未能导出：", "Not in this export: ");
                let line = format!("{before}{}", file.why(self.language));
                put_paragraph(out, "q miss", &line);
            }
        }
        if file.state == "disputed" {
            let line = say(
                self.language,
                "内容与企业微信所报的大小或 MD5 不符，原样保留",
                "It is not of the size or MD5 that WeCom told; kept as it came",
            );
            put_paragraph(out, "q", line);
        }
    }

    fn put_kept(&self, out: &mut String, word: &str, file: &FileRecord, path: &str, media: &MediaRef) {
        let how = file.media_type.as_deref().and_then(shown);
        let label = if file.name.is_empty() { word } else { &file.name };
        let mut open = |before: &str, after: &str| {
            out.push_str(before);
            out.push_str("../");
            put_text(out, path);
            out.push_str(after);
        };
        match how {
            Some(Shown::Image) => {
                open("<a href=\"", "\">");
                out.push_str("<img loading=\"lazy\" src=\"../");
                put_text(out, path);
                out.push_str("\" alt=\"");
                put_text(out, label);
                out.push_str("\"></a>");
            }
            Some(Shown::Audio) => open("<audio controls preload=\"none\" src=\"", "\"></audio>"),
            Some(Shown::Video) => open("<video controls preload=\"none\" src=\"", "\"></video>"),
            None => {}
        }
        if how != Some(Shown::Image) {
            put_paragraph(out, "k", word);
            out.push_str("<p><a href=\"../");
            put_text(out, path);
            out.push_str("\">");
            put_name(out, label);
            out.push_str("</a></p>");
        } else if !file.name.is_empty() {
            put_file_name(out, file);
        }
        let seconds = media.seconds.map(duration);
        let facts: Vec<String> = seconds.into_iter().chain(file.size.map(size)).collect();
        put_paragraph(out, "k", &facts.join(" · "));
    }
}

fn put_file_name(out: &mut String, file: &FileRecord) {
    if !file.name.is_empty() {
        out.push_str("<p class=\"q\">");
        put_name(out, &file.name);
        out.push_str("</p>");
    }
}

/// Appends a paragraph of text; nothing where there is none.
fn put_paragraph(out: &mut String, class: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    out.push_str("<p class=\"");
    out.push_str(class);
    out.push_str("\" dir=\"auto\">");
    put_text(out, text);
    out.push_str("</p>");
}
