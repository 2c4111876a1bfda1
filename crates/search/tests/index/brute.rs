//! Whatever is asked, the index answers as a plain scan does.

use std::ops::ControlFlow;
use std::sync::Arc;

use huicun_domain::ids::{PartyId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::{Order, Place, Side};
use huicun_search::{Document, Filter, OpenMode, Request};
use proptest::prelude::*;

use crate::harness::{AUGUST, Home, MONTH, document, scan};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => "[abc01赎回好😀 ]{0,24}",
        1 => "(好的){1,9}",
        1 => "[ab赎]{0,6}\u{1f}[ab赎]{0,6}",
    ]
}

fn filter() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![
        (0..9u8).prop_map(|party| Filter::Participant(PartyId::new(format!("p{party}")))),
        (0..6u8).prop_map(|party| Filter::Sender(PartyId::new(format!("p{party}")))),
        prop::collection::vec(0..5usize, 0..3)
            .prop_map(|kinds| Filter::Kinds(kinds.into_iter().map(|kind| MessageKind::ALL[kind]).collect())),
        prop_oneof![Just(Side::Internal), Just(Side::External)].prop_map(Filter::Side),
        (prop::option::of(-2..4i64), prop::option::of(-2..4i64)).prop_map(|(from, to)| Filter::SentBetween {
            from: from.map(|months| AUGUST + months * MONTH),
            to: to.map(|months| AUGUST + months * MONTH),
        }),
        prop::collection::vec(0..200u64, 0..40)
            .prop_map(|seqs| Filter::Seqs(Arc::new(seqs.into_iter().collect()))),
        (0..90i64).prop_map(|position| Filter::UpTo(Position(position))),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::All),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::Any),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

fn requests() -> impl Strategy<Value = Request> {
    let needle = prop_oneof!["[abc01赎回好😀 ]{1,7}", "(好的){1,4}", "好的好"];
    (
        prop::collection::vec(needle.clone(), 0..3),
        prop::collection::vec(needle, 0..2),
        prop::collection::vec(1..90i64, 0..3),
        filter(),
        prop_oneof![Just(Order::Newest), Just(Order::Oldest)],
    )
        .prop_map(|(all, none, also, filter, order)| Request {
            all,
            none,
            also: also.into_iter().map(|seq| Place { sent_at: 0, seq: Seq(seq) }).collect(),
            filter,
            order,
            after: None,
            limit: 7,
            count_kinds: true,
        })
}

/// Where the documents are that some numbers name.
fn places_of(documents: &[Arc<Document>], numbers: &[Place]) -> Arc<[Place]> {
    let named = documents.iter().filter(|document| numbers.iter().any(|place| place.seq == document.seq));
    let mut places: Vec<Place> =
        named.map(|document| Place { sent_at: document.sent_at, seq: document.seq }).collect();
    places.sort_unstable();
    places.into()
}

fn archive() -> impl Strategy<Value = Vec<Arc<Document>>> {
    prop::collection::vec((text(), -2..3i64, -500..500i64), 1..90).prop_map(|rows| {
        let rows = rows.into_iter().enumerate();
        rows.map(|(number, (text, month, offset))| {
            document(i64::try_from(number).unwrap() + 1, AUGUST + month * MONTH + offset, &text)
        })
        .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_equals_a_plain_scan(documents in archive(), requests in prop::collection::vec(requests(), 25)) {
        let home = Home::new();
        let index = home.open(OpenMode::Write);
        let half = documents.len() / 2;
        index.add(&documents[..half]).unwrap();
        index.commit(Position(i64::try_from(half).unwrap())).unwrap();
        index.add(&documents[half..]).unwrap();
        index.commit(documents.last().unwrap().position).unwrap();

        for request in requests {
            let request = Request { also: places_of(&documents, &request.also), ..request };
            let (total, places) = scan(&documents, &request);
            let (mut page, mut seen) = (request.clone(), Vec::new());
            loop {
                let found = index.search(&page).unwrap();
                prop_assert_eq!(found.total, total, "{:?}", &request);
                let kinds: u64 = found.kinds.unwrap_or_default().iter().map(|(_, count)| count).sum();
                prop_assert_eq!(kinds, total);
                prop_assert_eq!(found.searched, documents.len() as u64);
                if found.places.is_empty() {
                    break;
                }
                page.after = found.places.last().copied();
                seen.extend(found.places);
            }
            prop_assert_eq!(&seen, &places, "{:?}", &request);
            let counted = index.search(&Request { limit: 0, count_kinds: false, ..request.clone() }).unwrap();
            prop_assert_eq!(counted.total, total);
            let mut walked = Vec::new();
            let mut walk = |batch: &[_]| {
                walked.extend_from_slice(batch);
                ControlFlow::Continue(())
            };
            index.for_each_match(&request, &mut walk).unwrap();
            prop_assert_eq!(walked, places);
        }
    }
}
