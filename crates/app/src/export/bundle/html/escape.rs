//! Text in HTML: whatever it holds, it is text.

/// Appends a text as content or as the value of an attribute in double quotes.
///
/// Control characters, which HTML cannot hold, are shown by their pictures (U+2400 and on).
pub(super) fn put_text(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            '\r' => {}
            '\0'..='\u{1f}' => out.push(char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}')),
            '\u{7f}' => out.push('\u{2421}'),
            '\u{80}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
}

/// Appends a name: on one line, apart from the direction of what surrounds it, with marks that turn the direction made
/// visible. A name such as `photo\u{202e}gpj.exe` would otherwise read as a picture's.
pub(super) fn put_name(out: &mut String, name: &str) {
    out.push_str("<bdi>");
    for c in name.chars() {
        if turns_direction(c) {
            out.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else if c == '\n' || c == '\t' {
            out.push(' ');
        } else {
            put_text(out, c.encode_utf8(&mut [0; 4]));
        }
    }
    out.push_str("</bdi>");
}

/// Tells whether an address may be followed: nothing but the web.
pub(super) fn is_web(address: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, rest)| (scheme.to_ascii_lowercase(), rest));
    let clean = !address.chars().any(|c| c.is_control() || c.is_whitespace() || turns_direction(c));
    clean
        && scheme
            .is_some_and(|(scheme, rest)| matches!(scheme.as_str(), "http" | "https") && !rest.is_empty())
}

fn turns_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_stays_text() {
        let mut out = String::new();
        put_text(&mut out, "<a href=\"x\">'&\0\u{1b}\r\n\u{85}好</a>");
        assert_eq!(out, "&lt;a href=&quot;x&quot;&gt;&#39;&amp;␀␛\n\u{fffd}好&lt;/a&gt;");
    }

    #[test]
    fn a_name_cannot_turn_what_follows() {
        let mut out = String::new();
        put_name(&mut out, "photo\u{202e}gpj.exe\n<b>");
        assert_eq!(out, "<bdi>photo[U+202E]gpj.exe &lt;b&gt;</bdi>");
    }

    #[test]
    fn only_the_web_is_followed() {
        for good in ["https://x.test/a?b=c", "HTTP://x.test"] {
            assert!(is_web(good), "{good}");
        }
        let bad = [
            "javascript:alert(1)",
            " https://x",
            "java\nscript:alert(1)//://",
            "data:text/html,x",
            "//x.test",
            "https://",
            "file:///etc/passwd",
            "https:\\\\x",
            "https://x\u{202e}y",
            "",
        ];
        for address in bad {
            assert!(!is_web(address), "{address:?}");
        }
    }
}
