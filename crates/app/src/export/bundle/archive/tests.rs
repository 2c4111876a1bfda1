use std::cell::RefCell;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::process::Command;

use zip::ZipArchive;

use super::*;

/// A sink that keeps what is not nothing but zeros, and counts the rest; it is read back as if all were there.
#[derive(Default)]
struct Sparse {
    parts: Vec<(u64, Vec<u8>)>,
    length: u64,
    at: u64,
}

impl Write for Sparse {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Large pieces of zeros only: what the archive itself says is short.
        if bytes.len() < 4_096 || bytes.iter().any(|byte| *byte != 0) {
            self.parts.push((self.length, bytes.to_vec()));
        }
        self.length += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Read for Sparse {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(self.length.saturating_sub(self.at)).unwrap();
        let length = out.len().min(rest);
        out[..length].fill(0);
        for (from, bytes) in &self.parts {
            let to = from + bytes.len() as u64;
            let (start, end) = (self.at.max(*from), (self.at + length as u64).min(to));
            if start < end {
                let count = usize::try_from(end - start).unwrap();
                let (into, of) = ((start - self.at) as usize, (start - from) as usize);
                out[into..into + count].copy_from_slice(&bytes[of..of + count]);
            }
        }
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for Sparse {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(from) => self.length.checked_add_signed(from).unwrap(),
            SeekFrom::Current(from) => self.at.checked_add_signed(from).unwrap(),
        };
        Ok(self.at)
    }
}

#[test]
fn more_than_four_gigabytes_have_sizes_and_offsets_of_64_bits() {
    const LENGTH: u64 = (4 << 30) + (3 << 20) + 5;
    let mut archive = Archive::new(Sparse::default());
    archive.begin("files/large.bin", Method::Stored, LENGTH).unwrap();
    let copied =
        io::copy(&mut io::repeat(0).take(LENGTH), &mut io::BufWriter::with_capacity(1 << 20, &mut archive));
    assert_eq!(copied.unwrap(), LENGTH);
    assert_eq!(archive.end(true).unwrap().size, LENGTH);
    archive.entry("behind.txt", Method::Deflated, "在四吉字节之后".as_bytes()).unwrap();
    let sink = archive.finish().unwrap();

    let holds =
        |mark: &[u8]| sink.parts.iter().any(|(_, bytes)| bytes.windows(mark.len()).any(|part| part == mark));
    assert!(holds(b"PK\x06\x06") && holds(b"PK\x06\x07"), "the directory's end has 64 bits");
    let mut read = ZipArchive::new(sink).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(read.by_name("files/large.bin").unwrap().size(), LENGTH);
    let mut text = String::new();
    let mut behind = read.by_name("behind.txt").unwrap();
    assert!(behind.header_start() > u64::from(u32::MAX));
    behind.read_to_string(&mut text).unwrap();
    assert_eq!(text, "在四吉字节之后");
}

#[test]
fn an_entry_that_is_smaller_than_feared_is_read_by_others() {
    let mut archive = Archive::new(Vec::new());
    archive.begin("messages.csv", Method::Deflated, 1 << 40).unwrap();
    archive.write_all("一\r\n".repeat(1_000).as_bytes()).unwrap();
    let table = archive.end(true).unwrap();
    let kept = archive.entry("files/2026-08/1-0_00.bin", Method::Stored, b"\x00\x01PK\x03\x04").unwrap();
    archive.begin("files/2026-08/2-0_00.bin", Method::Stored, 100 << 20).unwrap();
    archive.write_all(b"half").unwrap();
    let half = archive.end(false).unwrap();
    assert_eq!((table.size, kept.size, half.size, half.complete), (5_000, 6, 4, false));
    assert_eq!(half.sha256.len(), 64);
    let mut listed = Vec::new();
    archive.entries().take().write_to(&mut listed).unwrap();
    let listed: Vec<serde_json::Value> = serde_json::from_slice(&listed).unwrap();
    assert_eq!(listed.len(), 3);
    assert_eq!(listed[1]["sha256"], kept.sha256);
    let bytes = archive.finish().unwrap();
    let headers = bytes.windows(24).filter(|part| part.starts_with(b"PK\x01\x02"));
    let sizes: Vec<&[u8]> = headers.map(|header| &header[20..24]).collect();
    // Some readers take the mark of 64 bits for a size.
    assert_eq!(sizes[1], 6_u32.to_le_bytes(), "what is small has 32 bits");

    let mut read = ZipArchive::new(Cursor::new(&bytes)).unwrap();
    let mut text = String::new();
    read.by_name("messages.csv").unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "一\r\n".repeat(1_000));
    let mut raw = Vec::new();
    read.by_name("files/2026-08/1-0_00.bin").unwrap().read_to_end(&mut raw).unwrap();
    assert_eq!(raw, b"\x00\x01PK\x03\x04");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.zip");
    std::fs::write(&path, &bytes).unwrap();
    let python = ["-c", "import sys, zipfile; sys.exit(zipfile.ZipFile(sys.argv[1]).testzip() is not None)"];
    let mut asked = 0;
    for (program, arguments) in [("unzip", &["-tqq"][..]), ("python3", &python[..])] {
        // Both are independent readers; a machine that has neither has the one above.
        let Ok(done) = Command::new(program).args(arguments).arg(&path).output() else { continue };
        assert!(done.status.success(), "{program}: {}", String::from_utf8_lossy(&done.stderr));
        asked += 1;
    }
    println!("{asked} independent readers agree");
}

#[test]
fn an_archive_that_is_given_up_is_not_completed() {
    struct Into<'a>(&'a RefCell<Vec<u8>>);
    impl Write for Into<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let sink = RefCell::new(Vec::new());
    let mut archive = Archive::new(Into(&sink));
    archive.entry("a.txt", Method::Stored, b"a").unwrap();
    archive.begin("b.txt", Method::Stored, 0).unwrap();
    drop(archive);
    assert!(!sink.borrow().is_empty());
    assert!(!sink.borrow().windows(4).any(|bytes| bytes == b"PK\x05\x06"), "no directory was written");
}
