//! Files: rows in, bytes out, and a hash over the rows that is the same for every format.

use std::io::{self, Write};

use aws_lc_rs::digest::{Context, SHA256};
use huicun_domain::code::Language;
use serde::{Deserialize, Serialize};

use super::TableFormat;
use super::csv::{CsvWriter, encode};
use super::row::{Row, headings};
use super::words::say;
use super::xlsx::{Limits, SheetFacts, XlsxWriter};

/// What a file says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The language of headings and words.
    pub language: Language,
    /// When it was made, in the form `2026-08-01T03:00:37Z`.
    pub created_at: String,
    /// What the cover tells: pairs of a name and a text, in order.
    pub cover: Vec<(String, String)>,
}

/// What came out of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportSummary {
    /// How many rows were written.
    pub rows: u64,
    /// The SHA-256 of the rows in lower-case hexadecimal digits; `docs/export-formats.md` defines it.
    pub sha256: String,
    /// What became of the messages' files, where the format holds them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<FileCounts>,
}

/// What became of the files of exported messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileCounts {
    /// How many files of messages are in the export; what was sent several times is in it once and counted each time.
    pub kept: u64,
    /// How many are not, each with its reason in the export's manifest.
    pub missing: u64,
    /// How many bytes the files in it are, each content once.
    pub bytes: u64,
}

/// Writes rows to a file of any format, front to back, in bounded memory.
pub struct RowWriter<W: Write> {
    format: FormatWriter<W>,
    about: About,
    hash: Context,
    canonical: Vec<u8>,
    rows: u64,
}

enum FormatWriter<W: Write> {
    Csv(CsvWriter<W>),
    Xlsx(Box<XlsxWriter<W>>),
}

impl<W: Write> RowWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// Any error of the sink.
    pub fn new(format: TableFormat, sink: W, about: About) -> io::Result<Self> {
        Self::with_limits(format, sink, about, Limits::EXCEL)
    }

    pub(super) fn with_limits(
        format: TableFormat,
        sink: W,
        about: About,
        limits: Limits,
    ) -> io::Result<Self> {
        let format = match format {
            TableFormat::Csv => FormatWriter::Csv(CsvWriter::new(sink, &headings(about.language))?),
            TableFormat::Xlsx => {
                let writer = XlsxWriter::new(sink, about.language, &about.created_at, limits)?;
                FormatWriter::Xlsx(Box::new(writer))
            }
        };
        Ok(Self { format, about, hash: Context::new(&SHA256), canonical: Vec::new(), rows: 0 })
    }

    /// Writes a row.
    ///
    /// # Errors
    /// Any error of the sink.
    pub fn write(&mut self, row: &Row) -> io::Result<()> {
        self.canonical.clear();
        encode(row.cells(), &mut self.canonical);
        self.hash.update(&self.canonical);
        self.rows += 1;
        match &mut self.format {
            FormatWriter::Csv(writer) => writer.write(row.cells(), &self.canonical),
            FormatWriter::Xlsx(writer) => writer.write(row.cells()),
        }
    }

    /// Ends the file and gives the sink back.
    ///
    /// # Errors
    /// Any error of the sink.
    pub fn finish(self) -> io::Result<(ExportSummary, W)> {
        let Self { format, mut about, hash, rows, .. } = self;
        let digest = hash.finish();
        let sha256: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let sink = match format {
            FormatWriter::Csv(writer) => writer.finish()?,
            FormatWriter::Xlsx(writer) => {
                let closing = closing(about.language, rows, writer.facts(), &sha256);
                about.cover.extend(closing);
                writer.finish(&about.cover)?
            }
        };
        Ok((ExportSummary { rows, sha256, files: None }, sink))
    }
}

/// What the cover tells that only the end knows, and how to read the sheets.
fn closing(language: Language, rows: u64, facts: SheetFacts, sha256: &str) -> Vec<(String, String)> {
    let line = |chinese, english, text: String| (say(language, chinese, english).to_owned(), text);
    vec![
        line("消息条数", "Messages", rows.to_string()),
        line("消息工作表数", "Sheets of messages", facts.sheets.to_string()),
        line("接续的内容", "Continued texts", facts.continued.to_string()),
        line("各行的 SHA-256", "SHA-256 of the rows", sha256.to_owned()),
        line(
            "哈希的算法",
            "How it is computed",
            say(
                language,
                "对消息各行依次计算：每个单元格的原文用双引号括起，其中的双引号写两遍，单元格之间用逗号，行末用 CR LF，UTF-8 编码，\
                 不含表头；接续的内容先接回“内容”一栏。CSV 与 XLSX 的结果相同。",
                "Over the rows of messages in order: each cell's text in double quotes, quotes doubled, commas between cells, \
                 CR LF at the end of each row, UTF-8, without headings; continued texts are first joined to their cell. \
                 CSV and XLSX give the same.",
            )
            .to_owned(),
        ),
        line(
            "阅读说明",
            "How to read it",
            say(
                language,
                "所有单元格都是文本，不含公式。超过 32,767 个字符的内容从“内容（续）”一栏起依次接续。本文件便于阅读，原始明文在归档中。",
                "All cells are text; there are no formulas. A text of more than 32,767 characters goes on from the column \
                 “Text (continued)”. This file is for reading; the exact plaintext is in the archive.",
            )
            .to_owned(),
        ),
    ]
}

#[cfg(test)]
mod tests;
