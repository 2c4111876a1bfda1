//! Text in XML, with what XML cannot hold written as `_x0000_` (ECMA-376 part 1, 22.9.2.19, ST_Xstring).

/// Appends a text to XML content. Whoever reads it by the standard has the text unchanged.
pub(super) fn escape(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut written = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if !NEEDS_A_LOOK[usize::from(*byte)] {
            continue;
        }
        let rest = &bytes[at..];
        let (replacement, length): (&[u8], usize) = match byte {
            b'&' => (b"&amp;", 1),
            b'<' => (b"&lt;", 1),
            b'>' => (b"&gt;", 1),
            b'_' if reads_as_escape(rest) => (b"_x005F_", 1),
            0xef if rest.starts_with("\u{fffe}".as_bytes()) => (b"_xFFFE_", 3),
            0xef if rest.starts_with("\u{ffff}".as_bytes()) => (b"_xFFFF_", 3),
            b'_' | 0xef => continue,
            control => {
                out.extend_from_slice(&bytes[written..at]);
                const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                let digit = |nibble: u8| DIGITS[usize::from(nibble & 15)];
                out.extend_from_slice(&[b'_', b'x', b'0', b'0', digit(control >> 4), digit(*control), b'_']);
                written = at + 1;
                continue;
            }
        };
        out.extend_from_slice(&bytes[written..at]);
        out.extend_from_slice(replacement);
        written = at + length;
    }
    out.extend_from_slice(&bytes[written..]);
}

/// Tells whether a text that begins with `_` could be read as an escape, with whatever follows it.
fn reads_as_escape(rest: &[u8]) -> bool {
    matches!(rest.get(1), Some(b'x' | b'X'))
        && rest.get(2..6).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// Marks the bytes that may not stand as they are. A tab and a line feed may; a carriage return would become one.
static NEEDS_A_LOOK: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        table[byte] = byte != 0x09 && byte != 0x0a;
        byte += 1;
    }
    table[b'&' as usize] = true;
    table[b'<' as usize] = true;
    table[b'>' as usize] = true;
    table[b'_' as usize] = true;
    table[0xef] = true;
    table
};

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        escape(text, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_xml_cannot_hold_is_written_by_its_number() {
        assert_eq!(escaped("a\0b\r\n\tc\u{1f}"), "a_x0000_b_x000D_\n\tc_x001F_");
        assert_eq!(escaped("\u{fffe}\u{ffff}\u{fffd}全"), "_xFFFE__xFFFF_\u{fffd}全");
        assert_eq!(escaped("<a> & b"), "&lt;a&gt; &amp; b");
    }

    #[test]
    fn what_looks_like_an_escape_is_none() {
        assert_eq!(escaped("_x0041_"), "_x005F_x0041_");
        assert_eq!(escaped("_x0041_x0042_"), "_x005F_x0041_x005F_x0042_");
        // The escape of the control character would close it.
        assert_eq!(escaped("_x0041\u{1}"), "_x005F_x0041_x0001_");
        assert_eq!(escaped("a_b _x12 __"), "a_b _x12 __");
    }
}
