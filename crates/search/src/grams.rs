//! Tokens: single characters, and pairs of neighbours at their true positions.
//!
//! Pairs overlap, so a text contains a needle of two or more characters exactly where it has the needle's pairs at
//! consecutive positions. A query asks for every second pair and the last one, which together cover every character.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Cuts a text into pairs (`2`) or single characters (`1`).
#[derive(Clone, Debug)]
pub(crate) struct Grams {
    length: usize,
}

impl Grams {
    pub(crate) const PAIRS: Self = Self { length: 2 };
    pub(crate) const SINGLES: Self = Self { length: 1 };
}

impl Tokenizer for Grams {
    type TokenStream<'a> = GramStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> GramStream<'a> {
        let token = Token { position: usize::MAX, ..Token::default() };
        GramStream { rest: text, length: self.length, token }
    }
}

/// The tokens of one text.
pub(crate) struct GramStream<'a> {
    rest: &'a str,
    length: usize,
    token: Token,
}

impl TokenStream for GramStream<'_> {
    fn advance(&mut self) -> bool {
        let mut characters = self.rest.char_indices();
        let after_first = characters.nth(1).map_or(self.rest.len(), |(at, _)| at);
        let end = match self.length {
            1 => after_first,
            _ => characters.next().map_or(self.rest.len(), |(at, _)| at),
        };
        let enough = if self.length == 1 { after_first > 0 } else { end > after_first };
        if !enough {
            return false;
        }
        self.token.text.clear();
        self.token.text.push_str(&self.rest[..end]);
        self.token.position = self.token.position.wrapping_add(1);
        self.token.offset_from = self.token.position;
        self.token.offset_to = self.token.position + self.length;
        self.rest = &self.rest[after_first..];
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Lists the pairs that cover a needle of at least two characters, with their offsets.
pub(crate) fn cover(needle: &str) -> Vec<(usize, String)> {
    let characters: Vec<char> = needle.chars().collect();
    let last = characters.len().saturating_sub(2);
    let mut offsets: Vec<usize> = (0..=last).step_by(2).collect();
    if offsets.last() != Some(&last) {
        offsets.push(last);
    }
    offsets.into_iter().map(|at| (at, characters[at..].iter().take(2).collect())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn tokens(mut grams: Grams, text: &str) -> Vec<(usize, String)> {
        let mut stream = grams.token_stream(text);
        let mut tokens = Vec::new();
        while stream.advance() {
            tokens.push((stream.token().position, stream.token().text.clone()));
        }
        tokens
    }

    #[test]
    fn pairs_stand_at_their_character_positions() {
        let expected = [(0, "赎回"), (1, "回😀"), (2, "😀a")].map(|(at, text)| (at, text.to_owned()));
        assert_eq!(tokens(Grams::PAIRS, "赎回😀a"), expected);
        assert!(tokens(Grams::PAIRS, "赎").is_empty() && tokens(Grams::PAIRS, "").is_empty());
        assert_eq!(tokens(Grams::SINGLES, "赎回").len(), 2);
        assert!(tokens(Grams::SINGLES, "").is_empty());
    }

    #[test]
    fn a_cover_reaches_every_character() {
        assert_eq!(cover("ab"), [(0, "ab".to_owned())]);
        assert_eq!(cover("abc"), [(0, "ab".to_owned()), (1, "bc".to_owned())]);
        assert_eq!(cover("abcd"), [(0, "ab".to_owned()), (2, "cd".to_owned())]);
        assert_eq!(cover("abcde"), [(0, "ab".to_owned()), (2, "cd".to_owned()), (3, "de".to_owned())]);
    }

    proptest! {
        #[test]
        fn a_text_has_the_cover_exactly_where_it_contains_the_needle(
            text in "[ab赎😀\u{1f}]{0,20}",
            needle in "[ab赎😀]{2,9}",
        ) {
            let pairs: HashSet<(usize, String)> = tokens(Grams::PAIRS, &text).into_iter().collect();
            let cover = cover(&needle);
            let has_all = |from: usize| cover.iter().all(|(at, pair)| pairs.contains(&(from + at, pair.clone())));
            let found = (0..text.chars().count()).any(has_all);
            prop_assert_eq!(found, text.contains(needle.as_str()));
        }
    }
}
