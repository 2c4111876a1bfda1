//! The index is derived: whatever happens to it, it is made anew from the database, and answers stay truthful.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use huicun_app::search::{SearchAnswer, SearchRequest, search};
use huicun_app::{Ctx, Index, IndexHome, Services};
use huicun_domain::clock::SystemClock;
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::ids::{ConversationId, PartyId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::Side;
use huicun_search::{Document, IndexError, IndexOptions, OpenMode};

use crate::virtual_source::{Running, VirtualSource};

async fn ask(services: &Services, query: &str) -> SearchAnswer {
    let request = SearchRequest { q: query.into(), ..SearchRequest::default() };
    search(&Ctx::system(), services, &request).await.unwrap()
}

/// Waits until the index itself has so many messages and nothing is wrong with it.
async fn until_indexed(services: &Services, count: i64) {
    for _ in 0..1_500 {
        if services.index.reached() == Position(count) && services.index.problem().is_none() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never indexed: {:?}, {:?}", services.index.reached(), services.index.problem());
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_of(&path) } else { vec![path] }).collect()
}

/// Changes a byte of every file, as a failing disk does.
fn damage(folder: &Path) {
    for path in files_of(folder) {
        let mut bytes = std::fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes.iter_mut().skip(middle).take(1).for_each(|byte| *byte ^= 1);
        std::fs::write(path, bytes).unwrap();
    }
}

async fn filled(count: u64) -> (VirtualSource, Running) {
    let source = VirtualSource::default();
    for seq in 1..=count {
        source.say(seq, &format!("第{seq}条"));
    }
    let running = Running::start(source.clone()).await;
    until_indexed(&running.services, count.cast_signed()).await;
    (source, running)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_a_search_finds_damaged_is_rebuilt_beside() {
    let (_source, running) = filled(300).await;
    damage(&running.folder().join("index/2026-08"));
    let answer = ask(&running.services, "第77条").await;
    assert!(answer.total <= 1 && answer.coverage.searched <= 300, "{answer:?}");
    assert_eq!(answer.coverage.visible, 300);
    assert_eq!(answer.total == 1, answer.coverage.searched == 300, "an answer says how little was searched");
    until_indexed(&running.services, 300).await;
    let answer = ask(&running.services, "第77条").await;
    assert_eq!((answer.total, answer.coverage.searched), (1, 300));
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_that_fails_loses_nothing() {
    let (source, running) = filled(50).await;
    let index = running.folder().join("index");
    std::fs::rename(index.join("2026-08"), running.folder().join("away")).unwrap();
    for seq in 51..=80 {
        source.say(seq, &format!("第{seq}条"));
    }
    running.services.ingest.wake();
    until_indexed(&running.services, 80).await;
    for (query, total) in [("第7条", 1), ("第77条", 1), ("条", 80)] {
        assert_eq!(ask(&running.services, query).await.total, total, "{query}");
    }
    let services = running.stop().await;
    assert!(services.tail.is_empty());
    services.store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_index_is_cleared_by_a_writer_and_named_by_a_reader() {
    let (_source, running) = filled(20).await;
    let folder = running.folder().join("copy");
    let home = |mode| IndexHome {
        folder: folder.clone(),
        corp: running.services.corp.clone(),
        ring: running.services.ring.clone(),
        options: IndexOptions { writer_memory: 16 << 20, cache_bytes: 0, mode },
    };
    let open = |mode| Index::open(home(mode), Arc::new(SystemClock));
    for (what, spoil) in [("changed", true), ("of another version", false)] {
        std::fs::create_dir_all(&folder).unwrap();
        let list = running.folder().join("index/months");
        let text = std::fs::read_to_string(list).unwrap();
        let text =
            if spoil { text.replace("reached 2", "reached 9") } else { text.replace("index 1", "index 0") };
        std::fs::write(folder.join("months"), text).unwrap();
        let reader = open(OpenMode::Read).unwrap();
        assert_eq!(reader.problem().map(|(code, _)| code), Some(ProblemCode::IndexDamaged), "{what}");
        let writer = open(OpenMode::Write).unwrap();
        assert_eq!(writer.problem().map(|(code, _)| code), Some(ProblemCode::IndexRebuilding), "{what}");
        assert_eq!(writer.reached(), Position(0));
        assert!(matches!(open(OpenMode::Write).map(drop), Err(IndexError::InUse)), "it is open for writing");
        drop(writer);
        std::fs::remove_dir_all(&folder).unwrap();
    }
    running.finish().await;
}

/// A small file system of its own, where the system lets us have one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir(at).unwrap();
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(at).output();
        mount.is_ok_and(|output| output.status.success()).then(|| Self(at.to_owned()))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_on_a_full_disk_catches_up_when_there_is_space() {
    let folder = tempfile::tempdir().unwrap();
    let Some(disk) = SmallDisk::mount(&folder.path().join("index")) else {
        eprintln!("skipped: no file system may be mounted here");
        return;
    };
    let source = VirtualSource::default();
    source.say(1, "第1条");
    let running = Running::start_in(folder, source.clone()).await;
    until_indexed(&running.services, 1).await;
    let ballast = disk.0.join("ballast");
    assert!(std::fs::write(&ballast, vec![7; 4 << 20]).is_err(), "the disk is full");
    for seq in 2..=90 {
        source.say(seq, &format!("第{seq}条"));
    }
    running.services.ingest.wake();
    let full =
        |services: &Services| services.index.problem().is_some_and(|(code, _)| code == ProblemCode::DiskFull);
    running.until(|counters| counters.messages == 90 && full(&running.services)).await;
    let answer = ask(&running.services, "第77条").await;
    assert_eq!((answer.total, answer.coverage.searched), (1, 90), "the tail answers for what is not indexed");

    std::fs::remove_file(ballast).unwrap();
    until_indexed(&running.services, 90).await;
    assert_eq!(ask(&running.services, "第77条").await.total, 1);
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_in_trouble_is_shown_until_it_is_mended() {
    let folder = tempfile::tempdir().unwrap();
    let services = crate::virtual_source::services(folder.path()).await;
    services.index.add(&[Arc::new(document(1))]).unwrap();
    std::fs::rename(folder.path().join("index/2026-08"), folder.path().join("away")).unwrap();
    assert!(services.index.commit(Position(1)).is_err());
    assert!(matches!(services.index.add(&[Arc::new(document(2))]), Err(IndexError::Interrupted)));
    let status = huicun_app::status::status(&Ctx::system(), &services).await.unwrap();
    assert_eq!(status.problem.as_deref(), Some("index_rebuilding"));
    let overview =
        huicun_app::overview::overview(&Ctx::system(), &services, Language::Chinese).await.unwrap();
    assert_eq!(overview.ingest.problem.unwrap().title, "全文索引正在从数据库重建");

    assert_eq!(huicun_app::ingest::reindex(&services, |_| {}).await.unwrap(), 0);
    let status = huicun_app::status::status(&Ctx::system(), &services).await.unwrap();
    assert_eq!(status.problem, None);
    services.index.add(&[Arc::new(document(3))]).unwrap();
    services.store.close().await;
}

fn document(position: i64) -> Document {
    let sender = PartyId::new("ZhangWei");
    Document {
        position: Position(position),
        seq: Seq(position),
        sent_at: 1_785_553_237_721,
        kind: MessageKind::Text,
        conversation: ConversationId(uuid::Uuid::nil()),
        participants: vec![sender.clone()],
        sender,
        side: Side::Internal,
        text: "一条".into(),
    }
}
