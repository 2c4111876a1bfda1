//! What a restart, a failed write and a second writer find.

use std::fs;

use huicun_domain::ids::Position;
use huicun_search::{IndexError, OpenMode, clear};

use crate::harness::{AUGUST, Home, MONTH, document, request};

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
    let found = index.search(&request("赎回")).unwrap();
    assert_eq!((found.total, found.searched), (20, 20), "what lies behind the position is not counted");
    index.add(&documents[20..]).unwrap();
    index.commit(Position(60)).unwrap();
    assert_eq!(index.search(&request("赎回")).unwrap().total, 60);
    assert_eq!(index.statistics().unwrap().documents, 60);
}

#[test]
fn a_document_that_comes_twice_is_there_once() {
    let home = Home::new();
    let index = home.open(OpenMode::Write);
    let documents: Vec<_> = (1..=9).map(|number| document(number, AUGUST, "赎回基金")).collect();
    index.add(&documents).unwrap();
    index.add(&documents[4..]).unwrap();
    // The position told lags behind what was added.
    index.commit(Position(5)).unwrap();
    assert_eq!(index.search(&request("赎回")).unwrap().total, 5);
    index.add(&documents).unwrap();
    index.commit(Position(9)).unwrap();
    assert_eq!(index.search(&request("赎回")).unwrap().total, 9);
    assert_eq!(index.statistics().unwrap().documents, 9);
}

#[test]
fn after_a_failed_write_nothing_is_taken_until_rollback() {
    let home = Home::new();
    let index = home.open(OpenMode::Write);
    let documents: Vec<_> =
        (1..=40).map(|number| document(number, AUGUST + number % 2 * MONTH, "赎回基金")).collect();
    index.add(&documents[..20]).unwrap();
    index.commit(Position(20)).unwrap();
    let (month, away) = (home.index().join("2026-09"), home.path().join("away"));
    index.add(&documents[20..30]).unwrap();
    fs::rename(&month, &away).unwrap();
    assert!(index.commit(Position(30)).is_err());
    assert_eq!((index.reached(), index.search(&request("赎回")).unwrap().total), (Position(20), 20));
    assert!(matches!(index.add(&documents[30..]), Err(IndexError::Interrupted)));
    assert!(matches!(index.commit(Position(40)), Err(IndexError::Interrupted)));
    assert!(index.rollback().is_err(), "the month is still away");
    assert!(matches!(index.commit(Position(40)), Err(IndexError::Interrupted)));

    fs::rename(&away, &month).unwrap();
    assert_eq!(index.rollback().unwrap(), Position(20));
    assert_eq!(index.search(&request("赎回")).unwrap().total, 20);
    index.add(&documents[20..]).unwrap();
    index.commit(Position(40)).unwrap();
    assert_eq!(index.search(&request("赎回")).unwrap().total, 40);
    assert_eq!(index.statistics().unwrap().documents, 40);
}

#[test]
fn late_messages_go_to_their_month_and_its_writer_ends() {
    let home = Home::new();
    let index = home.open(OpenMode::Write);
    let mut number = 0;
    for round in 0..12 {
        // The newest month gets something each time, an old one only now and then.
        for month in [7, round % 6] {
            number += 1;
            index.add(&[document(number, AUGUST + month * MONTH, "赎回基金")]).unwrap();
        }
        index.commit(Position(number)).unwrap();
    }
    let statistics = index.statistics().unwrap();
    assert_eq!((statistics.documents, statistics.months), (24, 7));
    assert!(statistics.segments <= 7 + 6, "{statistics:?}");
    assert_eq!(index.search(&request("赎回基金")).unwrap().total, 24);
}

#[test]
fn an_index_that_was_cleared_begins_anew() {
    let home = Home::new();
    let index = home.open(OpenMode::Write);
    index.add(&[document(1, AUGUST, "旧的")]).unwrap();
    index.commit(Position(1)).unwrap();
    drop(index);
    clear(&home.index()).unwrap();
    clear(&home.index()).unwrap();
    let index = home.open(OpenMode::Write);
    assert_eq!((index.reached(), index.search(&request("旧的")).unwrap().total), (Position(0), 0));
}

#[test]
fn a_second_writer_is_refused() {
    let home = Home::new();
    let _first = home.open(OpenMode::Write);
    assert!(matches!(home.try_open(OpenMode::Write), Err(IndexError::InUse)));
    assert!(matches!(clear(&home.index()), Err(IndexError::InUse)));
}
