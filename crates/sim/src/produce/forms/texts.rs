//! Text messages that are more than a line of a dialogue.

use crate::produce::{
    Form,
    forms::{Desk, Written},
};

/// Stands where a byte goes that JSON would not allow.
const CONTROL_MARK: &str = "⟦control⟧";
/// Stands where half of a surrogate pair goes.
const SURROGATE_MARK: &str = "⟦surrogate⟧";

/// Gives what is put into the finished JSON against its rules, and for what mark.
pub(super) fn raw_bytes(form: Form) -> Option<(&'static [u8], &'static [u8])> {
    match form {
        Form::TextControl => Some((CONTROL_MARK.as_bytes(), b"\x0B\x14\x07")),
        Form::TextSurrogate => Some((SURROGATE_MARK.as_bytes(), b"\\uD83D")),
        Form::FileNasty => Some((CONTROL_MARK.as_bytes(), b"\x01")),
        _ => None,
    }
}

impl Desk<'_> {
    pub(super) fn text(&mut self, form: Form) -> Written {
        let content = self.content(form);
        let mut written = self.sent("text");
        written.json.open("text").text("content", &content).close();
        written
    }

    fn content(&mut self, form: Form) -> String {
        let facts = self.item.draft.facts.clone();
        let (me, peer) = (&facts.me, &facts.peer);
        match form {
            Form::TextQuote => {
                format!(
                    "这是一条引用/回复消息：\n\"{me}：\n{}\"\n------\n{}",
                    self.draw("quoted"),
                    self.draw("reply")
                )
            }
            Form::TextQuoteEnglish => {
                format!(
                    "This is a quote/reply:\n\"{peer}:\n{}\"\n------\n{}",
                    self.draw("quoted"),
                    self.draw("reply")
                )
            }
            Form::TextQuoteWechat => {
                let rule = ["-"; 15].join(" ");
                format!("「{me}：{}」\n{rule}\n{}", self.draw("quoted"), self.draw("reply"))
            }
            Form::TextMention => format!("@{peer}\u{2005}@所有人 {}", self.draw("order_to_team")),
            Form::TextEmpty => String::new(),
            Form::TextControl => format!("前{CONTROL_MARK}后，{}", self.draw("reply")),
            Form::TextSurrogate => format!("{}{SURROGATE_MARK}", self.draw("reply")),
            Form::TextSolitaire => self.solitaire_text(),
            Form::TextLong => (0..40).map(|_| self.draw("clause")).collect::<Vec<_>>().join("\n"),
            Form::TextBlank => {
                format!(
                    "　 \t{}\u{200B}\u{FEFF}  ＡＢＣ１２３ ﹣ {}\u{00A0}\n\n",
                    self.draw("reply"),
                    self.draw("order")
                )
            }
            other => self.draw(match other {
                Form::TextUpDown => "updown",
                Form::TextRobot => "robot_text",
                Form::TextTraditional => "traditional",
                Form::TextConsent => "consent_text",
                Form::TextMarkup => "markup",
                Form::TextFormula => "formula",
                _ => "reply",
            }),
        }
    }

    fn solitaire_text(&mut self) -> String {
        let mut out = format!("#接龙\n{}\n", self.draw("solitaire_title"));
        for number in 1..=self.rng.range(3, 8) {
            out.push_str(&format!("\n{number}. {} {}份", self.draw("someone"), self.rng.range(1, 4)));
        }
        out
    }
}
