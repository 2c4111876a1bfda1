//! Recall on real dialogues, where they lie beside the project.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use huicun_domain::fold::fold_texts;
use huicun_domain::ids::Position;
use huicun_domain::query::{Order, Place};
use huicun_search::{Document, OpenMode, Request, TextIndex};
use memchr::memmem;

use crate::harness::{AUGUST, Home, MONTH, document, request};

/// All texts end to end, which are searched without any index.
struct Plain {
    bytes: Vec<u8>,
    /// Where each document's text begins.
    begins: Vec<usize>,
}

impl Plain {
    fn new(documents: &[Arc<Document>]) -> Self {
        let (mut bytes, mut begins) = (Vec::new(), Vec::new());
        for document in documents {
            begins.push(bytes.len());
            bytes.extend_from_slice(document.text.as_bytes());
            bytes.push(0);
        }
        Self { bytes, begins }
    }

    fn find(&self, needle: &str) -> Vec<usize> {
        let at = memmem::find_iter(&self.bytes, needle.as_bytes());
        let mut found: Vec<usize> =
            at.map(|at| self.begins.partition_point(|begin| *begin <= at) - 1).collect();
        found.dedup();
        found
    }
}

/// One message a minute, four months taking turns by the thousand.
fn dialogues(corpus: &str) -> Vec<Arc<Document>> {
    let lines = (1_i64..).zip(corpus.lines());
    let text = |line: &str| fold_texts([line.split_once('\t').map_or(line, |(_, text)| text)]);
    let sent_at = |number: i64| AUGUST + number / 1_000 % 4 * MONTH + number * 30_000;
    lines.map(|(number, line)| document(number, sent_at(number), &text(line))).collect()
}

fn walk(index: &TextIndex, needle: &str) -> Vec<Place> {
    let mut walked = Vec::new();
    let asked = Request { order: Order::Oldest, ..request(needle) };
    let mut each = |places: &[Place]| {
        walked.extend_from_slice(places);
        ControlFlow::Continue(())
    };
    index.for_each_match(&asked, &mut each).unwrap();
    walked
}

#[test]
fn three_thousand_random_parts_of_real_dialogues_are_all_found() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dialogues.tsv");
    let Ok(corpus) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let documents = dialogues(&corpus);
    let home = Home::new();
    let index = home.open(OpenMode::Write);
    for batch in documents.chunks(12_000) {
        index.add(batch).unwrap();
        index.commit(batch.last().unwrap().position).unwrap();
    }
    assert_eq!(index.reached(), Position(i64::try_from(documents.len()).unwrap()));

    let plain = Plain::new(&documents);
    let mut state = 7_usize;
    let mut roll = |sides: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    for round in 0..3_000 {
        let characters: Vec<char> = documents[roll(documents.len())].text.chars().collect();
        let length = (1 + roll(12)).min(characters.len());
        let from = roll(characters.len() - length + 1);
        let needle: String = characters[from..from + length].iter().collect();
        let found = plain.find(&needle);
        let place =
            |number: &usize| Place { sent_at: documents[*number].sent_at, seq: documents[*number].seq };
        let mut places: Vec<Place> = found.iter().map(place).collect();
        places.sort_unstable();
        if round % 10 == 0 {
            assert_eq!(walk(&index, &needle), places, "{needle:?}");
        }
        places.reverse();
        places.truncate(20);
        let answer = index.search(&Request { limit: 20, ..request(&needle) }).unwrap();
        assert_eq!((answer.total, answer.places), (found.len() as u64, places), "{needle:?}");
    }
}
