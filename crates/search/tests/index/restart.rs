//! What a crash, a second writer, a flipped byte and a curious reader find.

use std::fs;
use std::path::{Path, PathBuf};

use huicun_domain::ids::Position;
use huicun_search::{IndexError, OpenMode, clear};

use crate::harness::{AUGUST, Home, MONTH, document, request};

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path => found.push(path),
        }
    }
    found
}

#[test]
fn what_was_not_committed_comes_again_once() {
    let home = Home::new();
    let documents: Vec<_> =
        (1..=60).map(|number| document(number, AUGUST + number * MONTH / 10, "赎回基金")).collect();
    let index = home.open(OpenMode::Write);
    index.add(&documents[..20]).unwrap();
    index.commit(Position(20)).unwrap();
    // Six months at once: writers of some months are ended, and what they had is durable before its position is.
    index.add(&documents[20..]).unwrap();
    assert_eq!(index.search(&request("赎回")).unwrap().total, 20);
    drop(index);

    let index = home.open(OpenMode::Write);
    assert_eq!(index.reached(), Position(20));
    assert_eq!(
        index.search(&request("赎回")).unwrap().total,
        20,
        "what lies behind the position is not counted"
    );
    index.add(&documents[20..]).unwrap();
    index.commit(Position(60)).unwrap();
    assert_eq!(index.search(&request("赎回")).unwrap().total, 60);
    assert_eq!(index.statistics().unwrap().documents, 60);
}

#[test]
fn a_reader_beside_the_writer_sees_commits() {
    let home = Home::new();
    let writer = home.open(OpenMode::Write);
    writer.add(&[document(1, AUGUST, "先")]).unwrap();
    writer.commit(Position(1)).unwrap();
    let reader = home.open(OpenMode::Read);
    assert_eq!(reader.search(&request("先")).unwrap().total, 1);
    writer.add(&[document(2, AUGUST + MONTH, "先后")]).unwrap();
    writer.commit(Position(2)).unwrap();
    reader.refresh().unwrap();
    assert_eq!((reader.search(&request("先")).unwrap().total, reader.reached()), (2, Position(2)));
    assert!(matches!(reader.add(&[document(3, AUGUST, "不行")]), Err(IndexError::ReadOnly)));
}

#[test]
fn a_second_writer_is_refused() {
    let home = Home::new();
    let _first = home.open(OpenMode::Write);
    assert!(matches!(home.try_open(OpenMode::Write), Err(IndexError::InUse)));
    assert!(matches!(clear(&home.folder.path().join("index")), Err(IndexError::InUse)));
}

#[test]
fn no_text_lies_in_clear_and_a_changed_byte_is_noticed() {
    let home = Home::new();
    let index = home.open(OpenMode::Write);
    let documents: Vec<_> =
        (1..=50).map(|number| document(number, AUGUST, &format!("暗记canary{number}"))).collect();
    index.add(&documents).unwrap();
    index.commit(Position(50)).unwrap();
    drop(index);
    let folder = home.folder.path().join("index");
    let found = files(&folder);
    for path in &found {
        let bytes = fs::read(path).unwrap();
        for needle in ["canary", "暗记", "暗"] {
            assert!(!bytes.windows(needle.len()).any(|part| part == needle.as_bytes()), "{}", path.display());
        }
    }
    for path in found.iter().filter(|path| path.parent() != Some(folder.as_path())) {
        let clean = fs::read(path).unwrap();
        let mut changed = clean.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        fs::write(path, &changed).unwrap();
        let outcome = home.try_open(OpenMode::Read).and_then(|index| index.search(&request("canary1")));
        let harmless = outcome.as_ref().is_ok_and(|found| found.total == 11);
        assert!(outcome.is_err() || harmless, "{}: a changed byte changed an answer", path.display());
        fs::write(path, &clean).unwrap();
    }
    assert_eq!(home.open(OpenMode::Read).search(&request("canary1")).unwrap().total, 11);
}
