use std::io::{Cursor, Read, Seek, SeekFrom, Write};

use proptest::prelude::*;

use super::*;
use crate::ring::tests::{ring, scope};

fn seal(ring: &KeyRing, text: &[u8]) -> Vec<u8> {
    let sealer = ring.new_blob(&scope("wwa", "2026-08"), b"file", 12).unwrap();
    let mut writer = BlobWriter::new(Vec::new(), sealer).unwrap();
    writer.write_all(text).unwrap();
    writer.finish().unwrap()
}

fn open(ring: &KeyRing, blob: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let mut reader = BlobReader::open(Cursor::new(blob), ring, &"wwa".into(), b"file")?;
    reader.read_to_end(&mut text)?;
    Ok(text)
}

#[test]
fn lengths_around_a_chunk_come_back() {
    let (_folder, ring) = ring();
    for length in [0, 1, 4095, 4096, 4097, 8192, 12_289] {
        let text: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        assert_eq!(open(&ring, &seal(&ring, &text)).unwrap(), text, "{length} bytes");
    }
}

#[test]
fn chunks_that_were_swapped_or_cut_do_not_open() {
    let (_folder, ring) = ring();
    let blob = seal(&ring, &[5; 12_000]);
    let chunk = 4096 + TAG_LEN;
    let mut swapped = blob.clone();
    let (first, second) = swapped[HEADER_LEN..].split_at_mut(chunk);
    first.swap_with_slice(&mut second[..chunk]);
    assert!(open(&ring, &swapped).is_err());
    assert!(open(&ring, &blob[..HEADER_LEN + chunk]).is_err(), "an inner chunk is not a last one");
    assert!(open(&ring, &blob[..HEADER_LEN]).is_err());
    assert!(open(&ring, &blob[..blob.len() - 1]).is_err());
    let empty = seal(&ring, b"");
    assert!(open(&ring, &empty[..HEADER_LEN]).is_err(), "an empty blob still has a tag");
}

#[test]
fn a_blob_belongs_to_its_file() {
    let (_folder, ring) = ring();
    let blob = seal(&ring, b"text");
    let other = BlobReader::open(Cursor::new(&blob), &ring, &"wwa".into(), b"other");
    assert!(other.is_err());
}

#[test]
fn the_golden_blob_opens() {
    let ring = crate::ring::tests::golden_ring();
    let blob = include_bytes!("../../golden/blob-v1.bin");
    let mut text = Vec::new();
    let mut reader = BlobReader::open(Cursor::new(blob), &ring, &"wwgolden".into(), b"file").unwrap();
    reader.read_to_end(&mut text).unwrap();
    assert_eq!(text, [7; 10_000]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_range_reads_as_from_a_file(length in 1usize..20_000, from in 0usize..20_000, take in 1usize..9_000) {
        let (_folder, ring) = ring();
        let text: Vec<u8> = (0..length).map(|at| (at * 7 % 253) as u8).collect();
        let blob = seal(&ring, &text);
        let mut reader = BlobReader::open(Cursor::new(&blob), &ring, &"wwa".into(), b"file").unwrap();
        prop_assert_eq!(reader.text_len(), length as u64);
        reader.seek(SeekFrom::Start(from as u64)).unwrap();
        let mut part = Vec::new();
        reader.take(take as u64).read_to_end(&mut part).unwrap();
        let end = length.min(from + take);
        prop_assert_eq!(&part[..], text.get(from.min(length)..end).unwrap_or_default());
    }
}
