//! Documents, workbooks, slides, texts, archives.

use huicun_derive::{Derived, PictureRole, Problem, TextSource};

use crate::harness::{derive, has, pdf, zipped};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

fn text(derived: &Derived, source: TextSource) -> &str {
    derived.texts.iter().find(|text| text.source == source).map_or("", |text| &text.text)
}

#[tokio::test]
async fn a_pdf_gives_its_first_page_its_text_and_its_pages() {
    if !has("pdftotext") {
        return;
    }
    let derived = derive("application/pdf", &pdf("Clause 7: early redemption")).await;
    assert_eq!((derived.problems.as_slice(), derived.facts.pages), (&[][..], Some(1)));
    assert_eq!(text(&derived, TextSource::File), "Clause 7: early redemption");
    let page = derived.pictures.iter().find(|picture| picture.role == PictureRole::FirstPage).unwrap();
    assert_eq!((page.width, page.height), (1_600, 800));
}

#[tokio::test]
async fn office_files_give_their_text() {
    let document = "<w:document xmlns:w='w'><w:p><w:r><w:t>甲方：会存</w:t></w:r></w:p>\
                    <w:p><w:r><w:t>A &amp; B &#20013;</w:t></w:r></w:p></w:document>";
    let docx = zipped(&[("word/document.xml", document.as_bytes()), ("word/styles.xml", b"<x>no</x>")]);
    assert_eq!(text(&derive(DOCX, &docx).await, TextSource::File), "甲方：会存\nA & B 中");
    let shared = "<sst><si><t>产品</t></si><si><t>期限</t></si></sst>";
    let sheet =
        "<worksheet><sheetData><row><c><v>4096</v></c><c t='s'><v>31</v></c></row></sheetData></worksheet>";
    let xlsx = zipped(&[
        ("xl/sharedStrings.xml", shared.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ]);
    let derived = derive(XLSX, &xlsx).await;
    assert!(["产品", "期限", "4096"].iter().all(|word| text(&derived, TextSource::File).contains(word)));
    assert!(!text(&derived, TextSource::File).contains("31"), "the number of a shared text is no text");
    let slide = |said: &str| format!("<p:sld><a:p><a:r><a:t>{said}</a:t></a:r></a:p></p:sld>");
    let slides: Vec<(String, String)> = [1, 2, 10]
        .map(|number| (format!("ppt/slides/slide{number}.xml"), slide(&format!("第{number}页"))))
        .to_vec();
    let entries: Vec<(&str, &[u8])> =
        slides.iter().rev().map(|(name, xml)| (name.as_str(), xml.as_bytes())).collect();
    assert_eq!(text(&derive(PPTX, &zipped(&entries)).await, TextSource::File), "第1页\n第2页\n第10页");
    let macros = zipped(&[("word/document.xml", document.as_bytes()), ("word/vbaProject.bin", b"x")]);
    assert_eq!(derive(DOCX, &macros).await.problems, [Problem::Macros]);
}

#[tokio::test]
async fn texts_and_listings_are_read_in_common_encodings() {
    let said = "合同编号：HT-0007，甲方应于三十日内付款。";
    let (gbk, ..) = encoding_rs::GB18030.encode(said);
    assert_eq!(text(&derive("application/octet-stream", &gbk).await, TextSource::File), said);
    assert_eq!(text(&derive("text/plain", said.as_bytes()).await, TextSource::File), said);
    let zip = zipped(&[("报价单/七月.xlsx", b"x"), ("readme.txt", b"y")]);
    assert_eq!(
        text(&derive("application/zip", &zip).await, TextSource::Listing),
        "报价单/七月.xlsx\nreadme.txt"
    );
}
