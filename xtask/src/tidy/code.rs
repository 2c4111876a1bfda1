//! Rust without what is not code.

/// Blanks comments, string literals and character literals; every line keeps its number.
pub fn without_text(source: &str) -> String {
    let mut scanner = Scanner { rest: source, previous: None, code: String::with_capacity(source.len()) };
    while scanner.step() {}
    scanner.code
}

struct Scanner<'a> {
    rest: &'a str,
    previous: Option<char>,
    code: String,
}

impl Scanner<'_> {
    /// Takes the next token or character; `false` at the end.
    fn step(&mut self) -> bool {
        let Some(next) = self.rest.chars().next() else { return false };
        let in_word = self.previous.is_some_and(|before| before.is_alphanumeric() || before == '_');
        if self.rest.starts_with("//") {
            self.blank(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.blank(block_comment(self.rest));
        } else if let Some(length) = raw_string(self.rest).filter(|_| !in_word) {
            self.blank(length);
        } else if next == '"' {
            self.blank(string(self.rest));
        } else if let Some(length) = character(self.rest) {
            self.blank(length);
        } else {
            self.code.push(next);
            self.previous = Some(next);
            self.rest = &self.rest[next.len_utf8()..];
        }
        true
    }

    fn blank(&mut self, length: usize) {
        let (gone, rest) = self.rest.split_at(length);
        self.code.extend(gone.chars().map(|character| if character == '\n' { '\n' } else { ' ' }));
        self.previous = Some(' ');
        self.rest = rest;
    }
}

fn block_comment(source: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < source.len() {
        let rest = &source.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    source.len()
}

/// The length of `r"…"`, `r#"…"#`, `br"…"` or `cr"…"`, where the source starts with one.
fn raw_string(source: &str) -> Option<usize> {
    let after_prefix = ["r", "br", "cr"].iter().find_map(|prefix| source.strip_prefix(prefix))?;
    let hashes = after_prefix.len() - after_prefix.trim_start_matches('#').len();
    let body = after_prefix[hashes..].strip_prefix('"')?;
    let start = source.len() - body.len();
    let end = format!("\"{}", "#".repeat(hashes));
    Some(body.find(&end).map_or(source.len(), |at| start + at + end.len()))
}

fn string(source: &str) -> usize {
    let mut escaped = false;
    for (at, character) in source.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    source.len()
}

/// The length of a character literal; a lifetime is none.
fn character(source: &str) -> Option<usize> {
    let body = source.strip_prefix('\'')?;
    let first = body.chars().next()?;
    if first == '\\' {
        let escape = body.char_indices().nth(1).map(|(at, escaped)| at + escaped.len_utf8())?;
        return body[escape..].find('\'').map(|at| 1 + escape + at + 1);
    }
    let end = 1 + first.len_utf8();
    source[end..].starts_with('\'').then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_code_is_left() {
        for (source, code) in [
            ("a // b\nc", "a     \nc"),
            ("a /* b /* c */\nd */ e", "a             \n     e"),
            (r#"a("b \" c", d)"#, "a(        , d)"),
            (r##"a(r#"b " c"#, d)"##, "a(          , d)"),
            ("for r in b", "for r in b"),
            (r"x('\'', '中', 'a)", "x(    ,    , 'a)"),
            (r"('\u{7f}')", "(        )"),
            ("a('\"', b)", "a(   , b)"),
        ] {
            assert_eq!(without_text(source), code, "{source}");
        }
    }

    #[test]
    fn unfinished_text_reaches_to_the_end() {
        for source in ["\"abc", "/* abc", "r#\"abc\""] {
            assert!(without_text(source).trim().is_empty(), "{source}");
        }
    }
}
