//! Recall on real dialogues, where they lie beside the project.

use std::path::Path;
use std::sync::Arc;

use huicun_domain::fold::fold_texts;
use huicun_domain::ids::Position;
use huicun_search::{Document, OpenMode, Request};

use crate::harness::{AUGUST, Home, document, request, scan};

#[test]
fn three_thousand_random_parts_of_real_dialogues_are_all_found() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dialogues.tsv");
    let Ok(corpus) = std::fs::read_to_string(&path) else {
        println!("skipped: {} is not there", path.display());
        return;
    };
    let documents: Vec<Arc<Document>> = (1_i64..)
        .zip(corpus.lines().step_by(6))
        .map(|(number, line)| {
            let text = line.split_once('\t').map_or(line, |(_, text)| text);
            document(number, AUGUST + number * 60_000, &fold_texts([text]))
        })
        .collect();
    let home = Home::new();
    let index = home.open(OpenMode::Write);
    index.add(&documents).unwrap();
    index.commit(documents.last().unwrap().position).unwrap();

    let mut state = 7_usize;
    let mut roll = |sides: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % sides
    };
    for _ in 0..3_000 {
        let characters: Vec<char> = documents[roll(documents.len())].text.chars().collect();
        let length = (1 + roll(12)).min(characters.len());
        let from = roll(characters.len() - length + 1);
        let needle: String = characters[from..from + length].iter().collect();
        let asked = Request { limit: 20, ..request(&needle) };
        let (total, mut places) = scan(&documents, &asked);
        places.truncate(20);
        let found = index.search(&asked).unwrap();
        assert_eq!((found.total, found.places), (total, places), "{needle:?}");
    }
    assert_eq!(index.reached(), Position(i64::try_from(documents.len()).unwrap()));
}
