//! Notices (告知): what employees and customers are told about archiving, and what they answer.
//!
//! A notice is a text in Chinese and English with versions. A version that was published never changes: its text is
//! named by a hash, and each receipt names the version it is for.

pub mod card;
pub mod consent;
pub mod refusal;
pub mod remind;

use serde::{Deserialize, Serialize};

use crate::code::Language;

/// Gives an enum its stable words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word stored and shown.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// Reads the word.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == word)
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Whom a notice is for.
    Audience {
        /// Members of the corp.
        Employee = "employee",
        /// External contacts.
        Customer = "customer",
    }
}

words! {
    /// In which form a notice reaches its readers.
    NoticeKind {
        /// An announcement to all (公告).
        Announcement = "announcement",
        /// A message of the app (应用消息).
        AppMessage = "app_message",
        /// A card with buttons to answer by (模板卡片).
        TemplateCard = "template_card",
        /// A clause of the handbook (员工手册条款).
        HandbookClause = "handbook_clause",
        /// A clause signed when joining (入职条款).
        OnboardingClause = "onboarding_clause",
        /// The service terms that customers read (服务须知).
        ServiceTerms = "service_terms",
        /// The first message to a new customer (首次联系消息).
        FirstContact = "first_contact",
        /// A poster with a QR code (二维码海报).
        QrPoster = "qr_poster",
        /// A line below signatures (签名档).
        SignatureLine = "signature_line",
    }
}

words! {
    /// What is asked of whoever reads a notice.
    Asks {
        /// To confirm that it was read (知悉).
        Receipt = "receipt",
        /// To agree or to refuse (同意).
        Consent = "consent",
    }
}

words! {
    /// What somebody answered to a notice.
    Answer {
        /// Read, or agreed to.
        Confirmed = "confirmed",
        /// Not agreed to.
        Declined = "declined",
    }
}

words! {
    /// In which way an answer came.
    How {
        /// By the button of a card.
        Card = "card",
        /// On the employee's page, opened by a personal link.
        Link = "link",
        /// On the employee's page, signed in by WeCom.
        Oauth = "oauth",
        /// On paper, put on record by an operator.
        Paper = "paper",
    }
}

impl NoticeKind {
    /// Whom a notice of this kind is for.
    #[must_use]
    pub fn audience(self) -> Audience {
        match self {
            Self::Announcement
            | Self::AppMessage
            | Self::TemplateCard
            | Self::HandbookClause
            | Self::OnboardingClause => Audience::Employee,
            Self::ServiceTerms | Self::FirstContact | Self::QrPoster | Self::SignatureLine => {
                Audience::Customer
            }
        }
    }
}

/// The most characters of a title.
pub const MAX_TITLE: usize = 36;
/// The most characters of a body.
pub const MAX_BODY: usize = 20_000;

/// The text of one version of a notice. English may be left out as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeText {
    /// The Chinese title, at most 36 characters: a card shows no more.
    pub title_zh: String,
    /// The Chinese text.
    pub body_zh: String,
    /// The English title; empty where there is no English text.
    #[serde(default)]
    pub title_en: String,
    /// The English text; empty where there is none.
    #[serde(default)]
    pub body_en: String,
}

impl NoticeText {
    /// Takes away white space around the parts; it says nothing.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let trim = |text: &str| text.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
        Self {
            title_zh: trim(&self.title_zh),
            body_zh: trim(&self.body_zh),
            title_en: trim(&self.title_en),
            body_en: trim(&self.body_en),
        }
    }

    /// Tells whether it fits: nothing is longer than its place.
    #[must_use]
    pub fn fits(&self) -> bool {
        let short = |text: &str, most| text.chars().count() <= most;
        short(&self.title_zh, MAX_TITLE)
            && short(&self.title_en, 2 * MAX_TITLE)
            && short(&self.body_zh, MAX_BODY)
            && short(&self.body_en, 2 * MAX_BODY)
    }

    /// Tells whether it can be published: Chinese is there, and English as a whole or not at all.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let text = self.trimmed();
        !text.title_zh.is_empty()
            && !text.body_zh.is_empty()
            && text.title_en.is_empty() == text.body_en.is_empty()
            && text.fits()
    }

    /// Gives title and body in a language; Chinese where there is no English.
    #[must_use]
    pub fn in_language(&self, language: Language) -> (&str, &str) {
        match language {
            Language::English if !self.body_en.is_empty() => (&self.title_en, &self.body_en),
            Language::English | Language::Chinese => (&self.title_zh, &self.body_zh),
        }
    }

    /// What the hash of a version is taken over: each part with its length in front, so that no two texts write the
    /// same.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut text = String::from("huicun notice 1\n");
        for part in [&self.title_zh, &self.body_zh, &self.title_en, &self.body_en] {
            text.push_str(&format!("{}:{part}\n", part.len()));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(title_zh: &str, body_zh: &str, title_en: &str, body_en: &str) -> NoticeText {
        NoticeText {
            title_zh: title_zh.into(),
            body_zh: body_zh.into(),
            title_en: title_en.into(),
            body_en: body_en.into(),
        }
    }

    #[test]
    fn words_are_read_back() {
        assert!(NoticeKind::ALL.iter().all(|kind| NoticeKind::parse(kind.as_str()) == Some(*kind)));
        assert_eq!(NoticeKind::parse("poem"), None);
        assert_eq!(NoticeKind::ALL.iter().filter(|kind| kind.audience() == Audience::Employee).count(), 5);
    }

    #[test]
    fn a_text_is_complete_with_chinese_and_all_or_nothing_of_english() {
        for (parts, complete) in [
            (["告知", "正文", "", ""], true),
            (["告知", "正文", "Notice", "Text"], true),
            (["告知", "正文", "Notice", " "], false),
            (["告知", "正文", "", "Text"], false),
            (["", "正文", "", ""], false),
            (["告知", " \r\n", "", ""], false),
        ] {
            let [a, b, c, d] = parts;
            assert_eq!(text(a, b, c, d).is_complete(), complete, "{parts:?}");
        }
        assert!(!text(&"题".repeat(MAX_TITLE + 1), "正文", "", "").is_complete());
    }

    #[test]
    fn no_two_texts_write_the_same() {
        let one = text("a", "b\n1:c", "", "").canonical();
        let other = text("a", "b", "c", "").canonical();
        assert_ne!(one, other);
        assert_eq!(text(" a\r\n", "b", "", "").trimmed().canonical(), text("a", "b", "", "").canonical());
    }

    #[test]
    fn english_falls_back_to_chinese() {
        assert_eq!(text("题", "文", "", "").in_language(Language::English), ("题", "文"));
        assert_eq!(text("题", "文", "T", "B").in_language(Language::English), ("T", "B"));
    }
}
