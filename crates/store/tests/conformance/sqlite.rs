//! What concerns the file alone.

use std::path::Path;

use huicun_domain::access::Role;
use huicun_domain::ids::{CorpId, Position, Seq};
use huicun_store::{DataFolder, DbSettings, OpenMode, PageWrite, Store, StoreError, Unsealed};
use huicun_vault::SecretKey;
use uuid::Uuid;

use crate::harness::{Home, envelope, key, message};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_lies_in_clear_and_another_key_does_not_open() {
    let home = Home::sqlite().await;
    home.receive([1]).await;
    let mut planted = message(1);
    planted.sender = "canary-in-a-column".into();
    home.unseal(vec![planted]).await;
    let folder = home.folder.as_ref().unwrap().path();
    for name in ["huicun.db", "huicun.db-wal"] {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"canary"), "{name}");
        assert!(!bytes.starts_with(b"SQLite format"), "{name}");
    }
    home.store.close().await;
    let wrong = DbSettings::sqlite(folder.join("huicun.db"), SecretKey::new([8; 32]));
    assert!(matches!(Store::open(wrong, OpenMode::ReadWrite).await, Err(StoreError::WrongKey)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_beside_the_writer_sees_commits_and_writes_nothing() {
    let home = Home::sqlite().await;
    let path = home.folder.as_ref().unwrap().path().join("huicun.db");
    let reader = Store::open(DbSettings::sqlite(path, key()), OpenMode::ReadOnly).await.unwrap();
    home.receive([1, 2]).await;
    assert_eq!(reader.cursor(&home.corp).await.unwrap(), Seq(2));
    assert!(matches!(reader.meta_set("a", "b").await, Err(StoreError::ReadOnly)));
    home.store.close().await;
    reader.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_holds_one_corp_and_one_server() {
    let home = Home::sqlite().await;
    let other = home.store.ensure_corp(&CorpId::from("wwother000000000"), "别家", 1).await;
    assert!(matches!(other, Err(StoreError::OtherCorp)));
    let folder = home.folder.as_ref().unwrap().path();
    let lock = DataFolder::lock(folder).unwrap();
    assert!(matches!(DataFolder::lock(folder), Err(StoreError::InUse)));
    drop(lock);
    assert!(DataFolder::lock(folder).is_ok());
    home.store.close().await;
}

/// The file as another program opens it that has the key.
async fn raw(path: &Path) -> sqlx::SqlitePool {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .pragma("key", format!("\"x'{}'\"", "07".repeat(32)))
        .pragma("cipher_page_size", "8192")
        .pragma("cipher_hmac_algorithm", "HMAC_SHA256")
        .page_size(8_192);
    sqlx::SqlitePool::connect_with(options).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn operators_of_before_keep_their_role_over_the_whole_archive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huicun.db");
    let pool = raw(&path).await;
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations/sqlite");
    let mut steps: Vec<_> =
        std::fs::read_dir(migrations).unwrap().map(|entry| entry.unwrap().path()).collect();
    steps.sort();
    let schema = "CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY)";
    sqlx::query(schema).execute(&pool).await.unwrap();
    for (version, step) in (1_i64..=12).zip(steps) {
        let text = std::fs::read_to_string(step).unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(text)).execute(&pool).await.unwrap();
        let note = "INSERT INTO schema_version (version) VALUES ($1)";
        sqlx::query(note).bind(version).execute(&pool).await.unwrap();
    }
    let old = "INSERT INTO operator (id, name, display_name, password_hash, locale, role, disabled, created_at) \
               VALUES ($1, $2, $2, 'hash', '', $3, $4, 7)";
    for (number, role, disabled) in [(1_u128, "owner", 0_i64), (2, "reviewer", 1)] {
        let query = sqlx::query(old).bind(Uuid::from_u128(number)).bind(role).bind(role).bind(disabled);
        query.execute(&pool).await.unwrap();
    }
    pool.close().await;

    let store = Store::open(DbSettings::sqlite(path, key()), OpenMode::ReadWrite).await.unwrap();
    let rows = store.operators().await.unwrap();
    assert_eq!(rows.iter().map(|row| row.disabled_at).collect::<Vec<_>>(), [None, Some(7)]);
    for (row, role) in rows.iter().zip([Role::Owner, Role::Reviewer]) {
        let rights = store.assignments_of(row.id).await.unwrap();
        assert!(rights.len() == 1 && rights[0].role == role && rights[0].scope.is_whole());
        assert!(rights[0].is_live(7) && !rights[0].is_live(6));
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_is_not_touched() {
    let home = Home::sqlite().await;
    let path = home.folder.as_ref().unwrap().path().join("huicun.db");
    home.store.close().await;
    let pool = raw(&path).await;
    sqlx::query("INSERT INTO schema_version (version) VALUES (999)").execute(&pool).await.unwrap();
    pool.close().await;
    let opened = Store::open(DbSettings::sqlite(path, key()), OpenMode::ReadWrite).await;
    assert!(matches!(opened, Err(StoreError::Newer { found: 999, .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_changes_nothing() {
    let home = Home::sqlite().await;
    home.receive(1..=10).await;
    home.store.limit_pages(60).await.unwrap();
    let mut large = envelope(11);
    large.sealed = vec![1; 4 << 20];
    let page = PageWrite { envelopes: vec![large], cursor: Seq(11), ..PageWrite::default() };
    let full = home.store.append_page(&home.lease, &home.corp, page.clone(), 7_000).await;
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    assert_eq!(home.store.cursor(&home.corp).await.unwrap(), Seq(10));
    assert_eq!(home.store.counters(&home.corp).await.unwrap().received, 10);
    home.store.limit_pages(100_000).await.unwrap();
    home.store.append_page(&home.lease, &home.corp, page, 8_000).await.unwrap();
    assert_eq!(home.store.cursor(&home.corp).await.unwrap(), Seq(11));
    home.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_takes_no_message_and_then_all() {
    let home = Home::sqlite().await;
    home.receive(1..=10).await;
    let mut messages: Vec<_> = (1..=10).map(message).collect();
    for message in &mut messages {
        message.sealed = vec![1; 1 << 20];
    }
    home.store.limit_pages(100).await.unwrap();
    let batch = Unsealed { messages, ..Unsealed::default() };
    let full = home.store.store_unsealed(&home.lease, &home.corp, &batch, 7_000).await;
    assert!(matches!(full, Err(StoreError::DiskFull)), "{full:?}");
    assert_eq!(home.store.counters(&home.corp).await.unwrap().waiting, 10);
    assert!(home.store.messages_after(&home.corp, Position(0), 10).await.unwrap().is_empty());
    home.store.limit_pages(100_000).await.unwrap();
    home.store.store_unsealed(&home.lease, &home.corp, &batch, 8_000).await.unwrap();
    let (parties, _) =
        home.store.conversation_parties(&home.corp, message(1).conversation, 10).await.unwrap();
    assert_eq!(parties.len(), 2);
    home.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_stored_is_there_when_the_file_is_opened_again() {
    let home = Home::sqlite().await;
    home.receive(1..=3).await;
    home.unseal(vec![message(1), message(2)]).await;
    home.store.close().await;
    let path = home.folder.as_ref().unwrap().path().join("huicun.db");
    let store = Store::open(DbSettings::sqlite(path, key()), OpenMode::ReadWrite).await.unwrap();
    let counters = store.counters(&home.corp).await.unwrap();
    assert_eq!((counters.received, counters.messages, counters.waiting), (3, 2, 1));
    assert_eq!(store.last_position(&home.corp).await.unwrap(), Position(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_may_not_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::sqlite().await;
    home.receive([1]).await;
    home.store.close().await;
    let folder = home.folder.as_ref().unwrap().path();
    let set = |mode| std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o500);
    if std::fs::write(folder.join("probe"), b"").is_ok() {
        println!("skipped: this user writes where nobody may");
        return;
    }
    assert!(matches!(DataFolder::lock(folder), Err(StoreError::ReadOnly)));
    let settings = DbSettings::sqlite(folder.join("huicun.db"), key());
    let opened = Store::open(settings, OpenMode::ReadWrite).await;
    set(0o700);
    assert!(matches!(opened, Err(StoreError::ReadOnly)), "{:?}", opened.err());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_database_or_is_not_there_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("huicun.db");
    let settings = DbSettings::sqlite(path.clone(), key());
    let absent = Store::open(settings.clone(), OpenMode::ReadOnly).await;
    assert!(matches!(absent, Err(StoreError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound));
    std::fs::write(path, b"this is no database at all, ".repeat(1_000)).unwrap();
    for mode in [OpenMode::ReadWrite, OpenMode::ReadOnly] {
        let opened = Store::open(settings.clone(), mode).await;
        assert!(matches!(opened, Err(StoreError::WrongKey)), "{:?}", opened.err());
    }
}
