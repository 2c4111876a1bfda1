use std::io::{Cursor, Read};
use std::process::Command;

use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{PartyId, PartyKind};
use image::ImageFormat;
use jiff::tz::TimeZone;
use zip::ZipArchive;

use super::*;
use crate::export::bundle::html::tests::{file, media, message, text};
use crate::export::bundle::layout::Viewpoint;
use crate::export::bundle::pictures::shrink;
use crate::view::{MessageView, RecallView};

fn fonts() -> Option<Fonts> {
    let found = Fonts::find(&["/usr/share/fonts".into()]).ok();
    assert!(found.is_some() || std::env::vars_os().all(|(name, _)| name != "CI"), "CI has a Chinese font");
    found
}

fn line(message: MessageView) -> Line {
    Line { message, files: Vec::new(), pictures: Vec::new(), moment: "2026-08-01 11:00:37".into() }
}

fn volumes(fonts: Fonts, volume_messages: usize, conversations: &[(&str, Vec<Line>)]) -> Vec<Vec<u8>> {
    let occasion = Occasion {
        language: Language::Chinese,
        zone: TimeZone::get("Asia/Shanghai").unwrap(),
        operator: "李娜 (lina)".into(),
        created_at: 1_785_553_237_721,
    };
    let mut archive = Archive::new(Vec::new());
    let mut chat = PdfChat { volume_messages, ..PdfChat::new(occasion, fonts) };
    for (index, (title, lines)) in conversations.iter().enumerate() {
        chat.begin(Head {
            number: index + 1,
            title: (*title).to_owned(),
            kind: Some(ConversationKind::Direct),
            viewpoint: Viewpoint::Members,
            expected: lines.len() as u64,
        });
        for line in lines {
            chat.add(&mut archive, line).unwrap();
        }
        chat.end();
    }
    chat.finish(&mut archive).unwrap();
    let mut read = ZipArchive::new(Cursor::new(archive.finish().unwrap())).unwrap();
    (0..read.len())
        .map(|index| {
            let mut entry = read.by_index(index).unwrap();
            assert_eq!(entry.name().unwrap(), format!("chat/volume-{:03}.pdf", index + 1));
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            bytes
        })
        .collect()
}

/// What a tool of poppler's says of a document; nothing where the machine has none, but CI has.
fn poppler(tool: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("volume.pdf");
    std::fs::write(&path, pdf).unwrap();
    let said = Command::new(tool).args(arguments).arg(&path).args(rest(tool)).output();
    let Ok(said) = said else {
        assert!(std::env::vars_os().all(|(name, _)| name != "CI"), "CI has {tool}");
        println!("{tool} is not here: apt-get install poppler-utils");
        return None;
    };
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(String::from_utf8_lossy(&said.stderr), "", "{tool} has nothing to complain about");
    Some(String::from_utf8(said.stdout).unwrap())
}

fn rest(tool: &str) -> &'static [&'static str] {
    if tool == "pdftotext" { &["-"] } else { &[] }
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[test]
fn a_volume_says_what_was_said_in_fonts_of_its_own() {
    let Some(fonts) = fonts() else { return println!("no Chinese font: apt-get install fonts-noto-cjk") };
    let mut gone = message(3, text("说错了，请忽略"));
    let by = gone.sender.clone();
    gone.recalled = Some(RecallView { at: 1_785_553_297_721, by, after_ms: 59_000 });
    let mut other = message(2, text("Thank you – 收到！ \u{202e}繁體 日本語 한국어 ①②③ ≠ «Ж» αβγ 😀"));
    other.sender.kind = PartyKind::ExternalContact;
    other.sender.id = PartyId::new("wmQk");
    let said = "会存会把每一条消息加密保存，任何一个字都可以搜索。".repeat(12);
    let lines = vec![line(message(1, text(&said))), line(other), line(gone)];
    let pdfs = volumes(fonts, 1_000, &[("张伟、李雷", lines)]);
    assert_eq!(pdfs.len(), 1);
    assert!(pdfs[0].starts_with(b"%PDF-") && pdfs[0].len() < 400_000, "{} bytes", pdfs[0].len());
    if let Some(found) = poppler("pdftotext", &["-enc", "UTF-8"], &pdfs[0]) {
        let found = squeezed(&found);
        for expected in [
            said.as_str(),
            "张伟、李雷",
            "Thankyou–收到！",
            "繁體日本語",
            "①②③≠«Ж»αβγ",
            "说错了，请忽略",
            "已撤回",
            "李娜(lina)",
            "2026-08-01",
            "卷1·第1页",
        ] {
            assert!(found.contains(&squeezed(expected)), "{expected:?} of {found}");
        }
    }
    if let Some(found) = poppler("pdffonts", &[], &pdfs[0]) {
        let fonts: Vec<&str> = found.lines().skip(2).collect();
        assert!(!fonts.is_empty());
        for font in fonts {
            // "name type encoding emb sub uni object": embedded, a subset, with text.
            assert!(font.contains("yes yes yes"), "{font}");
        }
    }
}

#[test]
fn a_long_conversation_fills_pages_and_volumes() {
    let Some(fonts) = fonts() else { return println!("no Chinese font: apt-get install fonts-noto-cjk") };
    let lines = |from: i64, to: i64| -> Vec<Line> {
        (from..=to).map(|seq| line(message(seq, text(&format!("第{seq}条消息。"))))).collect()
    };
    let endless = line(message(99, text(&"很长的一段话，比一页还要长。\n".repeat(200))));
    let mut second = lines(61, 70);
    second.push(endless);
    let pdfs = volumes(fonts, 50, &[("第一个", lines(1, 60)), ("第二个", second)]);
    assert_eq!(pdfs.len(), 2);
    let read: Vec<String> = pdfs
        .iter()
        .filter_map(|pdf| poppler("pdftotext", &["-enc", "UTF-8"], pdf))
        .map(|text| squeezed(&text))
        .collect();
    if let [first, second] = read.as_slice() {
        assert!((1..=50).all(|seq| first.contains(&format!("第{seq}条消息。"))) && !first.contains("第51条"));
        assert!((51..=70).all(|seq| second.contains(&format!("第{seq}条消息。"))));
        assert!(second.contains("第一个") && second.contains("第二个"));
        assert_eq!(second.matches("比一页还要长").count(), 200);
        assert!(second.contains("卷2·第4页"), "{second}");
    }
}

#[test]
fn pictures_are_shown_and_what_is_missing_says_why() {
    let Some(fonts) = fonts() else { return println!("no Chinese font: apt-get install fonts-noto-cjk") };
    let mut png = Vec::new();
    let red = image::RgbImage::from_pixel(600, 300, image::Rgb([200, 0, 0]));
    red.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
    let mut with_picture = line(message(1, Content::Image { media: media() }));
    with_picture.files = vec![FileRecord {
        sha256: Some("ab".repeat(32)),
        reason: None,
        ..file(0, "", "image/png", None, "")
    }];
    with_picture.pictures = vec![shrink(&png, ImageFormat::Png)];
    let mut without = line(message(2, Content::Image { media: media() }));
    without.files = vec![FileRecord { state: "expired", ..file(0, "", "image/png", None, "expired") }];
    without.pictures = vec![None];
    let pdfs = volumes(fonts, 1_000, &[("图", vec![with_picture, without])]);
    if let Some(found) = poppler("pdftotext", &["-enc", "UTF-8"], &pdfs[0]) {
        assert!(squeezed(&found).contains(&"ab".repeat(32)) && found.contains("企业微信已清除"), "{found}");
    }
    if let Some(found) = poppler("pdfimages", &["-list"], &pdfs[0]) {
        assert_eq!(found.lines().skip(2).count(), 1, "{found}");
    }
}
