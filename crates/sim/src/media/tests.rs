//! Files are what they claim, by their marks and by readers that know them.

use std::io::{Cursor, Read as _};

use super::*;

fn asset(format: Format, seed: u64, size: u8) -> Asset {
    Asset { format, seed, size }
}

#[test]
fn every_file_begins_with_its_mark_and_repeats() {
    let marks: [(Format, &[u8]); 11] = [
        (Format::Jpeg, b"\xFF\xD8\xFF\xE0"),
        (Format::Png, b"\x89PNG\r\n\x1A\n"),
        (Format::Gif, b"GIF89a"),
        (Format::Amr, b"#!AMR\n"),
        (Format::Silk, b"\x02#!SILK_V3"),
        (Format::Mp4, b"\0\0\0\x20ftypisom"),
        (Format::Pdf, b"%PDF-1.4"),
        (Format::Xlsx, b"PK\x03\x04"),
        (Format::Docx, b"PK\x03\x04"),
        (Format::Zip, b"PK\x03\x04"),
        (Format::Text, b""),
    ];
    for (format, mark) in marks {
        let bytes = asset(format, 5, 6).bytes();
        assert!(bytes.starts_with(mark), "{format:?}: {:?}", &bytes[..12]);
        assert_eq!(bytes, asset(format, 5, 6).bytes());
        assert_ne!(bytes, asset(format, 6, 6).bytes(), "{format:?}");
        assert!(bytes.len() > 100, "{format:?}");
    }
}

#[test]
fn facts_are_those_of_the_bytes() {
    let facts = asset(Format::Gif, 1, 20).facts();
    assert_eq!(facts.len, asset(Format::Gif, 1, 20).bytes().len());
    assert_eq!((facts.md5.len(), facts.sha256.len()), (32, 64));
}

#[test]
fn archives_open_and_hold_their_parts() {
    for (format, part) in [
        (Format::Xlsx, "xl/worksheets/sheet1.xml"),
        (Format::Docx, "word/document.xml"),
        (Format::Zip, "说明.txt"),
    ] {
        let mut archive = zip::ZipArchive::new(Cursor::new(asset(format, 3, 4).bytes())).unwrap();
        let mut text = String::new();
        archive.by_name(part).unwrap().read_to_string(&mut text).unwrap();
        assert!(text.contains("金额合计"), "{text}");
    }
}

#[test]
fn a_voice_has_whole_frames_for_its_length() {
    let bytes = asset(Format::Amr, 1, 7).bytes();
    assert_eq!(bytes.len(), 6 + 7 * 50 * 13);
    assert!(bytes[6..].chunks(13).all(|frame| frame[0] == 0x04));
}

#[test]
fn the_boxes_of_a_video_fill_the_file() {
    let bytes = asset(Format::Mp4, 1, 2).bytes();
    let mut at = 0;
    let mut names = Vec::new();
    while at < bytes.len() {
        let len = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
        names.push(String::from_utf8_lossy(&bytes[at + 4..at + 8]).into_owned());
        at += len;
    }
    assert_eq!(at, bytes.len());
    assert_eq!(names, ["ftyp", "moov", "mdat"]);
}
