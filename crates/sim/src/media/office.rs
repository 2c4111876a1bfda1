//! Office files: workbooks, documents, archives and plain text.

use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::rng::Rng;

const XML: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument";

/// Draws a sentence of business prose.
pub(super) fn sentence(rng: &mut Rng) -> String {
    let subject = rng.word(&[
        "本次合作",
        "项目进度",
        "服务费用",
        "验收标准",
        "双方",
        "交付清单",
        "客户反馈",
        "预算方案",
    ]);
    let verb = rng.word(&["应于", "预计在", "须在", "已于", "计划于"]);
    let act = rng.word(&["完成确认", "提交审核", "结算完毕", "更新上线", "归档备查", "书面通知对方"]);
    format!(
        "{}. {subject}{verb}{}月{}日前{act}，金额合计{}元。",
        rng.range(1, 40),
        rng.range(1, 12),
        rng.range(1, 28),
        rng.range(100, 99_999)
    )
}

/// Packs parts; the writer works in memory, so that what it refuses can only be left out.
fn pack(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, data) in parts {
        if writer.start_file(*name, options).is_ok() {
            // Writing to memory cannot fail.
            let _ = writer.write_all(data);
        }
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}

fn relation(kind: &str, target: &str) -> String {
    format!(
        r#"{XML}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>"#
    )
}

fn content_types(parts: &[(&str, &str)]) -> String {
    let mut out = format!(
        r#"{XML}<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>"#
    );
    for (part, kind) in parts {
        let _ = write!(out, r#"<Override PartName="{part}" ContentType="{MEDIA_TYPE}.{kind}+xml"/>"#);
    }
    out + "</Types>"
}

/// Makes a workbook of about `size` × 8 rows.
pub(super) fn xlsx(rng: &mut Rng, size: usize) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let workbook = format!(
        r#"{XML}<workbook xmlns="{main}" xmlns:r="{OFFICE}"><sheets><sheet name="明细" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let mut sheet = format!(r#"{XML}<worksheet xmlns="{main}"><sheetData>"#);
    for row in 1..=size * 8 {
        let _ = write!(
            sheet,
            r#"<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{}</t></is></c><c r="B{row}"><v>{}</v></c><c r="C{row}"><v>{}.{:02}</v></c></row>"#,
            sentence(rng),
            rng.range(1, 500),
            rng.range(1, 9_999),
            rng.below(100)
        );
    }
    sheet.push_str("</sheetData></worksheet>");
    let types = content_types(&[
        ("/xl/workbook.xml", "spreadsheetml.sheet.main"),
        ("/xl/worksheets/sheet1.xml", "spreadsheetml.worksheet"),
    ]);
    let parts = [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", &relation("officeDocument", "xl/workbook.xml").into_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", &relation("worksheet", "worksheets/sheet1.xml").into_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    pack(&parts, CompressionMethod::Deflated)
}

/// Makes a document of about `size` × 5 paragraphs.
pub(super) fn docx(rng: &mut Rng, size: usize) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let mut document = format!(r#"{XML}<w:document xmlns:w="{main}"><w:body>"#);
    for _ in 0..size * 5 {
        let _ = write!(document, "<w:p><w:r><w:t>{}{}</w:t></w:r></w:p>", sentence(rng), sentence(rng));
    }
    document.push_str("</w:body></w:document>");
    let types = content_types(&[("/word/document.xml", "wordprocessingml.document.main")]);
    let parts = [
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", &relation("officeDocument", "word/document.xml").into_bytes()),
        ("word/document.xml", document.as_bytes()),
    ];
    pack(&parts, CompressionMethod::Deflated)
}

/// Makes an archive of a readme and about `size` × 8 KiB that do not compress.
pub(super) fn zip(rng: &mut Rng, size: usize) -> Vec<u8> {
    let readme = format!("{}\r\n{}\r\n", sentence(rng), sentence(rng));
    let data = rng.bytes(size * 8_192);
    pack(&[("说明.txt", readme.as_bytes()), ("data/backup.bin", &data)], CompressionMethod::Stored)
}

/// Makes a text file of about `size` × 4 lines.
pub(super) fn text(rng: &mut Rng, size: usize) -> Vec<u8> {
    (0..size * 4).map(|_| sentence(rng) + "\r\n").collect::<String>().into_bytes()
}
