//! A process that reads beside the one that writes.

use std::sync::atomic::{AtomicBool, Ordering};

use huicun_domain::ids::Position;
use huicun_search::{IndexError, OpenMode, TextIndex};

use crate::harness::{AUGUST, Home, MONTH, document, request};

#[test]
fn a_reader_sees_commits() {
    let home = Home::new();
    let writer = home.open(OpenMode::Write);
    writer.add(&[document(1, AUGUST, "先")]).unwrap();
    writer.commit(Position(1)).unwrap();
    let reader = home.open(OpenMode::Read);
    assert_eq!(reader.search(&request("先")).unwrap().total, 1);
    writer.add(&[document(2, AUGUST + MONTH, "先后")]).unwrap();
    writer.commit(Position(2)).unwrap();
    assert_eq!(reader.search(&request("先")).unwrap().total, 1);
    reader.refresh().unwrap();
    assert_eq!((reader.search(&request("先")).unwrap().total, reader.reached()), (2, Position(2)));
}

#[test]
fn a_reader_changes_nothing() {
    let home = Home::new();
    let reader = home.open(OpenMode::Read);
    assert_eq!(reader.search(&request("无")).unwrap().total, 0);
    assert!(!home.index().exists(), "reading must not begin an index");
    assert!(matches!(reader.add(&[document(1, AUGUST, "不行")]), Err(IndexError::ReadOnly)));
    assert!(matches!(reader.commit(Position(1)), Err(IndexError::ReadOnly)));
    assert!(matches!(reader.rollback(), Err(IndexError::ReadOnly)));

    drop(home.open(OpenMode::Write));
    std::fs::create_dir(home.index().join("2026-08")).unwrap();
    assert_eq!(home.open(OpenMode::Read).search(&request("无")).unwrap().total, 0);
    assert!(home.files().is_empty());
}

#[test]
fn a_reader_keeps_what_the_writer_merges_away() {
    let home = Home::new();
    let writer = home.open(OpenMode::Write);
    let mut number = 0;
    let mut write = |commits: i64| {
        for _ in 0..commits {
            let documents: Vec<_> =
                (number + 1..=number + 25).map(|number| document(number, AUGUST, "赎回基金")).collect();
            number += 25;
            writer.add(&documents).unwrap();
            writer.commit(Position(number)).unwrap();
        }
        number.unsigned_abs()
    };
    let before = write(3);
    // Nothing is kept opened: each search reads the files again.
    let reader = home.try_open_with(OpenMode::Read, 0).unwrap();
    assert_eq!(reader.search(&request("回基金")).unwrap().total, before);
    let after = write(12);
    assert_eq!(reader.search(&request("回基金")).unwrap().total, before);
    reader.refresh().unwrap();
    assert_eq!(reader.search(&request("回基金")).unwrap().total, after);
}

/// Every document matches, so that an answer is whole exactly where it counts as many as the position it names.
fn assert_whole(index: &TextIndex) -> i64 {
    let found = index.search(&request("回基金")).unwrap();
    let reached = found.reached.0.unsigned_abs();
    assert_eq!((found.total, found.searched), (reached, reached));
    assert_eq!(found.places.len() as u64, reached.min(50));
    found.reached.0
}

#[test]
fn every_answer_is_of_one_commit_while_others_are_made() {
    const COMMITS: i64 = 30;
    const EACH: i64 = 12;
    let home = Home::new();
    let writer = home.open(OpenMode::Write);
    // The keys of all months are there before the reader reads them.
    let mut write = |commit: i64| {
        let numbers = commit * EACH + 1..=(commit + 1) * EACH;
        let documents: Vec<_> =
            numbers.map(|number| document(number, AUGUST + number % 4 * MONTH, "赎回基金")).collect();
        writer.add(&documents).unwrap();
        writer.commit(documents.last().unwrap().position).unwrap();
    };
    write(0);
    let reader = home.try_open_with(OpenMode::Read, 0).unwrap();
    let done = AtomicBool::new(false);
    let last = COMMITS * EACH;
    std::thread::scope(|scope| {
        for index in [&writer, &reader] {
            let done = &done;
            scope.spawn(move || {
                while !done.load(Ordering::Relaxed) {
                    index.refresh().unwrap();
                    assert_whole(index);
                }
            });
        }
        (1..COMMITS).for_each(&mut write);
        done.store(true, Ordering::Relaxed);
    });
    reader.refresh().unwrap();
    assert_eq!([assert_whole(&writer), assert_whole(&reader)], [last, last]);
}
