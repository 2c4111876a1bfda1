//! CSV: UTF-8 with a byte order mark, RFC 4180, every field in quotes.
//!
//! A spreadsheet computes a field that begins like a formula, quoted or not, and no way of quoting stops it. So such a
//! field gets one apostrophe in front; a field that begins with an apostrophe of its own gets one as well, so that
//! whoever takes one leading apostrophe away has the text unchanged, always. This makes a CSV file a display copy.

use std::io::{self, Write};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Writes records to a sink.
pub(crate) struct CsvWriter<W: Write> {
    sink: W,
    line: Vec<u8>,
}

impl<W: Write> CsvWriter<W> {
    /// Begins the file with its mark and its headings.
    pub(crate) fn new(mut sink: W, headings: &[&str]) -> io::Result<Self> {
        sink.write_all(BYTE_ORDER_MARK)?;
        let mut line = Vec::with_capacity(1_024);
        encode(headings, &mut line);
        sink.write_all(&line)?;
        Ok(Self { sink, line })
    }

    /// Writes a record. `canonical` is the record as [`encode`] writes it.
    pub(crate) fn write<C: AsRef<str>>(&mut self, cells: &[C], canonical: &[u8]) -> io::Result<()> {
        if !cells.iter().any(|cell| is_guarded(cell.as_ref())) {
            return self.sink.write_all(canonical);
        }
        self.line.clear();
        encode_guarded(cells, &mut self.line);
        self.sink.write_all(&self.line)
    }

    /// Gives the sink back.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.sink.flush()?;
        Ok(self.sink)
    }
}

/// Writes a record without the guard: fields in quotes, quotes doubled, commas between, CR LF at the end.
///
/// The SHA-256 of an export is taken over its rows in this form, whatever its format.
pub fn encode<C: AsRef<str>>(cells: &[C], out: &mut Vec<u8>) {
    encode_with(cells, out, |_| false);
}

/// Writes a record as in a file, with the guard.
fn encode_guarded<C: AsRef<str>>(cells: &[C], out: &mut Vec<u8>) {
    encode_with(cells, out, is_guarded);
}

fn encode_with<C: AsRef<str>>(cells: &[C], out: &mut Vec<u8>, guarded: impl Fn(&str) -> bool) {
    for (index, cell) in cells.iter().enumerate() {
        let cell = cell.as_ref();
        if index > 0 {
            out.push(b',');
        }
        out.push(b'"');
        if guarded(cell) {
            out.push(b'\'');
        }
        for (index, part) in cell.split('"').enumerate() {
            if index > 0 {
                out.extend_from_slice(b"\"\"");
            }
            out.extend_from_slice(part.as_bytes());
        }
        out.push(b'"');
    }
    out.extend_from_slice(b"\r\n");
}

/// Tells whether a field gets an apostrophe in front.
///
/// It does where its first visible character could begin a formula, in any width, whatever blanks, control characters
/// and invisible characters come before it; where it begins with a control character; where it begins with an
/// apostrophe.
#[must_use]
pub fn is_guarded(field: &str) -> bool {
    match field.chars().next() {
        None => false,
        Some('\'') => true,
        Some(first) if first.is_control() => true,
        Some(_) => field.chars().find(|c| !is_skipped(*c)).is_some_and(begins_formula),
    }
}

fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+'
            | '-'
            | '@'
            | '＝'
            | '＋'
            | '－'
            | '＠'
            | '﹦'
            | '﹢'
            | '﹣'
            | '﹫'
            | '−'
            | '⁺'
            | '₊'
            | '⁻'
            | '₋'
            | '⁼'
            | '₌'
    )
}

/// Blanks and what is not seen: a spreadsheet may drop it before it looks.
fn is_skipped(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// Takes away what the guard put in front of a field.
#[cfg(test)]
pub(super) fn unguarded(field: &str) -> &str {
    field.strip_prefix('\'').unwrap_or(field)
}

#[cfg(test)]
mod tests;
