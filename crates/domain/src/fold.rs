//! Text folding: the equality that search works with.
//!
//! Two texts are equal for search when their foldings are. A folding is made character by character: compatibility
//! decomposition (full and half width, ligatures, accents), lower case, traditional to simplified Chinese, every run
//! of blanks or control characters to one space, invisible characters removed. Since no character looks at its
//! neighbours (but for runs of blanks), the folding of a part of a text is a part of the folding of the text: whatever
//! is contained is found. Hangul syllables stay whole.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization;

/// Stands between two texts of one message; no folding contains it.
pub const SEPARATOR: char = '\u{1f}';

/// A folded text that remembers where each of its characters came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each folded character: its byte offset in `text`, and the byte range in the original it came from.
    sources: Vec<Source>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Source {
    folded: usize,
    start: usize,
    end: usize,
}

/// Folds a text.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folder = Folder::default();
    for character in text.chars() {
        folder.push(character, |_| {});
    }
    folder.text
}

/// Folds several texts and joins them so that nothing matches across two of them.
#[must_use]
pub fn fold_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for (number, text) in texts.into_iter().enumerate() {
        if number > 0 {
            joined.push(SEPARATOR);
        }
        joined.push_str(&fold(text));
    }
    joined
}

/// Folds a text and keeps the way back, for highlighting.
#[must_use]
pub fn fold_mapped(text: &str) -> Folded {
    let mut folder = Folder::default();
    let mut sources = Vec::with_capacity(text.len());
    for (start, character) in text.char_indices() {
        let end = start + character.len_utf8();
        folder.push(character, |folded| sources.push(Source { folded, start, end }));
    }
    Folded { text: folder.text, sources }
}

impl Folded {
    /// Finds `needle` (folded already) and returns byte ranges of the original, ascending, not overlapping.
    #[must_use]
    pub fn find_all(&self, needle: &str) -> Vec<(usize, usize)> {
        if needle.is_empty() {
            return Vec::new();
        }
        self.text.match_indices(needle).map(|(at, found)| self.original_range(at, at + found.len())).collect()
    }

    fn original_range(&self, from: usize, to: usize) -> (usize, usize) {
        let first = self.sources.partition_point(|source| source.folded < from);
        let after = self.sources.partition_point(|source| source.folded < to);
        let start = self.sources.get(first).map_or(0, |source| source.start);
        let end = self.sources.get(after.saturating_sub(1)).map_or(start, |source| source.end);
        (start, end)
    }
}

#[derive(Default)]
struct Folder {
    text: String,
    in_blank: bool,
}

impl Folder {
    fn push(&mut self, character: char, mut wrote: impl FnMut(usize)) {
        if character.is_ascii_graphic() {
            wrote(self.text.len());
            self.text.push(character.to_ascii_lowercase());
            self.in_blank = false;
            return;
        }
        if is_invisible(character) {
            return;
        }
        if ('\u{ac00}'..='\u{d7a3}').contains(&character) {
            self.push_folded(character, &mut wrote);
            return;
        }
        for decomposed in std::iter::once(character).nfkd() {
            for lowered in decomposed.to_lowercase() {
                if !is_invisible(lowered) {
                    self.push_folded(simplified(lowered), &mut wrote);
                }
            }
        }
    }

    fn push_folded(&mut self, character: char, wrote: &mut impl FnMut(usize)) {
        let blank = character.is_whitespace() || character.is_control();
        if blank && self.in_blank {
            return;
        }
        self.in_blank = blank;
        wrote(self.text.len());
        self.text.push(if blank { ' ' } else { character });
    }
}

/// Tells characters that have no shape of their own: zero-width, direction marks, variation selectors, soft hyphen.
fn is_invisible(character: char) -> bool {
    matches!(
        character,
        '\u{00ad}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{e0100}'..='\u{e01ef}'
    )
}

/// Folds one traditional character to its simplified form, by OpenCC's table of characters.
fn simplified(character: char) -> char {
    static TABLE: LazyLock<Vec<char>> = LazyLock::new(simplification_table);
    let index = (character as usize).wrapping_sub(HAN_FIRST as usize);
    TABLE.get(index).copied().unwrap_or(character)
}

const HAN_FIRST: char = '\u{3400}';
const HAN_LAST: char = '\u{9fff}';

fn simplification_table() -> Vec<char> {
    let Ok(converter) = OpenCC::from_config(BuiltinConfig::T2s) else {
        return (HAN_FIRST..=HAN_LAST).collect();
    };
    (HAN_FIRST..=HAN_LAST)
        .map(|character| {
            let converted = converter.convert(character.encode_utf8(&mut [0; 4]));
            let mut characters = converted.chars();
            match (characters.next(), characters.next()) {
                (Some(simple), None) => simple,
                _ => character,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn width_case_script_and_blanks_fold() {
        assert_eq!(fold("ＡＢＣ　１２３"), "abc 123");
        assert_eq!(fold("贖回基金，請確認"), fold("赎回基金,请确认"));
        assert_eq!(fold("a\u{200b}b \t\n c"), "ab c");
        assert_eq!(fold("ﬁ"), "fi");
        assert_eq!(fold("각"), "각");
    }

    #[test]
    fn a_highlight_covers_the_original_characters() {
        let text = "您的贖 回金額：１００元";
        let folded = fold_mapped(text);
        let ranges = folded.find_all(&fold("金额:100"));
        assert_eq!(ranges.len(), 1);
        assert_eq!(&text[ranges[0].0..ranges[0].1], "金額：１００");
    }

    #[test]
    fn texts_do_not_match_across_each_other() {
        let joined = fold_texts(["合同", "草稿"]);
        assert!(!joined.contains(&fold("合同草稿")));
        assert!(!fold("a\u{1f}b").contains(SEPARATOR));
    }

    proptest! {
        #[test]
        fn whatever_is_contained_is_found(text in "\\PC{0,40}|[ \t\n\u{200b}a贖Ａé각]{0,12}", from in 0usize..40, length in 1usize..12) {
            let characters: Vec<char> = text.chars().collect();
            let part: String = characters.iter().skip(from).take(length).collect();
            prop_assert!(fold(&text).contains(&fold(&part)), "{text:?} {part:?}");
            prop_assert_eq!(&fold_mapped(&text).text, &fold(&text));
        }

        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }
    }
}
