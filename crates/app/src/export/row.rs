//! Rows: one flat line of cells per message, the same for every format.

use std::borrow::Cow;

use huicun_domain::code::Language;
use jiff::tz::TimeZone;

use super::plain_text::plain_text;
use super::time::moment;
use super::words::{conversation, kind, role, say};
use crate::view::{ConversationRef, MessageView, PartyRef};

/// How many cells a row has.
pub const COLUMNS: usize = 16;
/// The place of the text among the cells: the only cell without a bound.
pub(super) const TEXT: usize = 10;
/// The longest that any cell but the text gets, in characters: names and ids come from outside and are shown, not kept.
const SHORT_CHARS: usize = 4_000;

/// A column: its heading in Chinese and English, and its width in characters.
struct Column(&'static str, &'static str, u16);

const TABLE: [Column; COLUMNS] = [
    Column("时间", "Time", 20),
    Column("会话", "Conversation", 24),
    Column("会话类型", "Conversation kind", 10),
    Column("发送人", "Sender", 16),
    Column("发送人 ID", "Sender ID", 16),
    Column("发送人身份", "Sender role", 12),
    Column("接收人", "Recipients", 24),
    Column("接收人 ID", "Recipient IDs", 24),
    Column("接收人数", "Recipient count", 10),
    Column("消息类型", "Message kind", 12),
    Column("内容", "Text", 80),
    Column("撤回时间", "Recalled at", 20),
    Column("内部/外部", "Internal/external", 10),
    Column("消息序号", "Seq", 14),
    Column("消息 ID", "Message ID", 36),
    Column("会话 ID", "Conversation ID", 38),
];

/// The headings of the columns.
#[must_use]
pub fn headings(language: Language) -> [&'static str; COLUMNS] {
    TABLE.each_ref().map(|column| say(language, column.0, column.1))
}

/// The widths of the columns in characters.
pub(super) fn widths() -> [u16; COLUMNS] {
    TABLE.each_ref().map(|column| column.2)
}

/// One message as a line of a table: the cells in the order of the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row(pub [String; COLUMNS]);

impl Row {
    /// Writes a message as a row, in the words of a language and with the times of a zone.
    #[must_use]
    pub fn new(
        message: &MessageView,
        conversation_ref: Option<&ConversationRef>,
        language: Language,
        zone: &TimeZone,
    ) -> Self {
        let short = |text: &str| bounded(text).into_owned();
        let title = conversation_ref.map(|conversation| short(&conversation.title)).unwrap_or_default();
        let conversation_kind = conversation_ref.map_or("", |known| conversation(known.kind, language));
        let side = if message.external {
            say(language, "外部", "External")
        } else {
            say(language, "内部", "Internal")
        };
        Self([
            moment(message.sent_at, zone),
            title,
            conversation_kind.to_owned(),
            short(message.sender.name.as_deref().unwrap_or_default()),
            short(message.sender.id.as_str()),
            role(message.sender.kind, language).to_owned(),
            recipients(message, language, |party| {
                party.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(party.id.as_str())
            }),
            recipients(message, language, |party| party.id.as_str()),
            message.recipient_count.to_string(),
            kind(message.kind, language).to_owned(),
            plain_text(&message.content, language, zone),
            message.recalled.as_ref().map(|recalled| moment(recalled.at, zone)).unwrap_or_default(),
            side.to_owned(),
            message.seq.to_string(),
            short(message.msgid.as_str()),
            message.conversation_id.to_string(),
        ])
    }

    /// The cells in the order of the columns.
    #[must_use]
    pub fn cells(&self) -> &[String; COLUMNS] {
        &self.0
    }
}

/// Lists recipients; those that the view does not name are counted.
fn recipients(message: &MessageView, language: Language, text: impl Fn(&PartyRef) -> &str) -> String {
    let listed: Vec<Cow<'_, str>> = message.recipients.iter().map(|party| bounded(text(party))).collect();
    let mut line = listed.join(say(language, "、", ", "));
    if message.recipient_count > message.recipients.len() {
        let rest = message.recipient_count - message.recipients.len();
        match language {
            Language::Chinese => line.push_str(&format!(" 等另 {rest} 人")),
            Language::English => line.push_str(&format!(" and {rest} more")),
        }
    }
    line
}

/// Cuts what is longer than any name or id should be, and says so.
fn bounded(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(SHORT_CHARS) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}… ({})", &text[..at], text.chars().count())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_where_its_heading_is() {
        assert_eq!(headings(Language::Chinese)[TEXT], "内容");
        assert_eq!(headings(Language::English)[TEXT], "Text");
    }

    #[test]
    fn an_endless_name_is_cut_and_says_so() {
        let name = "名".repeat(SHORT_CHARS + 1);
        let cut = bounded(&name);
        assert!(cut.ends_with("… (4001)"), "{}", cut.len());
        assert_eq!(bounded("名"), "名");
    }
}
