//! The child, samples, and tools that a machine may lack.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use huicun_derive::{Depth, DeriveError, Derived, Deriver, HostProgram, Wanted};

pub fn deriver() -> Deriver {
    let path = PathBuf::from(env!("CARGO_BIN_EXE_derive-host"));
    Deriver::new(HostProgram { path, arguments: Vec::new() })
}

/// Looks into a file with a child.
pub async fn ask(
    deriver: &Deriver,
    media_type: &str,
    bytes: &[u8],
    depth: Depth,
) -> Result<Derived, DeriveError> {
    let wanted = Wanted { media_type: media_type.to_owned(), size: bytes.len() as u64, depth };
    let pieces: Vec<_> = bytes.chunks(1 << 20).map(|piece| Ok(piece.to_vec())).collect();
    deriver.derive(&wanted, futures::stream::iter(pieces)).await
}

/// Looks into a file with a child of its own.
pub async fn derive(media_type: &str, bytes: &[u8]) -> Derived {
    ask(&deriver(), media_type, bytes, Depth::Whole).await.unwrap()
}

/// Tells whether a program is here. Where it must be, in continuous integration, a missing one fails.
pub fn has(program: &str) -> bool {
    let here = Path::new("/usr/bin").join(program).exists();
    assert!(here || std::env::var_os("CI").is_none(), "{program} is missing");
    if !here {
        println!("left out: {program} is not installed");
    }
    here
}

/// What a program makes of an input.
pub fn output(program: &str, arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child =
        Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{program}");
    output.stdout
}

/// A file as ffmpeg makes it, by the end of its name.
pub fn recorded(arguments: &[&str], extension: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("file.{extension}"));
    let status =
        Command::new("ffmpeg").args(["-v", "error", "-y"]).args(arguments).arg(&path).status().unwrap();
    assert!(status.success());
    std::fs::read(path).unwrap()
}

/// A ZIP of these entries.
pub fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A PDF of one page that shows a line.
pub fn pdf(line: &str) -> Vec<u8> {
    let page = format!("BT /F1 24 Tf 40 100 Td ({line}) Tj ET");
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
            .to_owned(),
        format!("<</Length {}>>stream\n{page}\nendstream", page.len()),
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_owned(),
    ];
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        write!(bytes, "{} 0 obj\n{object}\nendobj\n", number + 1).unwrap();
    }
    let table = bytes.len();
    write!(bytes, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    places.iter().for_each(|place| writeln!(bytes, "{place:010} 00000 n ").unwrap());
    write!(bytes, "trailer<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1).unwrap();
    bytes
}

/// AMR-NB at 4.75 kbit/s: frames of 20 ms whose parameters change now and then.
pub fn amr(seconds: u32) -> Vec<u8> {
    let mut bytes = b"#!AMR\n".to_vec();
    for frame in 0..seconds * 50 {
        let mut state = (frame / 25 + 1).wrapping_mul(2_654_435_761);
        bytes.push(0x04);
        for place in 0..12 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let byte = state.to_be_bytes()[0];
            bytes.push(if place == 11 { byte & 0xfe } else { byte });
        }
    }
    bytes
}
