//! The terms (服务条款) that are accepted before anything is ordered. A changed text is a new version in a file of its own.

use crate::code::Language;

/// The version in force.
pub const TERMS_VERSION: &str = "2026-11";

/// The text of the version in force, exactly as it is shown and hashed.
#[must_use]
pub fn terms(language: Language) -> &'static str {
    match language {
        Language::Chinese => include_str!("terms/2026-11.zh-CN.txt"),
        Language::English => include_str!("terms/2026-11.en.txt"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_texts_have_the_same_clauses() {
        let clauses = |language| {
            terms(language).lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).count()
        };
        assert_eq!(clauses(Language::Chinese), 7);
        assert_eq!(clauses(Language::English), 7);
    }
}
