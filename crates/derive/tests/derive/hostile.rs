//! Files that were made to harm: the record stays, the child may go, the next file is served.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use huicun_derive::{Depth, DeriveError, Deriver, HostProgram, Problem, Wanted};

use crate::harness::{ask, derive, deriver, has, pdf, zipped};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// A PNG of one chunk that says how large it is, and hardly anything else.
fn bomb(side: u32) -> Vec<u8> {
    let mut head = b"IHDR".to_vec();
    head.extend_from_slice(&side.to_be_bytes());
    head.extend_from_slice(&side.to_be_bytes());
    head.extend_from_slice(&[8, 6, 0, 0, 0]);
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    bytes.extend_from_slice(&head);
    bytes.extend_from_slice(&crc(&head).to_be_bytes());
    bytes.extend_from_slice(b"\0\0\0\x01IDAT\0\0\0\0\0");
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 },
        )
    })
}

#[tokio::test]
async fn what_is_damaged_or_too_much_says_so_and_stops_nothing() {
    let deriver = deriver();
    let nul = vec![b' '; 8 << 20];
    let laughs = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><w:document><w:t>&b;</w:t></w:document>";
    let named = "<w:document><w:t>&b;</w:t></w:document>";
    let endless: Vec<(String, &[u8])> = (0..10_001).map(|number| (number.to_string(), &b""[..])).collect();
    let endless: Vec<(&str, &[u8])> = endless.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let files: Vec<(&str, Vec<u8>, Problem)> = vec![
        ("image/png", Vec::new(), Problem::Damaged),
        ("image/png", bomb(65_535), Problem::OverLimit),
        ("image/png", bomb(6_000), Problem::Damaged),
        ("image/jpeg", b"\xff\xd8\xff\xe0 and no more".to_vec(), Problem::Damaged),
        ("image/gif", b"GIF89a\xff\xff\xff\xff".to_vec(), Problem::Damaged),
        ("audio/silk", b"\x02#!SILK_V3".to_vec(), Problem::Damaged),
        ("audio/silk", [b"#!SILK_V3\x05\x00" as &[u8], &[0xff; 5].repeat(90)].concat(), Problem::Damaged),
        ("application/zip", b"PK\x03\x04".to_vec(), Problem::Damaged),
        ("application/zip", zipped(&endless), Problem::OverLimit),
        (DOCX, zipped(&[("word/document.xml", &nul)]), Problem::OverLimit),
        (DOCX, zipped(&[("word/document.xml", laughs.as_bytes())]), Problem::OverLimit),
        (DOCX, zipped(&[("word/document.xml", named.as_bytes())]), Problem::OverLimit),
        ("text/html", b"<script>".to_vec(), Problem::NotSupported),
        ("application/vnd.microsoft.portable-executable", b"MZ".to_vec(), Problem::NotSupported),
    ];
    for (media_type, bytes, problem) in files {
        let derived = ask(&deriver, media_type, &bytes, Depth::Whole).await.unwrap();
        assert_eq!(derived.problems, [problem], "{media_type}, {} bytes", bytes.len());
        assert!(derived.pictures.is_empty(), "{media_type}");
    }
    let wanted = Wanted { media_type: "image/png".into(), size: 1 << 40, depth: Depth::Whole };
    let large = deriver.derive(&wanted, futures::stream::pending()).await.unwrap();
    assert_eq!(large.problems, [Problem::TooLarge]);
}

#[tokio::test]
async fn a_locked_pdf_is_told_from_a_damaged_one() {
    if !has("pdfinfo") {
        return;
    }
    let open = String::from_utf8(pdf("x")).unwrap();
    let lock = "/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -1852/O<00000000000000000000000000000000000000000000000000000000000000ff>/U<00000000000000000000000000000000000000000000000000000000000000ff>>>/ID[<00><00>]/Root";
    let locked = open.replace("/Root", lock);
    assert_eq!(derive("application/pdf", locked.as_bytes()).await.problems, [Problem::Encrypted]);
    assert_eq!(derive("application/pdf", b"%PDF-1.7\n").await.problems, [Problem::Damaged]);
}

#[tokio::test]
async fn a_child_that_ends_or_is_silent_costs_one_file() {
    let program = |path: &str, argument: &str| HostProgram {
        path: PathBuf::from(path),
        arguments: vec!["-c".to_owned(), argument.to_owned()],
    };
    let ends = Deriver::new(program("/bin/sh", "exit 1"));
    assert!(matches!(ask(&ends, "image/png", &bomb(9), Depth::Whole).await, Err(DeriveError::Ended)));
    let babbles = Deriver::new(program("/bin/sh", "cat /dev/urandom"));
    let begun = Instant::now();
    assert!(matches!(ask(&babbles, "image/png", &bomb(9), Depth::Whole).await, Err(DeriveError::Ended)));
    assert!(begun.elapsed() < Duration::from_secs(30), "an absurd length is not waited for");
    let absent = Deriver::new(program("/no/such/program", ""));
    assert!(matches!(ask(&absent, "image/png", b"x", Depth::Whole).await, Err(DeriveError::Start(_))));
}
