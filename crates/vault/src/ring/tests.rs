use super::*;
use crate::record::RecordKind;

/// Makes a ring in a folder of its own.
pub(crate) fn ring() -> (tempfile::TempDir, KeyRing) {
    let folder = tempfile::tempdir().unwrap();
    let ring = KeyRing::open_or_create(folder.path(), None).unwrap();
    (folder, ring)
}

/// Opens the ring that the golden files were made with.
pub(crate) fn golden_ring() -> KeyRing {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ring"), include_bytes!("../../golden/ring-v1.bin")).unwrap();
    KeyRing::open_or_create(folder.path(), Some(&golden_master())).unwrap()
}

fn golden_master() -> String {
    format!("{MASTER_PREFIX}{}", "07".repeat(32))
}

pub(crate) fn scope(corp: &str, month: &str) -> Scope {
    Scope { corp: corp.into(), class: RetentionClass::Standard, month: month.into() }
}

/// Writes the golden files anew; run by hand when a format gets a new version: `HUICUN_WRITE_GOLDEN=1`.
#[test]
fn golden_files_are_written_on_request_only() {
    if std::env::var_os("HUICUN_WRITE_GOLDEN").is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let ring = KeyRing::open_or_create(folder.path(), Some(&golden_master())).unwrap();
    let scope = scope("wwgolden", "2026-08");
    let record = ring.seal_record(&scope, RecordKind::Message, b"1", "一条消息".as_bytes()).unwrap();
    let mut blob = Vec::new();
    let mut writer = crate::BlobWriter::new(&mut blob, ring.new_blob(&scope, b"file", 12).unwrap()).unwrap();
    writer.write_all(&[7; 10_000]).unwrap();
    writer.finish().unwrap();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    std::fs::create_dir_all(&golden).unwrap();
    std::fs::write(golden.join("record-v1.bin"), record).unwrap();
    std::fs::write(golden.join("blob-v1.bin"), blob).unwrap();
    std::fs::copy(folder.path().join("ring"), golden.join("ring-v1.bin")).unwrap();
}

#[test]
fn keys_survive_a_restart_and_a_cut_append() {
    let (folder, first) = ring();
    let sealed = first.seal_record(&scope("wwa", "2026-08"), RecordKind::Message, b"1", b"x").unwrap();
    let path = folder.path().join("ring");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend_from_slice(&[9; 40]);
    std::fs::write(&path, bytes).unwrap();

    let again = KeyRing::open_or_create(folder.path(), None).unwrap();
    assert_eq!(again.open_record(&"wwa".into(), RecordKind::Message, b"1", &sealed).unwrap(), b"x");
    again.seal_record(&scope("wwa", "2026-09"), RecordKind::Message, b"2", b"y").unwrap();
    let third = KeyRing::open_or_create(folder.path(), None).unwrap();
    assert_eq!(third.read().by_id.len(), 2);
}

#[test]
fn a_reader_sees_the_keys_that_a_writer_beside_it_makes() {
    let (folder, writer) = ring();
    let open = || KeyRing::open_or_create(folder.path(), None).unwrap();
    let seal = |ring: &KeyRing, month| {
        ring.seal_record(&scope("wwa", month), RecordKind::Message, b"1", month.as_bytes()).unwrap()
    };
    let read = |ring: &KeyRing, sealed: &[u8]| {
        ring.open_record(&"wwa".into(), RecordKind::Message, b"1", sealed)
            .map(|text| String::from_utf8(text).unwrap())
    };
    let august = seal(&writer, "2026-08");
    let reader = open();
    let september = seal(&writer, "2026-09");
    assert_eq!(read(&reader, &august).as_deref(), Ok("2026-08"));
    assert_eq!(read(&reader, &september).as_deref(), Ok("2026-09"));

    // Both make keys now, and neither takes the other's place.
    let keys = seal(&reader, "keys");
    let october = seal(&writer, "2026-10");
    for ring in [&writer, &reader, &open()] {
        assert_eq!(read(ring, &keys).as_deref(), Ok("keys"));
        assert_eq!(read(ring, &october).as_deref(), Ok("2026-10"));
    }
    assert_eq!(seal(&writer, "keys")[..6], keys[..6], "one key for one scope");
}

#[test]
fn opening_never_cuts_what_another_process_appends() {
    let (folder, writer) = ring();
    writer.seal_record(&scope("wwa", "2026-08"), RecordKind::Message, b"1", b"x").unwrap();
    let path = folder.path().join("ring");
    let whole = std::fs::read(&path).unwrap();
    // As a reader may find it while an entry is being appended.
    let under_way = [whole.as_slice(), &[9; 40]].concat();
    std::fs::write(&path, &under_way).unwrap();
    let reader = KeyRing::open_or_create(folder.path(), None).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), under_way);
    assert_eq!(reader.read().by_id.len(), 1);
    let unknown = reader.key_by_id(2).map(drop);
    assert_eq!(unknown, Err(OpenError::NoKey));
    assert_eq!(std::fs::read(&path).unwrap(), under_way);
}

#[test]
fn a_destroyed_key_destroys_what_it_sealed() {
    let (folder, first) = ring();
    let sealed = first.seal_record(&scope("wwa", "2026-08"), RecordKind::Message, b"1", b"x").unwrap();
    let path = folder.path().join("ring");
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[MAGIC.len()..].fill(0);
    std::fs::write(&path, bytes).unwrap();
    let again = KeyRing::open_or_create(folder.path(), None).unwrap();
    assert_eq!(again.open_record(&"wwa".into(), RecordKind::Message, b"1", &sealed), Err(OpenError::NoKey));
}

#[test]
fn a_lost_or_wrong_master_key_is_named() {
    let (folder, first) = ring();
    first.seal_record(&scope("wwa", "2026-08"), RecordKind::Message, b"1", b"x").unwrap();
    let other = format!("{MASTER_PREFIX}{}", "11".repeat(32));
    let open = |master: Option<&str>| KeyRing::open_or_create(folder.path(), master).map(|_| ());
    assert!(matches!(open(Some(&other)), Err(RingError::WrongMasterKey)));
    assert!(matches!(open(Some("secret")), Err(RingError::MasterKeyMalformed)));
    std::fs::remove_file(folder.path().join("master.key")).unwrap();
    assert!(matches!(open(None), Err(RingError::MasterKeyMissing)));
}

#[test]
fn the_master_key_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, _ring) = ring();
    let mode = std::fs::metadata(folder.path().join("master.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}
