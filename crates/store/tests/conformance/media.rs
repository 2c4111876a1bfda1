//! What the fetching of files relies on.

use huicun_domain::ids::{MsgId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_store::{
    BlobId, FilePart, FilePlace, FileState, FileVariant, Lease, MediaCounters, NewFile, NewFileText,
    StoreError,
};
use uuid::Uuid;

use crate::harness::Home;

pub const HOUR: i64 = 3_600_000;

pub fn file(seq: i64, slot: u32, deadline: i64, size: u64) -> NewFile {
    let kind = MessageKind::File;
    NewFile { seq: Seq(seq), slot, kind, sent_at: 7, deadline, expected_size: size }
}

pub fn place(seq: i64) -> FilePlace {
    FilePlace { seq: Seq(seq), slot: 0 }
}

pub fn variant(sha256: &str) -> FileVariant {
    let blob = BlobId(Uuid::from_u128(u128::from(sha256.as_bytes()[0])));
    FileVariant { sha256: sha256.into(), blob, size: 5, media_type: "image/png".into(), seen: 1 }
}

pub async fn enqueue(home: &Home, files: &[NewFile]) {
    home.store.enqueue_files(&home.lease, &home.corp, "media", files, Position(9)).await.unwrap();
}

async fn counters(home: &Home) -> MediaCounters {
    home.store.media_counters(&home.corp).await.unwrap()
}

pub async fn files_are_queued_once_and_the_earliest_deadline_comes_first(home: &Home) {
    let files = [file(1, 0, 9 * HOUR, 10), file(2, 0, HOUR + 5, 900), file(2, 1, HOUR + 9, 1)];
    enqueue(home, &files).await;
    enqueue(home, &files).await;
    assert_eq!(home.store.consumer_position(&home.corp, "media").await.unwrap(), Position(9));
    let waiting = counters(home).await;
    assert_eq!((waiting.waiting, waiting.first_deadline), (3, Some(HOUR)));
    let due = home.store.due_files(&home.corp, 0, 10).await.unwrap();
    let order: Vec<(i64, u32)> = due.iter().map(|file| (file.seq.0, file.slot)).collect();
    assert_eq!(order, [(2, 1), (2, 0), (1, 0)], "small ones first within an hour");
    home.store.defer_file(&home.lease, &home.corp, due[0].place(), "network_failed", 500).await.unwrap();
    assert_eq!(home.store.due_files(&home.corp, 499, 10).await.unwrap().len(), 2);
    let later = home.store.due_files(&home.corp, 500, 1).await.unwrap();
    assert_eq!((later[0].attempts, later[0].problem.as_deref()), (1, Some("network_failed")));
    let foreign = Lease { token: home.lease.token + 7, ..home.lease.clone() };
    let refused = home.store.enqueue_files(&foreign, &home.corp, "media", &files, Position(10)).await;
    assert!(matches!(refused, Err(StoreError::Fenced)));
}

pub async fn parts_and_variants_are_noted_until_a_file_ends(home: &Home) {
    let (store, corp, lease) = (&home.store, &home.corp, &home.lease);
    enqueue(home, &[file(1, 0, HOUR, 5), file(2, 0, HOUR, 5)]).await;
    let part = FilePart { parts: 2, received: 1_024, next_index: vec![4, 2] };
    store.note_part(lease, corp, place(1), &part).await.unwrap();
    let noted = store.file_at(corp, place(1)).await.unwrap().unwrap();
    assert_eq!((noted.parts, noted.received, noted.next_index), (2, 1_024, Some(vec![4, 2])));
    assert!(store.useless_parts(corp, 10).await.unwrap().is_empty(), "the file is still to be fetched");
    for sha256 in ["a", "b", "b"] {
        let noted = ("md5_differs", 77);
        store.note_variant(lease, corp, place(1), &variant(sha256), noted).await.unwrap();
    }
    let variants = store.variants_of(corp, place(1)).await.unwrap();
    assert_eq!((variants.len(), variants[0].sha256.as_str(), variants[0].seen), (2, "b", 2));
    store.finish_file(lease, corp, place(1), &variants[0], Some("md5_differs")).await.unwrap();
    assert_eq!(store.useless_parts(corp, 10).await.unwrap(), [(place(1), 2)]);
    store.forget_parts(lease, corp, place(1)).await.unwrap();
    let kept = store.file_at(corp, place(1)).await.unwrap().unwrap();
    assert_eq!((kept.state, kept.parts, kept.attempts), (FileState::Disputed, 0, 3));
    assert_eq!((kept.blob, kept.size, kept.sha256.as_deref()), (Some(variants[0].blob), Some(5), Some("b")));
}

pub async fn what_ended_is_counted_once_and_listed(home: &Home) {
    let (store, corp, lease) = (&home.store, &home.corp, &home.lease);
    home.receive(1..=3).await;
    enqueue(home, &[file(1, 0, HOUR, 5), file(2, 0, HOUR, 5), file(3, 0, HOUR, 5)]).await;
    for _ in 0..2 {
        store.finish_file(lease, corp, place(1), &variant("a"), None).await.unwrap();
        store.give_file_up(lease, corp, place(2), FileState::Expired, "wecom_expired").await.unwrap();
    }
    let expected =
        MediaCounters { waiting: 1, saved: 1, expired: 1, first_deadline: Some(HOUR), ..Default::default() };
    assert_eq!(counters(home).await, expected);
    let all = store.list_files(corp, None, None, 2).await.unwrap();
    assert_eq!(all.iter().map(|file| file.seq).collect::<Vec<_>>(), [Seq(1), Seq(2)]);
    let rest = store.list_files(corp, None, Some(all[1].place()), 2).await.unwrap();
    assert_eq!(rest.iter().map(|file| file.seq).collect::<Vec<_>>(), [Seq(3)]);
    let expired = store.list_files(corp, Some(FileState::Expired), None, 2).await.unwrap();
    assert_eq!((expired.len(), expired[0].problem.as_deref()), (1, Some("wecom_expired")));
    let of = store.files_of(corp, &[Seq(3), Seq(1)]).await.unwrap();
    assert_eq!(of.iter().map(|file| file.seq).collect::<Vec<_>>(), [Seq(1), Seq(3)]);
    let msgids = store.msgids_of(corp, &[Seq(1), Seq(99)]).await.unwrap();
    assert_eq!(msgids.into_iter().collect::<Vec<_>>(), [(Seq(1), MsgId::from("m1"))]);
}

pub async fn what_is_made_of_a_content_is_kept_once_and_texts_get_positions(home: &Home) {
    let (store, corp, lease) = (&home.store, &home.corp, &home.lease);
    enqueue(home, &[file(1, 0, HOUR, 5), file(2, 0, HOUR, 5), file(3, 0, HOUR, 5)]).await;
    assert!(store.underived_files(corp, 1, 9).await.unwrap().is_empty(), "nothing is kept yet");
    for (seq, content) in [(1, "a"), (2, "a"), (3, "b")] {
        store.finish_file(lease, corp, place(seq), &variant(content), None).await.unwrap();
    }
    let files = store.underived_files(corp, 1, 9).await.unwrap();
    assert_eq!(files.iter().map(|file| file.seq.0).collect::<Vec<_>>(), [3, 2, 1], "the newest first");
    let content = variant("a").blob;
    assert_eq!(store.derivation_failed(lease, corp, content).await.unwrap(), 1);
    assert_eq!(store.derivation_failed(lease, corp, content).await.unwrap(), 2);
    assert!(store.derivations_of(corp, &[content]).await.unwrap().is_empty());
    let text = |source: &str| NewFileText { source: source.into(), sealed: source.as_bytes().to_vec() };
    let both = [text("file"), text("qr")];
    store.finish_derivation(lease, corp, &files[2], (1, Some(b"made")), &both).await.unwrap();
    store.finish_derivation(lease, corp, &files[1], (1, None), &both[..1]).await.unwrap();
    assert_eq!(store.derivations_of(corp, &[content]).await.unwrap(), [(content, b"made".to_vec())]);
    assert_eq!(store.underived_count(corp, 1).await.unwrap(), 1);
    let rest = store.underived_files(corp, 1, 9).await.unwrap();
    assert_eq!(rest.iter().map(|file| file.seq.0).collect::<Vec<_>>(), [3]);
    let drawn = store.file_texts_after(corp, Position(1), 9).await.unwrap();
    let drawn: Vec<_> =
        drawn.iter().map(|text| (text.position.0, text.place.seq.0, text.source.as_str())).collect();
    assert_eq!(drawn, [(2, 1, "qr"), (3, 2, "file")]);
    assert_eq!(store.files_with_text(corp).await.unwrap(), [("file".to_owned(), 2)]);

    assert_eq!(store.derived_twin(corp, content, 1).await.unwrap(), Some(place(1)));
    assert_eq!(store.derived_twin(corp, content, 2).await.unwrap(), None);

    let again = store.underived_files(corp, 2, 9).await.unwrap();
    assert_eq!(
        again.iter().map(|file| file.seq.0).collect::<Vec<_>>(),
        [2, 1, 3],
        "all of them, by a newer version"
    );
    store.finish_derivation(lease, corp, &again[1], (2, Some(b"anew")), &[]).await.unwrap();
    assert_eq!(store.files_with_text(corp).await.unwrap(), [("file".to_owned(), 1)]);
    let left = store.file_texts_of(corp, &[Seq(1), Seq(2)]).await.unwrap();
    assert_eq!(left.iter().map(|text| text.position.0).collect::<Vec<_>>(), [3]);
    assert!(store.rederive_file(corp, place(1)).await.unwrap());
    assert_eq!(store.underived_files(corp, 1, 9).await.unwrap().len(), 3, "and those of the same content");
    assert!(!store.rederive_file(corp, place(9)).await.unwrap());
    let foreign = Lease { token: lease.token + 7, ..lease.clone() };
    assert!(matches!(store.derivation_failed(&foreign, corp, content).await, Err(StoreError::Fenced)));
}

pub async fn a_picture_gets_its_thumbnail_first_and_keeps_its_texts(home: &Home) {
    let (store, corp, lease) = (&home.store, &home.corp, &home.lease);
    enqueue(home, &[file(1, 0, HOUR, 5), file(2, 0, HOUR, 5), file(3, 0, HOUR, 5)]).await;
    let picture = |content: &str| FileVariant { media_type: "image/png".into(), ..variant(content) };
    for seq in [1, 2] {
        store.finish_file(lease, corp, place(seq), &picture("a"), None).await.unwrap();
    }
    let document = FileVariant { media_type: "application/pdf".into(), ..variant("b") };
    store.finish_file(lease, corp, place(3), &document, None).await.unwrap();
    let unseen = store.unseen_pictures(corp, 9).await.unwrap();
    assert_eq!(
        unseen.iter().map(|file| file.seq.0).collect::<Vec<_>>(),
        [2, 1],
        "pictures, the newest first"
    );
    assert_eq!(store.unseen_pictures(corp, 1).await.unwrap().len(), 1);
    let drawn = NewFileText { source: "ocr".into(), sealed: b"drawn".to_vec() };
    store.finish_derivation(lease, corp, &unseen[0], (2, None), &[drawn]).await.unwrap();
    assert!(store.rederive_file(corp, place(2)).await.unwrap());

    for (file, sealed) in unseen.iter().zip([Some(b"thumbnail".as_slice()), None]) {
        store.finish_thumbnail(lease, corp, file, (1, sealed)).await.unwrap();
    }
    let content = picture("a").blob;
    assert_eq!(store.derivations_of(corp, &[content]).await.unwrap(), [(content, b"thumbnail".to_vec())]);
    assert!(store.unseen_pictures(corp, 9).await.unwrap().is_empty());
    assert_eq!(store.underived_count(corp, 2).await.unwrap(), 3, "the rest is still to come");
    assert_eq!(store.derived_twin(corp, content, 2).await.unwrap(), None);
    assert_eq!(store.file_texts_of(corp, &[Seq(2)]).await.unwrap().len(), 1, "what was drawn before stays");
    let foreign = Lease { token: lease.token + 7, ..lease.clone() };
    let refused = store.finish_thumbnail(&foreign, corp, &unseen[0], (1, None)).await;
    assert!(matches!(refused, Err(StoreError::Fenced)));
}

pub async fn what_was_said_is_kept_once_and_counted_with_its_file(home: &Home) {
    let (store, corp, lease) = (&home.store, &home.corp, &home.lease);
    enqueue(home, &[file(1, 0, HOUR, 5), file(2, 0, HOUR, 5), file(3, 0, HOUR, 5)]).await;
    let voice = |content: &str| FileVariant { media_type: "audio/amr".into(), ..variant(content) };
    for (seq, content) in [(1, "a"), (2, "a")] {
        store.finish_file(lease, corp, place(seq), &voice(content), None).await.unwrap();
    }
    store.finish_file(lease, corp, place(3), &variant("b"), None).await.unwrap();
    assert!(store.unheard_files(corp, 9).await.unwrap().is_empty(), "nothing was looked into yet");
    for file in store.underived_files(corp, 1, 9).await.unwrap() {
        store.finish_derivation(lease, corp, &file, (1, Some(b"made")), &[]).await.unwrap();
    }
    let voices = store.unheard_files(corp, 9).await.unwrap();
    assert_eq!(voices.iter().map(|file| file.seq.0).collect::<Vec<_>>(), [2, 1], "the newest first");
    let content = voice("a").blob;
    assert_eq!(store.heard_twin(corp, content).await.unwrap(), None);
    let said = NewFileText { source: "speech".into(), sealed: b"said".to_vec() };
    store.finish_hearing(lease, corp, &voices[0], Some(b"heard"), Some(said.clone())).await.unwrap();
    store.finish_hearing(lease, corp, &voices[1], None, None).await.unwrap();
    assert_eq!(store.heard_twin(corp, content).await.unwrap(), Some(place(1)));
    assert_eq!(store.derivations_of(corp, &[content]).await.unwrap(), [(content, b"heard".to_vec())]);
    assert_eq!(store.files_with_text(corp).await.unwrap(), [("file".to_owned(), 1)]);
    assert_eq!(store.unheard_count(corp).await.unwrap(), 0);
    let texts = store.file_texts_of(corp, &[Seq(1), Seq(2)]).await.unwrap();
    assert_eq!(texts.iter().map(|text| text.place.seq.0).collect::<Vec<_>>(), [2]);

    assert!(store.rederive_file(corp, place(2)).await.unwrap());
    store.finish_derivation(lease, corp, &voices[0], (1, Some(b"made")), &[]).await.unwrap();
    assert_eq!(store.unheard_count(corp).await.unwrap(), 1, "what was made anew is heard anew");
    assert_eq!(store.files_with_text(corp).await.unwrap(), [("file".to_owned(), 0)]);
    let foreign = Lease { token: lease.token + 7, ..lease.clone() };
    let refused = store.finish_hearing(&foreign, corp, &voices[0], None, Some(said)).await;
    assert!(matches!(refused, Err(StoreError::Fenced)));
}

pub async fn a_damaged_file_is_queued_again_while_wecom_has_it(home: &Home) {
    let (store, corp, lease) = (&home.store, &home.corp, &home.lease);
    enqueue(home, &[file(1, 0, HOUR, 5)]).await;
    assert!(!store.refetch_file(corp, place(1), 7).await.unwrap(), "it waits already");
    store.finish_file(lease, corp, place(1), &variant("a"), None).await.unwrap();
    assert!(!store.refetch_file(corp, place(1), HOUR).await.unwrap(), "WeCom has it no more");
    assert!(store.refetch_file(corp, place(1), HOUR - 1).await.unwrap());
    let again = store.file_at(corp, place(1)).await.unwrap().unwrap();
    assert_eq!(
        (again.state, again.blob, again.problem.as_deref()),
        (FileState::Waiting, None, Some("file_damaged"))
    );
    let counted = counters(home).await;
    assert_eq!((counted.waiting, counted.saved), (1, 0));
}
