//! The data folder of an archive: writing its configuration, and looking into it from outside.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use aws_lc_rs::digest::{Context, SHA256};
use huicun_app::plaintext::open_message;
use huicun_domain::fold::fold_texts;
use huicun_domain::ids::{CorpId, Position};
use huicun_domain::message::search_texts;
use huicun_search::{IndexOptions, OpenMode as IndexMode, TextIndex};
use huicun_sim::Sim;
use huicun_store::{BlobSettings, BlobVault, DbSettings, FileRow, MessageRow, OpenMode, Store};
use huicun_vault::KeyRing;

use crate::workload::Row;

/// How many messages are read at once.
const PAGE: usize = 2_000;
/// How much of a file is read at once.
const PIECE: u64 = 1 << 20;

/// Whether files are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// They are.
    Fetched,
    /// What is measured is the way of text; the virtual corp would take the processor to make them.
    Left,
}

/// Writes `huicun.toml` for a virtual corp.
pub fn configure(huicun: &Path, data: &Path, sim: &Sim, page_limit: u32, files: Files) -> anyhow::Result<()> {
    let workers = if files == Files::Fetched { 4 } else { 0 };
    let corp = sim.corp();
    let library = huicun.with_file_name("libhuicun_sim_sdk.so");
    let text = format!(
        "[wecom]\ncorp_id = {:?}\ncorp_name = {:?}\nsecret = {:?}\nlibrary = {:?}\nproxy = {:?}\napi_base = {:?}\npoll_seconds = 1\npage_limit = {page_limit}\n[media]\nworkers = {workers}\nsecond_looks = [1, 2, 4, 8, 16]\n",
        corp.corp_id,
        corp.corp_name,
        corp.archive_secret,
        library.canonicalize().with_context(|| library.display().to_string())?,
        sim.base_url(),
        sim.base_url(),
    );
    std::fs::create_dir_all(data)?;
    Ok(std::fs::write(data.join("huicun.toml"), text)?)
}

/// Imports private keys as an operator does.
pub fn import_keys(huicun: &Path, data: &Path, keys: &[(u32, String)]) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    for (version, pem) in keys {
        let file = folder.path().join(format!("{version}.pem"));
        std::fs::write(&file, pem)?;
        let output = Command::new(huicun)
            .args(["keys", "import", "--data"])
            .arg(data)
            .args(["--version", &version.to_string()])
            .arg(&file)
            .output()?;
        ensure!(output.status.success(), "key {version}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// An archive seen from outside, beside a server or without one.
pub struct Archive {
    /// Its keys.
    pub ring: KeyRing,
    /// Its database.
    pub store: Store,
    /// Whose it is.
    pub corp: CorpId,
    data: PathBuf,
}

impl Archive {
    /// Opens a data folder for reading.
    pub async fn open(data: &Path) -> anyhow::Result<Self> {
        let ring = KeyRing::open_or_create(&data.join("keys"), None)?;
        let settings = DbSettings::sqlite(database(data), ring.derive("database")?);
        let store = Store::open(settings, OpenMode::ReadOnly).await?;
        let corp = store.corps().await?.into_iter().next().context("the archive has no corp")?.id;
        Ok(Self { ring, store, corp, data: data.to_path_buf() })
    }

    /// Opens the index for reading, with as much cache as a server has.
    pub fn index(&self) -> anyhow::Result<TextIndex> {
        let options = IndexOptions { writer_memory: 0, cache_bytes: 64 << 20, mode: IndexMode::Read };
        Ok(TextIndex::open(&self.data.join("index"), &self.corp, &self.ring, options)?)
    }

    /// Reads a file that is kept, and hashes it.
    pub async fn sha256(&self, file: &FileRow) -> anyhow::Result<String> {
        let blobs = BlobVault::open(&BlobSettings::Fs { root: self.data.join("media") }, self.ring.clone())?;
        let blob = file.blob.context("a file that is kept has a blob")?;
        let reading = blobs.read(&self.corp, blob).await?.context("the blob is gone")?;
        let mut digest = Context::new(&SHA256);
        let mut at = 0;
        while at < reading.text_len() {
            let end = reading.text_len().min(at + PIECE);
            digest.update(&reading.bytes(at..end).await?);
            at = end;
        }
        Ok(digest.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Hands every message to `each`, page by page, in the order they were stored.
    pub async fn for_each_page(
        &self,
        mut each: impl FnMut(&[MessageRow]) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut after = Position(0);
        loop {
            let rows = self.store.messages_after(&self.corp, after, PAGE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.position;
            each(&rows)?;
        }
    }

    /// Reads what a search looks at: the folded text of each message with its sender and time.
    pub async fn searched(&self) -> anyhow::Result<Vec<Row>> {
        let mut found = Vec::new();
        self.for_each_page(|rows| {
            for row in rows {
                if let Some(message) = open_message(&self.ring, &self.corp, row) {
                    let texts = search_texts(&message.content);
                    let raw = texts.iter().map(|text| (*text).to_owned()).collect();
                    let text = fold_texts(texts);
                    found.push(Row { text, raw, sender: message.sender, sent_at: message.sent_at });
                }
            }
            Ok(())
        })
        .await?;
        Ok(found)
    }
}

/// The database's file.
pub fn database(data: &Path) -> PathBuf {
    data.join("huicun.db")
}
