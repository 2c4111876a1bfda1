//! An interface of WeCom's in memory: messages closed with a real RSA key, and the faults that a test asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use huicun_app::disk::{Disk, Space};
use huicun_app::ingest::{IngestSettings, import_key};
use huicun_app::{Ctx, Index, IndexHome, Services, Tail, Wecom};
use huicun_domain::clock::SystemClock;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{CorpId, MediaLocator, Seq};
use huicun_search::{IndexOptions, OpenMode as IndexMode};
use huicun_store::{BlobSettings, BlobVault, Counters, DbSettings, OpenMode, Store};
use huicun_vault::{KeyRing, PrivateKey};
use huicun_wecom::sdk::{DecryptItem, MediaChunk, MessageSource, Retry, WecomError};
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub const KEY: &str = include_str!("../../../vault/fixtures/rsa2048-pkcs8.pem");
pub const LATE_KEY: &str = include_str!("../../../vault/fixtures/rsa2048-other.pem");

/// What WeCom has, and how it misbehaves.
#[derive(Default)]
pub struct World {
    items: BTreeMap<u64, serde_json::Value>,
    /// Numbers that are left out of pages until they are released.
    pub withheld: BTreeSet<u64>,
    /// Numbers whose page is never valid JSON.
    pub garbled: BTreeSet<u64>,
    /// Texts that kill the library.
    pub deadly: Vec<String>,
    /// Errors to answer with before the next page.
    pub refusals: Vec<WecomError>,
    /// How often a page was asked for.
    pub pulls: u32,
    /// The files, by what they are asked for with.
    pub files: BTreeMap<String, Vec<u8>>,
    /// How those files misbehave.
    pub file_faults: Vec<FileFault>,
    /// How many chunks are answered before one never comes.
    pub file_budget: Option<u32>,
    /// Which parts of files were asked for: locator and index.
    pub file_calls: Vec<(String, String)>,
}

/// What goes wrong with a file, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFault {
    /// Its first byte is another.
    WrongByte,
    /// It ends too early.
    Early,
    /// It asks for the same chunk again.
    Loop,
    /// The answer is this code.
    Code(i32),
}

/// The chunks of the interface in memory.
pub const CHUNK: usize = 1_000;

/// The interface that tests hold.
#[derive(Clone, Default)]
pub struct VirtualSource(pub Arc<Mutex<World>>);

impl VirtualSource {
    /// Adds a text message.
    pub fn say(&self, seq: u64, text: &str) {
        let message = serde_json::json!({
            "msgid": format!("{seq}_1785553237721_external"), "action": "send", "from": "ZhangWei",
            "tolist": ["wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5"], "roomid": "",
            "msgtime": 1_785_553_237_721_u64 + seq * 1_000, "msgtype": "text", "text": {"content": text},
        });
        self.put(seq, 1, KEY, &message.to_string());
    }

    /// Adds a message with a file, under a locator, and what is said of it.
    pub fn send_file(&self, seq: u64, locator: &str, bytes: &[u8], md5: &str, size: u64) {
        let message = serde_json::json!({
            "msgid": format!("{seq}_1785553237721_external"), "action": "send", "from": "ZhangWei",
            "tolist": ["wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5"], "roomid": "",
            "msgtime": 1_785_553_237_721_u64 + seq * 1_000, "msgtype": "file",
            "file": {"md5sum": md5, "filename": "报价单.pdf", "fileext": "pdf", "filesize": size, "sdkfileid": locator},
        });
        self.0.lock().unwrap().files.insert(locator.to_owned(), bytes.to_vec());
        self.put(seq, 1, KEY, &message.to_string());
    }

    /// Adds any plaintext, closed with a key under a version.
    pub fn put(&self, seq: u64, version: u32, pem: &str, plaintext: &str) {
        let key = PrivateKey::from_pem(pem).unwrap();
        let random = format!("key-of-{seq}");
        let item = serde_json::json!({
            "seq": seq,
            "msgid": format!("{seq}_1785553237721_external"),
            "publickey_ver": version,
            "encrypt_random_key": STANDARD.encode(key.close(random.as_bytes()).unwrap()),
            "encrypt_chat_msg": STANDARD.encode(format!("{random}\n{plaintext}")),
        });
        self.0.lock().unwrap().items.insert(seq, item);
    }
}

#[async_trait]
impl MessageSource for VirtualSource {
    async fn chat_data(&self, after: Seq, limit: u32) -> Result<Bytes, WecomError> {
        let mut world = self.0.lock().unwrap();
        world.pulls += 1;
        if let Some(error) = world.refusals.pop() {
            return Err(error);
        }
        let page: Vec<(&u64, &serde_json::Value)> = world
            .items
            .range(after.0.unsigned_abs() + 1..)
            .filter(|(seq, _)| !world.withheld.contains(seq))
            .take(limit as usize)
            .collect();
        if page.iter().any(|(seq, _)| world.garbled.contains(seq)) {
            return Ok(Bytes::from_static(b"{\"errcode\":0,\"chatdata\":[{\"seq\""));
        }
        let items: Vec<&serde_json::Value> = page.into_iter().map(|(_, item)| item).collect();
        let page = serde_json::json!({"errcode": 0, "errmsg": "ok", "chatdata": items});
        Ok(Bytes::from(page.to_string()))
    }

    async fn decrypt(&self, items: &[DecryptItem]) -> Result<Vec<Result<Vec<u8>, WecomError>>, WecomError> {
        let deadly = self.0.lock().unwrap().deadly.clone();
        items
            .iter()
            .map(|item| {
                let text = STANDARD.decode(&item.chat_msg).unwrap_or_default();
                let text = String::from_utf8(text).unwrap_or_default();
                if deadly.iter().any(|word| text.contains(word)) {
                    return Err(error(ProblemCode::LibraryCrashed, 0));
                }
                let (key, plaintext) = text.split_once('\n').unwrap_or_default();
                let opened = key.as_bytes() == item.random_key.as_slice();
                Ok(opened
                    .then(|| plaintext.as_bytes().to_vec())
                    .ok_or_else(|| error(ProblemCode::WecomRefused, 10_008)))
            })
            .collect()
    }

    async fn media(&self, index: &str, locator: &MediaLocator) -> Result<MediaChunk, WecomError> {
        let (bytes, fault) = {
            let mut world = self.0.lock().unwrap();
            world.file_calls.push((locator.as_str().to_owned(), index.to_owned()));
            let answered = world.file_budget != Some(0);
            world.file_budget = world.file_budget.map(|budget| budget.saturating_sub(1));
            (world.files.get(locator.as_str()).cloned(), answered.then(|| world.file_faults.pop()))
        };
        let Some(fault) = fault else { return std::future::pending().await };
        let bytes = bytes.ok_or_else(|| WecomError::of_return(10_005))?;
        let from: usize = index.parse().unwrap_or_default();
        let to = bytes.len().min(from + CHUNK);
        let mut chunk = MediaChunk {
            next: to.to_string(),
            data: Bytes::copy_from_slice(&bytes[from..to]),
            finished: to == bytes.len(),
        };
        match fault {
            Some(FileFault::WrongByte) => {
                let mut wrong = chunk.data.to_vec();
                wrong[0] ^= 1;
                chunk.data = Bytes::from(wrong);
            }
            Some(FileFault::Early) => chunk.finished = true,
            Some(FileFault::Loop) => chunk.next = index.to_owned(),
            Some(FileFault::Code(code)) => return Err(WecomError::of_return(code)),
            None => {}
        }
        Ok(chunk)
    }
}

/// An error as the interface gives it.
pub fn error(code: ProblemCode, errcode: i64) -> WecomError {
    WecomError { code, errcode, errmsg: String::new(), retry: Retry::Now }
}

/// An archive with its ingest running.
pub struct Running {
    pub services: Services,
    /// What it ingests from.
    pub source: VirtualSource,
    folder: tempfile::TempDir,
    stop: watch::Sender<bool>,
    task: JoinHandle<huicun_app::AppResult<()>>,
}

/// Opens an archive in a folder of its own, with the first key at hand.
pub async fn services(folder: &std::path::Path) -> Services {
    let ring = KeyRing::open_or_create(&folder.join("keys"), None).unwrap();
    let key = ring.derive("database").unwrap();
    let store =
        Store::open(DbSettings::sqlite(folder.join("huicun.db"), key), OpenMode::ReadWrite).await.unwrap();
    let corp = CorpId::from("wwtest0000000000");
    store.ensure_corp(&corp, "测试企业", 0).await.unwrap();
    let options = IndexOptions { writer_memory: 16 << 20, cache_bytes: 0, mode: IndexMode::Write };
    let home = IndexHome { folder: folder.join("index"), corp: corp.clone(), ring: ring.clone(), options };
    let files = IndexHome { folder: folder.join("file-index"), ..home.clone() };
    let index = Index::open(home, Arc::new(SystemClock)).unwrap();
    let file_index = Index::open(files, Arc::new(SystemClock)).unwrap();
    let files = BlobSettings::Fs { root: folder.join("media") };
    let blobs = BlobVault::open(&files, ring.clone()).unwrap();
    let services = Services {
        corp,
        store,
        blobs,
        index,
        file_index,
        ring,
        clock: Arc::new(SystemClock),
        zone: jiff::tz::TimeZone::get("Asia/Shanghai").unwrap(),
        source: None,
        wecom: Wecom::default(),
        tail: Arc::new(Tail::default()),
        ingest: Arc::default(),
        media: Arc::default(),
        directory: Arc::default(),
        scope: Arc::default(),
        access: Arc::default(),
        quarantine_stay: Duration::from_secs(90 * 24 * 60 * 60),
        disk: Disk::probed_by(folder.to_path_buf(), |_| Ok(Space { size: 1 << 40, free: 1 << 39 })),
        fonts: Arc::new(["/usr/share/fonts".into()]),
        wechat_pay: None,
        folder: folder.to_path_buf(),
    };
    import_key(&Ctx::system(), &services, 1, KEY).await.unwrap();
    services
}

/// How tests ingest: without waiting.
pub fn settings() -> IngestSettings {
    IngestSettings {
        poll: Duration::from_millis(20),
        broken_page_tries: 2,
        gap_checks: vec![Duration::ZERO; 1_000],
        commit_after: Duration::from_millis(50),
        ..IngestSettings::default()
    }
}

impl Running {
    /// Starts ingest from a source.
    pub async fn start(source: VirtualSource) -> Self {
        Self::start_in(tempfile::tempdir().unwrap(), source).await
    }

    /// Starts ingest into a folder.
    pub async fn start_in(folder: tempfile::TempDir, source: VirtualSource) -> Self {
        let services = services(folder.path()).await;
        let (stop, stopped) = watch::channel(false);
        let ingest = huicun_app::ingest::run(services.clone(), Arc::new(source.clone()), settings(), stopped);
        Self { services, source, folder, stop, task: tokio::spawn(ingest) }
    }

    /// Waits until the counters are as wished.
    pub async fn until(&self, wish: impl Fn(&Counters) -> bool) -> Counters {
        for _ in 0..1_500 {
            let counters = self.services.store.counters(&self.services.corp).await.unwrap();
            if wish(&counters) {
                return counters;
            }
            assert!(!self.task.is_finished(), "ingest ended early");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("never: {:?}", self.services.store.counters(&self.services.corp).await);
    }

    /// The folder that everything lies in.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Ends ingest in order, and closes the database: what is closed while the process ends may crash it.
    pub async fn finish(self) {
        self.stop().await.store.close().await;
    }

    /// Ends ingest in order; the caller closes the database.
    pub async fn stop(self) -> Services {
        self.stop.send(true).unwrap();
        self.task.await.unwrap().unwrap();
        drop(self.folder);
        self.services
    }
}
