//! The table of problem codes: what can be wrong, in Chinese and English, and what to do about it.

mod table;

use serde::{Deserialize, Serialize};

pub use table::ProblemCode;

/// A language that the product speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// 简体中文
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// English
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// Chooses by an `Accept-Language` header or a locale such as `en_US.UTF-8`; Chinese where neither is told.
    #[must_use]
    pub fn negotiate(preference: &str) -> Self {
        for choice in preference.split(',') {
            let tag = choice.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            if tag.starts_with("zh") {
                return Self::Chinese;
            }
            if tag.starts_with("en") {
                return Self::English;
            }
        }
        Self::Chinese
    }
}

/// What a problem says to people, in one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wording {
    /// What is wrong.
    pub title: &'static str,
    /// What to do.
    pub fix: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_says_what_to_do_in_both_languages() {
        for code in ProblemCode::ALL {
            for language in [Language::Chinese, Language::English] {
                let wording = code.wording(language);
                assert!(!wording.title.is_empty() && !wording.fix.is_empty(), "{code:?}");
            }
            assert!(code.wording(Language::English).title.is_ascii(), "{code:?}");
            assert_eq!(ProblemCode::parse(code.as_str()), Some(*code));
        }
    }

    #[test]
    fn the_first_known_language_wins() {
        assert_eq!(Language::negotiate("fr, en;q=0.8, zh;q=0.5"), Language::English);
        assert_eq!(Language::negotiate("zh_CN.UTF-8"), Language::Chinese);
        assert_eq!(Language::negotiate(""), Language::Chinese);
    }
}
