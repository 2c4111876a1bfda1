//! Repairing JSON as WeCom writes it: raw control characters within strings, and halves of surrogate pairs.

/// Escapes raw control characters within strings and replaces lone surrogates by U+FFFD. What is right stays as it is.
pub(super) fn repair(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut in_string = false;
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let mut taken = character.len_utf8();
        match character {
            '"' => {
                in_string = !in_string;
                out.push('"');
            }
            '\\' if in_string => taken = escape(rest, &mut out),
            control if in_string && (control as u32) < 0x20 => {
                out.push_str(&format!("\\u{:04x}", control as u32));
            }
            other => out.push(other),
        }
        rest = &rest[taken..];
    }
    out
}

/// Copies one escape and returns its length; a lone surrogate is replaced.
fn escape(rest: &str, out: &mut String) -> usize {
    let Some(unit) = unit(rest) else {
        let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
        out.push_str(&rest[..length]);
        return length;
    };
    let low = rest.get(6..).and_then(self::unit);
    match (unit, low) {
        (0xd800..=0xdbff, Some(0xdc00..=0xdfff)) => {
            out.push_str(&rest[..12]);
            12
        }
        (0xd800..=0xdfff, _) => {
            out.push_str("\\ufffd");
            6
        }
        _ => {
            out.push_str(&rest[..6]);
            6
        }
    }
}

/// Reads `\uXXXX` at the beginning.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_wrong_is_changed() {
        let right = r#"{"a":"b\n\"\\\u00e9\ud83d\ude00","c":[1]}"#;
        assert_eq!(repair(right), right);
        assert_eq!(repair("{\"a\":\"x\u{1}y\nz\"}"), r#"{"a":"x\u0001y\u000az"}"#);
        assert_eq!(repair(r#"{"a":"\ud83d!","b":"\ude00"}"#), r#"{"a":"\ufffd!","b":"\ufffd"}"#);
        assert_eq!(repair("\"\\"), "\"\\");
    }
}
