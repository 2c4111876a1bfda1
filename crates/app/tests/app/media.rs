//! Media: every file is fetched, whatever the interface does; what is kept is what was sent.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use huicun_app::disk::{Disk, Space};
use huicun_app::media::{MediaSettings, list, open, run};
use huicun_app::{AppResult, Ctx, Services};
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::Seq;
use huicun_store::{FilePlace, FileRow, FileState};
use md5::{Digest, Md5};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::virtual_source::{CHUNK, FileFault, Running, VirtualSource};

/// An archive with ingest and the fetching of files running.
pub struct Fetching {
    pub running: Running,
    stop: watch::Sender<bool>,
    task: JoinHandle<AppResult<()>>,
}

impl Fetching {
    pub async fn start(source: VirtualSource) -> Self {
        let running = Running::start(source).await;
        let (stop, task) = fetch(&running, settings());
        Self { running, stop, task }
    }

    pub fn services(&self) -> &Services {
        &self.running.services
    }

    /// Waits until a file is as wished.
    pub async fn until(&self, seq: i64, wish: impl Fn(&FileRow) -> bool) -> FileRow {
        let (store, corp) = (&self.services().store, &self.services().corp);
        let place = FilePlace { seq: Seq(seq), slot: 0 };
        for _ in 0..1_500 {
            let file = store.file_at(corp, place).await.unwrap();
            if let Some(file) = file.filter(&wish) {
                return file;
            }
            assert!(!self.task.is_finished(), "fetching ended early");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("never: {:?}", store.file_at(corp, place).await);
    }

    async fn bytes(&self, seq: i64) -> Vec<u8> {
        let place = FilePlace { seq: Seq(seq), slot: 0 };
        let file = open(&Ctx::system(), self.services(), place).await.unwrap();
        file.bytes(0..file.size()).await.unwrap()
    }

    /// Kills the fetching where it is, and starts it once more.
    async fn kill(&mut self, between: impl FnOnce()) {
        self.task.abort();
        let _ = (&mut self.task).await;
        between();
        (self.stop, self.task) = fetch(&self.running, settings());
    }

    pub async fn finish(self) {
        self.stop.send(true).unwrap();
        self.task.await.unwrap().unwrap();
        self.running.finish().await;
    }
}

fn fetch(running: &Running, settings: MediaSettings) -> (watch::Sender<bool>, JoinHandle<AppResult<()>>) {
    let (stop, stopped) = watch::channel(false);
    let source = Arc::new(running.source.clone());
    (stop, tokio::spawn(run(running.services.clone(), source, settings, stopped)))
}

fn settings() -> MediaSettings {
    MediaSettings {
        second_looks: vec![Duration::ZERO; 4],
        // The messages of a test are older than what WeCom keeps.
        window: Duration::from_secs(3_650 * 86_400),
        poll: Duration::from_millis(20),
        ..MediaSettings::default()
    }
}

/// It has ended so, and its parts are removed.
pub fn is(state: FileState) -> impl Fn(&FileRow) -> bool {
    move |file| file.state == state && file.parts == 0
}

pub fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Bytes that look like a document and have no period.
fn document(length: usize) -> Vec<u8> {
    let body = (0_u32..).map(|number| (number.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0]);
    b"%PDF-1.7\n".iter().copied().chain(body).take(length).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_any_length_are_kept_byte_for_byte() {
    let source = VirtualSource::default();
    let lengths = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 10 * CHUNK, 70_001];
    for (seq, length) in (1_u64..).zip(lengths) {
        let bytes = document(length);
        source.send_file(seq, &format!("file-{seq}"), &bytes, &md5(&bytes), length as u64);
    }
    let fetching = Fetching::start(source).await;
    for (seq, length) in (1..).zip(lengths) {
        let file = fetching.until(seq, is(FileState::Saved)).await;
        assert_eq!((file.size, file.parts), (Some(length as u64), 0));
        assert_eq!(fetching.bytes(seq).await, document(length));
    }
    let file = fetching.until(7, is(FileState::Saved)).await;
    assert_eq!(file.media_type.as_deref(), Some("application/pdf"));
    let counters = fetching.services().store.media_counters(&fetching.services().corp).await.unwrap();
    assert_eq!((counters.saved, counters.waiting, counters.first_deadline), (7, 0, None));
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_costs_one_chunk_at_most() {
    let source = VirtualSource::default();
    let bytes = document(20 * CHUNK + 7);
    source.send_file(1, "long", &bytes, &md5(&bytes), bytes.len() as u64);
    source.0.lock().unwrap().file_budget = Some(0);
    let mut fetching = Fetching::start(source.clone()).await;
    let mut lives = 1;
    for answered in [0, 1, 2, 1, 3, 5] {
        // This life gets some chunks, and is killed while it waits for the next.
        let until = source.0.lock().unwrap().file_calls.len() + answered as usize + 1;
        fetching.kill(|| source.0.lock().unwrap().file_budget = Some(answered)).await;
        while source.0.lock().unwrap().file_calls.len() < until {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        lives += 1;
    }
    fetching.kill(|| source.0.lock().unwrap().file_budget = None).await;
    let file = fetching.until(1, is(FileState::Saved)).await;
    assert_eq!((file.attempts, file.parts), (0, 0));
    assert_eq!(fetching.bytes(1).await, bytes);
    let calls = source.0.lock().unwrap().file_calls.len();
    assert!(calls <= 21 + lives, "{calls} calls for 21 chunks in {lives} lives");
    assert_eq!(blobs(&fetching), 1, "parts of a file that is kept are removed");
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_forwarded_is_kept_once() {
    let source = VirtualSource::default();
    let bytes = document(3 * CHUNK);
    for seq in 1..=5 {
        source.send_file(seq, &format!("copy-{seq}"), &bytes, &md5(&bytes), bytes.len() as u64);
    }
    let fetching = Fetching::start(source).await;
    let mut kept = Vec::new();
    for seq in 1..=5 {
        kept.push(fetching.until(seq, is(FileState::Saved)).await.blob);
        assert_eq!(fetching.bytes(seq).await, bytes);
    }
    assert!(kept.iter().all(|blob| blob == &kept[0]));
    assert_eq!(blobs(&fetching), 1);
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_bytes_early_ends_and_loops_are_fetched_again() {
    for fault in [FileFault::WrongByte, FileFault::Early, FileFault::Loop, FileFault::Code(10_002)] {
        let source = VirtualSource::default();
        let bytes = document(2 * CHUNK + 1);
        source.send_file(1, "file", &bytes, &md5(&bytes), bytes.len() as u64);
        source.0.lock().unwrap().file_faults = vec![fault];
        let fetching = Fetching::start(source).await;
        let file = fetching.until(1, is(FileState::Saved)).await;
        assert_eq!((fetching.bytes(1).await, file.attempts), (bytes, 1), "{fault:?}");
        fetching.finish().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_md5_that_lies_is_disputed_and_the_bytes_are_kept() {
    let source = VirtualSource::default();
    let bytes = document(CHUNK + 1);
    source.send_file(1, "lie", &bytes, &md5(b"something else"), bytes.len() as u64);
    source.send_file(2, "longer", &bytes, &md5(&bytes), 5);
    let fetching = Fetching::start(source).await;
    let file = fetching.until(1, is(FileState::Disputed)).await;
    assert_eq!((file.attempts, file.problem.as_deref()), (5, Some("md5_differs")));
    assert_eq!(fetching.bytes(1).await, bytes);
    let file = fetching.until(2, is(FileState::Disputed)).await;
    assert_eq!((file.attempts, file.problem.as_deref()), (0, Some("size_differs")));
    assert_eq!(fetching.bytes(2).await, bytes);
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_without_md5_is_believed_when_it_comes_the_same_twice() {
    let source = VirtualSource::default();
    let bytes = document(CHUNK);
    source.send_file(1, "file", &bytes, "", bytes.len() as u64);
    source.0.lock().unwrap().file_faults = vec![FileFault::WrongByte];
    let fetching = Fetching::start(source.clone()).await;
    fetching.until(1, is(FileState::Saved)).await;
    assert_eq!(fetching.bytes(1).await, bytes);
    assert_eq!(source.0.lock().unwrap().file_calls.len(), 3);
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_wecom_has_no_more_is_said_to_be_expired() {
    let source = VirtualSource::default();
    source.send_file(1, "old", b"x", "", 1);
    source.0.lock().unwrap().file_faults = vec![FileFault::Code(10_010)];
    let fetching = Fetching::start(source.clone()).await;
    let file = fetching.until(1, is(FileState::Expired)).await;
    assert_eq!(file.problem.as_deref(), Some("wecom_expired"));
    let place = FilePlace { seq: Seq(1), slot: 0 };
    let refused = open(&Ctx::system(), fetching.services(), place).await.err().unwrap();
    assert_eq!(refused.code(), ProblemCode::FileNotKept);
    let (files, more) =
        list(&Ctx::system(), fetching.services(), Some(FileState::Expired), None).await.unwrap();
    assert_eq!((files.len(), more), (1, None));
    assert_eq!(files[0].msgid.as_str(), "1_1785553237721_external");
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_never_ends_is_bounded_and_the_others_go_on() {
    let source = VirtualSource::default();
    // Said to be small, and longer than ten percent and a megabyte more than that.
    let endless = document(1_200_000);
    source.send_file(1, "endless", &endless, "", 10);
    source.send_file(2, "good", b"good", &md5(b"good"), 4);
    let fetching = Fetching::start(source).await;
    fetching.until(2, is(FileState::Saved)).await;
    let file = fetching.until(1, |file| file.attempts > 0).await;
    assert_eq!((file.state, file.problem.as_deref()), (FileState::Waiting, Some("media_endless")));
    assert_eq!(file.parts, 0);
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_takes_long_keeps_no_other_waiting() {
    let source = VirtualSource::default();
    source.send_file(1, "slow", b"slow", &md5(b"slow"), 4);
    source.0.lock().unwrap().file_budget = Some(0);
    let fetching = Fetching::start(source.clone()).await;
    while source.0.lock().unwrap().file_calls.is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    source.0.lock().unwrap().file_budget = None;
    source.send_file(2, "quick", b"quick", &md5(b"quick"), 5);
    fetching.until(2, is(FileState::Saved)).await;
    let slow = fetching.until(1, is(FileState::Waiting)).await;
    assert_eq!(slow.attempts, 0);
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_byte_of_a_file_lies_in_clear() {
    let source = VirtualSource::default();
    let planted = "明文绝不落盘-7391".repeat(200);
    source.send_file(1, "secret", planted.as_bytes(), &md5(planted.as_bytes()), planted.len() as u64);
    let fetching = Fetching::start(source).await;
    fetching.until(1, is(FileState::Saved)).await;
    let files = files_below(fetching.running.folder());
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let needle = "明文绝不落盘".as_bytes();
        assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{}", path.display());
    }
    assert!(files.len() > 3);
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_is_named_and_fetched_again_while_wecom_has_it() {
    let source = VirtualSource::default();
    let bytes = document(3 * CHUNK);
    source.send_file(1, "file", &bytes, &md5(&bytes), bytes.len() as u64);
    let fetching = Fetching::start(source).await;
    fetching.until(1, is(FileState::Saved)).await;
    let place = FilePlace { seq: Seq(1), slot: 0 };
    let [blob] = files_below(&fetching.running.folder().join("media")).try_into().unwrap();
    for harm in [Harm::Flipped, Harm::Cut, Harm::Gone] {
        harm.done_to(&blob);
        let read = async {
            let file = open(&Ctx::system(), fetching.services(), place).await?;
            file.bytes(0..file.size()).await
        };
        assert_eq!(read.await.unwrap_err().code(), ProblemCode::FileDamaged, "{harm:?}");
        fetching.until(1, is(FileState::Saved)).await;
        assert_eq!(fetching.bytes(1).await, bytes, "{harm:?}");
    }
    fetching.finish().await;
}

/// What may happen to a file on a disk.
#[derive(Clone, Copy, Debug)]
enum Harm {
    Flipped,
    Cut,
    Gone,
}

impl Harm {
    fn done_to(self, path: &Path) {
        let mut bytes = std::fs::read(path).unwrap();
        match self {
            Self::Flipped => {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 1;
                std::fs::write(path, bytes).unwrap();
            }
            Self::Cut => std::fs::write(path, &bytes[..bytes.len() - 9]).unwrap(),
            Self::Gone => std::fs::remove_file(path).unwrap(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_room_on_the_disk_files_wait_and_go_on_by_themselves() {
    let source = VirtualSource::default();
    source.send_file(1, "file", b"file", &md5(b"file"), 4);
    let free = Arc::new(AtomicU64::new(1 << 20));
    let told = free.clone();
    let probe = move |_: &Path| Ok(Space { size: 1 << 40, free: told.load(Ordering::Relaxed) });
    let running = Running::start(source.clone()).await;
    let services =
        Services { disk: Disk::probed_by(running.folder().to_path_buf(), probe), ..running.services.clone() };
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(run(services.clone(), Arc::new(source.clone()), settings(), stopped));
    while services.media.problem() != Some(ProblemCode::DiskShort) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Text is kept meanwhile.
    while services.store.messages_by_seq(&services.corp, &[Seq(1)]).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(source.0.lock().unwrap().file_calls.is_empty());
    free.store(1 << 39, Ordering::Relaxed);
    let fetching = Fetching { running, stop, task };
    fetching.until(1, is(FileState::Saved)).await;
    assert_eq!(services.media.problem(), None);
    fetching.finish().await;
}

/// Counts the files in the folder of blobs.
fn blobs(fetching: &Fetching) -> usize {
    files_below(&fetching.running.folder().join("media")).len()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
