//! XLSX: a workbook written as one stream, in constant memory and without any temporary file.
//!
//! Each sheet is deflated straight into the sink while its rows come. Sheets, cover and contents are parts of a ZIP
//! archive whose order is free, so the cover, which tells counts that only the end knows, is written last and shown
//! first. Every cell is a string in its own place (`inlineStr`): no formula, no link, no number can come of a message.
//! Format: ECMA-376 part 1, SpreadsheetML; part 2 for the package.

mod escape;
mod package;
mod parts;

use std::io::{self, Write};

use huicun_domain::code::Language;

use self::escape::escape;
pub(super) use self::package::Gate;
use self::package::Package;
use super::row::{COLUMNS, TEXT, headings, widths};
use super::words::say;

/// What a sheet and a cell hold at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Rows below the heading. Excel has 1,048,576 rows a sheet.
    pub(super) rows: u32,
    /// Bytes of a sheet before compression: 4 GiB would need an extension of ZIP that Excel does not read.
    pub(super) sheet_bytes: u64,
    /// Characters of a cell, as UTF-16 counts them.
    pub(super) cell: usize,
}

impl Limits {
    /// What Excel takes.
    pub(super) const EXCEL: Self = Self { rows: 1_048_575, sheet_bytes: 2 << 30, cell: 32_767 };
}

/// How many columns a sheet has.
const SHEET_COLUMNS: usize = 16_384;
/// How much of a sheet is gathered before it is compressed.
const GATHERED: usize = 64 << 10;

/// Writes rows to a workbook in a sink.
pub(super) struct XlsxWriter<W: Write> {
    package: Package<W>,
    language: Language,
    limits: Limits,
    buffer: Vec<u8>,
    /// The rows of each sheet so far, the heading not counted.
    sheets: Vec<u32>,
    /// Bytes of the last sheet that were given to the package.
    sheet_bytes: u64,
    continued: u64,
}

/// What is told about the rows at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SheetFacts {
    /// How many sheets hold rows.
    pub(super) sheets: usize,
    /// How many texts go on in further cells.
    pub(super) continued: u64,
}

impl<W: Write> XlsxWriter<W> {
    /// Begins the workbook and its first sheet. `created_at` is in the form `2026-08-01T03:00:37Z`.
    pub(super) fn new(sink: W, language: Language, created_at: &str, limits: Limits) -> io::Result<Self> {
        let mut package = Package::new(sink);
        package.part("_rels/.rels", parts::ROOT_RELATIONS.as_bytes())?;
        package.part("docProps/app.xml", parts::APP_PROPERTIES.as_bytes())?;
        package.part("docProps/core.xml", parts::core_properties(created_at).as_bytes())?;
        package.part("xl/styles.xml", parts::STYLES.as_bytes())?;
        let buffer = Vec::with_capacity(GATHERED + (8 << 10));
        let mut writer =
            Self { package, language, limits, buffer, sheets: Vec::new(), sheet_bytes: 0, continued: 0 };
        writer.begin_sheet()?;
        Ok(writer)
    }

    /// Writes a row.
    pub(super) fn write(&mut self, cells: &[String; COLUMNS]) -> io::Result<()> {
        let full = self.sheets.last().is_some_and(|rows| *rows >= self.limits.rows);
        if full || self.sheet_bytes + self.buffer.len() as u64 > self.limits.sheet_bytes {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        let Some(rows) = self.sheets.last_mut() else { return Ok(()) };
        *rows += 1;
        let number = (*rows + 1).to_string();
        self.put_row(&number, cells)?;
        self.flush(GATHERED)
    }

    fn put_row(&mut self, number: &str, cells: &[String; COLUMNS]) -> io::Result<()> {
        let out = &mut self.buffer;
        open_row(out, number);
        let mut rest = "";
        for (index, cell) in cells.iter().enumerate() {
            let (piece, more) = cut(cell, self.limits.cell);
            put_cell(out, index, number, Style::Text, piece);
            if index == TEXT {
                rest = more;
            }
        }
        self.continued += u64::from(!rest.is_empty());
        let mut column = COLUMNS;
        while !rest.is_empty() {
            if column == SHEET_COLUMNS {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a text is longer than a row"));
            }
            let (piece, more) = cut(rest, self.limits.cell);
            put_cell(out, column, number, Style::Text, piece);
            rest = more;
            column += 1;
        }
        out.extend_from_slice(b"</row>");
        Ok(())
    }

    /// Tells what the cover says about the sheets.
    pub(super) fn facts(&self) -> SheetFacts {
        SheetFacts { sheets: self.sheets.len(), continued: self.continued }
    }

    /// Writes the cover, pairs of a name and a text, and everything that holds the workbook together.
    pub(super) fn finish(mut self, cover: &[(String, String)]) -> io::Result<W> {
        self.end_sheet()?;
        self.package.begin("xl/worksheets/sheet1.xml")?;
        self.buffer.extend_from_slice(parts::COVER_HEAD.as_bytes());
        for (index, (name, text)) in cover.iter().enumerate() {
            let number = (index + 1).to_string();
            open_row(&mut self.buffer, &number);
            put_cell(&mut self.buffer, 0, &number, Style::Name, name);
            put_cell(&mut self.buffer, 1, &number, Style::Wrapped, cut(text, self.limits.cell).0);
            self.buffer.extend_from_slice(b"</row>");
        }
        self.buffer.extend_from_slice(parts::COVER_TAIL.as_bytes());
        self.flush(0)?;
        let names = self.sheet_names();
        let last_column = column_name(COLUMNS);
        self.package
            .part("xl/workbook.xml", parts::workbook(&names, &self.sheets, &last_column).as_bytes())?;
        self.package.part("xl/_rels/workbook.xml.rels", parts::relations(names.len()).as_bytes())?;
        self.package.part("[Content_Types].xml", parts::content_types(names.len()).as_bytes())?;
        self.package.finish()
    }

    /// The names of all sheets, the cover first.
    fn sheet_names(&self) -> Vec<String> {
        let rows = say(self.language, "消息", "Messages");
        let cover = say(self.language, "说明", "About").to_owned();
        std::iter::once(cover)
            .chain((1..=self.sheets.len()).map(|number| match number {
                1 => rows.to_owned(),
                number => format!("{rows} {number}"),
            }))
            .collect()
    }

    fn begin_sheet(&mut self) -> io::Result<()> {
        self.sheets.push(0);
        // The cover is the first sheet, though it is written last.
        self.package.begin(&format!("xl/worksheets/sheet{}.xml", self.sheets.len() + 1))?;
        self.sheet_bytes = 0;
        self.buffer.extend_from_slice(parts::sheet_head(&widths()).as_bytes());
        open_row(&mut self.buffer, "1");
        for (index, heading) in headings(self.language).into_iter().enumerate() {
            put_cell(&mut self.buffer, index, "1", Style::Heading, heading);
        }
        let continued = say(self.language, "内容（续）", "Text (continued)");
        put_cell(&mut self.buffer, COLUMNS, "1", Style::Heading, continued);
        self.buffer.extend_from_slice(b"</row>");
        Ok(())
    }

    fn end_sheet(&mut self) -> io::Result<()> {
        let rows = self.sheets.last().copied().unwrap_or_default();
        let tail = parts::sheet_tail(rows + 1, &column_name(COLUMNS));
        self.buffer.extend_from_slice(tail.as_bytes());
        self.flush(0)
    }

    /// Hands on what was gathered, where it is more than `above`.
    fn flush(&mut self, above: usize) -> io::Result<()> {
        if self.buffer.len() > above {
            self.package.write(&self.buffer)?;
            self.sheet_bytes += self.buffer.len() as u64;
            self.buffer.clear();
        }
        Ok(())
    }
}

/// How a cell looks: the places in `parts::STYLES`.
#[derive(Clone, Copy)]
enum Style {
    Text = 1,
    Heading = 2,
    Name = 3,
    Wrapped = 4,
}

fn open_row(out: &mut Vec<u8>, number: &str) {
    out.extend_from_slice(b"<row r=\"");
    out.extend_from_slice(number.as_bytes());
    out.extend_from_slice(b"\">");
}

/// Writes a string cell; nothing for an empty one.
fn put_cell(out: &mut Vec<u8>, column: usize, row: &str, style: Style, text: &str) {
    if text.is_empty() {
        return;
    }
    out.extend_from_slice(b"<c r=\"");
    put_column(out, column);
    out.extend_from_slice(row.as_bytes());
    out.extend_from_slice(b"\" s=\"");
    out.push(b'0' + style as u8);
    out.extend_from_slice(b"\" t=\"inlineStr\"><is><t");
    let is_blank = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_whitespace);
    if is_blank(text.as_bytes().first()) || is_blank(text.as_bytes().last()) {
        out.extend_from_slice(b" xml:space=\"preserve\"");
    }
    out.push(b'>');
    escape(text, out);
    out.extend_from_slice(b"</t></is></c>");
}

/// Writes the letters of a column counted from 0: `A`, `Z`, `AA`.
fn put_column(out: &mut Vec<u8>, column: usize) {
    const LETTERS: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if column >= 26 {
        put_column(out, column / 26 - 1);
    }
    out.push(LETTERS[column % 26]);
}

fn column_name(column: usize) -> String {
    let mut name = Vec::new();
    put_column(&mut name, column);
    String::from_utf8(name).unwrap_or_default()
}

/// Cuts a text after at most `limit` units of UTF-16, between characters.
fn cut(text: &str, limit: usize) -> (&str, &str) {
    if text.len() <= limit {
        return (text, "");
    }
    let mut units = 0;
    for (at, c) in text.char_indices() {
        units += c.len_utf16();
        if units > limit {
            return text.split_at(at);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests;
