//! A writer that is killed at any moment leaves its last commit, and what comes again is there once.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use huicun_domain::ids::Position;
use huicun_domain::query::Order;
use huicun_search::{Document, OpenMode, Request, TextIndex};

use crate::harness::{AUGUST, Home, MONTH, document, request};

/// Where the child finds its folder. Without it the child's test has nothing to do.
const FOLDER: &str = "HUICUN_SEARCH_CRASH_FOLDER";
const KILLS: u64 = 30;

/// The document of a position: three months take turns, and a fourth comes now and then.
fn nth(number: i64) -> Arc<Document> {
    let month = if number % 50 == 0 { 3 } else { number % 3 };
    document(number, AUGUST + month * MONTH + number, &format!("赎回基金{number}"))
}

fn reached(index: &TextIndex) -> i64 {
    index.reached().0
}

/// The child: adds and commits without end, and tells what is durable.
#[test]
fn child_writes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let home = Home::at(Path::new(&folder));
    let index = home.open(OpenMode::Write);
    let mut out = std::io::stdout();
    let mut tell = |word: &str| {
        out.write_all(word.as_bytes()).unwrap();
        out.flush().unwrap();
    };
    let mut next = reached(&index) + 1;
    tell(&format!("\nopen {}\n", next - 1));
    loop {
        for batch in 0..4 {
            let documents: Vec<_> = (next..=next + batch).map(nth).collect();
            index.add(&documents).unwrap();
            next += batch + 1;
            tell("added\n");
        }
        index.commit(Position(next - 1)).unwrap();
        tell(&format!("durable {}\n", next - 1));
    }
}

fn start(folder: &OsStr) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::child_writes_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Reads what the child tells until it has told `words` things; returns the last position that it called durable.
fn follow(child: &mut Child, words: u64) -> i64 {
    let mut durable = 0;
    let mut told = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok) {
        match line.split_once(' ') {
            Some(("durable" | "open", position)) => durable = position.parse().unwrap(),
            _ if line == "added" => {}
            _ => continue,
        }
        told += 1;
        if told >= words {
            break;
        }
    }
    assert!(told >= words, "the child ended by itself");
    durable
}

fn all_seqs(index: &TextIndex) -> Vec<i64> {
    let mut seqs = Vec::new();
    let asked = Request { order: Order::Oldest, ..request("赎回基金") };
    index
        .for_each_match(&asked, &mut |places| {
            seqs.extend(places.iter().map(|place| place.seq.0));
            ControlFlow::Continue(())
        })
        .unwrap();
    seqs.sort_unstable();
    seqs
}

fn expected(last: i64) -> Vec<i64> {
    (1..=last).map(|number| nth(number).seq.0).collect()
}

#[test]
fn a_writer_killed_at_any_moment_leaves_its_last_commit() {
    let own = Home::new();
    let mut dice = 7_u64;
    for kill in 0..KILLS {
        let mut child = start(own.path().as_os_str());
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let durable = follow(&mut child, 1 + (dice >> 33) % 24);
        // The child goes on meanwhile: where it is hit is up to chance.
        for _ in 0..(dice >> 40) % 4_000 {
            std::hint::spin_loop();
        }
        child.kill().unwrap();
        child.wait().unwrap();

        // The keys are read again: the child may have made some.
        let index = Home::at(own.path()).open(OpenMode::Write);
        let last = reached(&index);
        assert!(last >= durable, "kill {kill}: {durable} was durable and {last} is there");
        assert_eq!(index.search(&request("赎回基金")).unwrap().total, last.unsigned_abs(), "kill {kill}");
        assert_eq!(all_seqs(&index), expected(last), "kill {kill}");
    }
    let home = Home::at(own.path());
    let index = home.open(OpenMode::Write);
    let last = reached(&index) + 20;
    let documents: Vec<_> = (reached(&index) + 1..=last).map(nth).collect();
    index.add(&documents).unwrap();
    index.commit(Position(last)).unwrap();
    assert_eq!(all_seqs(&index), expected(last));
    let statistics = index.statistics().unwrap();
    assert_eq!(statistics.documents, last.unsigned_abs());

    // What the killed writers left half done is gone: seven files for a segment, and one for a month.
    drop(index);
    let files = home.files().len();
    let segments = home.open(OpenMode::Read).statistics().unwrap().segments;
    assert!(files <= 7 * segments + statistics.months + 1, "{files} files of {segments} segments");
}
