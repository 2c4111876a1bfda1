//! Lines of text: broken between words, and between Chinese characters.

use crate::export::bundle::fonts::Fonts;

/// Breaks a text into lines that are no wider than `width`; an empty line stays one.
pub(super) fn wrap(fonts: &mut Fonts, text: &str, size: f32, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        wrap_one(fonts, &paragraph.replace('\t', "    "), size, width, &mut lines);
    }
    lines
}

fn wrap_one(fonts: &mut Fonts, text: &str, size: f32, width: f32, lines: &mut Vec<String>) {
    let (mut start, mut used) = (0, 0.0);
    // Where the line may end, and how wide it is up to there.
    let mut end: Option<(usize, f32)> = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if at > start && may_break(before, c) {
            end = Some((at, used));
        }
        let advance = fonts.drawn(c).map_or(0.0, |drawn| drawn.advance * size);
        if used + advance > width && at > start {
            let (cut, kept) = end.take().unwrap_or((at, used));
            lines.push(text[start..cut].to_owned());
            start = cut;
            used -= kept;
        }
        used += advance;
        before = c;
    }
    lines.push(text[start..].to_owned());
}

fn may_break(before: char, c: char) -> bool {
    if closes(c) || opens(before) {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(c)
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2e80..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffef | 0x1f300..=0x3ffff)
}

/// What does not begin a line.
fn closes(c: char) -> bool {
    "，。、；：？！）》」』】〉”’…—,.;:?!)]}%".contains(c)
}

/// What does not end one.
fn opens(c: char) -> bool {
    "（《「『【〈“‘([{".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_between_chinese_characters() {
        assert!(may_break('会', '存') && may_break(' ', 'a') && may_break('a', '会'));
        assert!(
            !may_break('a', 'b') && !may_break('会', '。') && !may_break('（', '会') && !may_break('a', ' ')
        );
    }
}
