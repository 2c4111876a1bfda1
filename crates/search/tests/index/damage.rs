//! Bytes that were changed, cut, moved or put back are noticed: an answer is right, or there is none.

use std::fs;
use std::path::Path;

use huicun_domain::ids::Position;
use huicun_search::{Found, IndexError, OpenMode};

use crate::harness::{AUGUST, Home, MONTH, document, request};

const DOCUMENTS: i64 = 60;
/// Matches 1, 10 to 19 of the documents below.
const NEEDLE: &str = "canary1";

/// An index of two months.
fn filled() -> Home {
    let home = Home::new();
    let index = home.open(OpenMode::Write);
    let documents: Vec<_> = (1..=DOCUMENTS)
        .map(|number| document(number, AUGUST + number % 2 * MONTH, &format!("暗记canary{number}")))
        .collect();
    index.add(&documents).unwrap();
    index.commit(Position(DOCUMENTS)).unwrap();
    home
}

fn ask(home: &Home) -> Result<Found, IndexError> {
    home.try_open(OpenMode::Read)?.search(&request(NEEDLE))
}

/// Asserts that an answer is right or that the damage is named.
fn assert_noticed(home: &Home, path: &Path, what: &str) {
    match ask(home) {
        Ok(found) => assert_eq!((found.total, found.searched), (11, 60), "{}: {what}", path.display()),
        Err(IndexError::Damaged { month, .. }) => {
            assert!(path.to_string_lossy().contains(&month), "{}: {what}: {month}", path.display());
        }
        Err(error) => {
            let noticed = matches!(error, IndexError::ListDamaged) && path.ends_with("months");
            assert!(noticed, "{}: {what}: {error:?}", path.display());
        }
    }
}

#[test]
fn no_text_lies_in_clear() {
    let home = filled();
    let files = home.files();
    assert!(files.len() > 12);
    for path in files {
        let bytes = fs::read(&path).unwrap();
        for needle in ["canary", "暗记", "participant"] {
            assert!(!bytes.windows(needle.len()).any(|part| part == needle.as_bytes()), "{}", path.display());
        }
    }
}

#[test]
fn a_changed_byte_is_noticed() {
    let home = filled();
    for path in home.files() {
        let clean = fs::read(&path).unwrap();
        let places = [0, 4, 5, 9, 20, 75, clean.len() / 2, clean.len().saturating_sub(3)];
        for at in places.into_iter().filter(|at| *at < clean.len()) {
            let mut changed = clean.clone();
            changed[at] ^= 1;
            fs::write(&path, &changed).unwrap();
            assert_noticed(&home, &path, &format!("byte {at}"));
        }
        fs::write(&path, &clean).unwrap();
    }
    assert_eq!(ask(&home).unwrap().total, 11);
}

#[test]
fn a_cut_or_lost_file_is_noticed() {
    let home = filled();
    for path in home.files() {
        let clean = fs::read(&path).unwrap();
        // 88 bytes are a header and a tag: the length of an empty text.
        let lengths = [0, 10, 88, 90, 100, clean.len() / 2, clean.len().saturating_sub(1)];
        for left in lengths.into_iter().filter(|left| *left < clean.len()) {
            fs::write(&path, &clean[..left]).unwrap();
            assert_noticed(&home, &path, &format!("cut to {left}"));
        }
        if !path.ends_with("months") {
            fs::remove_file(&path).unwrap();
            assert_noticed(&home, &path, "removed");
        }
        fs::write(&path, &clean).unwrap();
    }
    assert_eq!(ask(&home).unwrap().total, 11);
}

#[test]
fn a_file_of_another_month_is_not_opened() {
    let home = filled();
    let [july, august] = ["2026-08", "2026-09"].map(|month| home.index().join(month).join("meta.json"));
    let clean = fs::read(&july).unwrap();
    fs::copy(&august, &july).unwrap();
    assert!(matches!(ask(&home), Err(IndexError::Damaged { month, .. }) if month == "2026-08"));
    fs::write(&july, clean).unwrap();
    assert_eq!(ask(&home).unwrap().total, 11);
}

#[test]
fn a_lost_month_and_one_put_back_from_a_copy_are_noticed() {
    let home = filled();
    let month = home.index().join("2026-09");
    let copy = home.path().join("copy");
    let restore = || {
        let _ = fs::remove_dir_all(&month);
        fs::create_dir(&month).unwrap();
        for entry in fs::read_dir(&copy).unwrap().map(Result::unwrap) {
            fs::copy(entry.path(), month.join(entry.file_name())).unwrap();
        }
    };
    fs::rename(&month, &copy).unwrap();
    for mode in [OpenMode::Read, OpenMode::Write] {
        let outcome = home.try_open(mode).map(drop);
        assert!(matches!(outcome, Err(IndexError::Damaged { month, .. }) if month == "2026-09"), "{mode:?}");
    }
    restore();
    let index = home.open(OpenMode::Write);
    index.add(&[document(61, AUGUST + MONTH, "后来的")]).unwrap();
    index.commit(Position(61)).unwrap();
    drop(index);
    restore();
    assert!(matches!(ask(&home), Err(IndexError::Damaged { month, .. }) if month == "2026-09"));
}

#[test]
fn a_key_of_another_ring_opens_nothing() {
    let (mut home, other) = (filled(), Home::new());
    home.ring = other.ring.clone();
    assert!(matches!(home.try_open(OpenMode::Read), Err(IndexError::ListDamaged)));
}
