//! Opening a data folder: keys, database, index, put together as the services of the use cases.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use huicun_app::connect::MADE_CORP;
use huicun_app::disk::Disk;
use huicun_app::{AppError, Index, IndexHome, Services, Tail, Wecom};
use huicun_domain::clock::{Clock, SystemClock};
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::CorpId;
use huicun_search::{IndexOptions, OpenMode as IndexMode};
use huicun_store::{BlobVault, DataFolder, DbSettings, FolderLock, OpenMode, Store};
use huicun_vault::KeyRing;
use huicun_wecom::sdk::MessageSource;

use crate::config::Config;
use crate::source::plan;

/// How a data folder is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// For the one process that serves: it holds the folder's lock and writes all of it.
    Serve,
    /// As for serving, with an empty index in place of whatever is there.
    Rebuild,
    /// For commands that show content, beside a server or without one: each reading is audited.
    Read,
    /// For commands that show figures only, and write nothing.
    Look,
    /// For commands that change the database beside a server, never the index.
    Change,
}

/// An open data folder.
pub struct Opened {
    /// What use cases work with.
    pub services: Services,
    /// The lock, held as long as the folder is served.
    #[expect(dead_code, reason = "it lasts as long as it is held")]
    pub lock: Option<FolderLock>,
}

/// Where the index of the messages lies, and that of the texts drawn from files.
const INDEX: &str = "index";
const FILE_INDEX: &str = "file-index";
/// How much memory the index's writer may fill before it writes a segment.
const INDEX_WRITER_BYTES: usize = 48 << 20;
/// How much decrypted index a server, and a command, keep at hand.
const SERVER_CACHE_BYTES: usize = 64 << 20;
const COMMAND_CACHE_BYTES: usize = 16 << 20;

/// Opens the data folder of a configuration, works with it, and closes it whatever came of that.
///
/// A database must be closed before the process ends: its cipher's library takes itself down then.
///
/// # Errors
/// What keeps it from being opened, and what to do; and what the work met.
pub async fn with<T>(
    config: &Config,
    access: Access,
    corp: Option<(&CorpId, &str)>,
    work: impl AsyncFnOnce(&Opened) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let opened = open(config, access, corp).await?;
    let outcome = work(&opened).await;
    opened.services.store.close().await;
    outcome
}

async fn open(config: &Config, access: Access, corp: Option<(&CorpId, &str)>) -> anyhow::Result<Opened> {
    let data = &config.data;
    if access == Access::Serve {
        create_folder(data)?;
    } else if !data.join("keys").exists() {
        return Err(AppError::Detailed(ProblemCode::DataMissing, data.display().to_string()).into());
    }
    let lock = match access {
        Access::Serve | Access::Rebuild => Some(DataFolder::lock(data).map_err(AppError::from)?),
        Access::Read | Access::Look | Access::Change => None,
    };
    if access == Access::Rebuild {
        for folder in [INDEX, FILE_INDEX] {
            remove_index(&data.join(folder)).map_err(AppError::from)?;
        }
    }
    let master = config.master_key.as_ref().map(crate::config::Secret::expose);
    let ring = KeyRing::open_or_create(&data.join("keys"), master).map_err(AppError::from)?;
    let store = open_store(config, &ring, access).await?;
    match compose(config, access, corp, ring, store.clone()).await {
        Ok(services) => Ok(Opened { services, lock }),
        Err(error) => {
            store.close().await;
            Err(error)
        }
    }
}

/// Puts the services together on an open database.
async fn compose(
    config: &Config,
    access: Access,
    corp: Option<(&CorpId, &str)>,
    ring: KeyRing,
    store: Store,
) -> anyhow::Result<Services> {
    let data = &config.data;
    let corp = match (corp, begun_in_the_console(&store).await?) {
        // Its key stays, also where a configuration file names WeCom's id of it later.
        (_, Some(corp)) => corp,
        (Some((corp, name)), None) => {
            store.ensure_corp(corp, name, SystemClock.now()).await.map_err(AppError::from)?;
            corp.clone()
        }
        (None, None) => only_corp(config, access, &store).await?,
    };
    let index = open_index(data.join(INDEX), &corp, &ring, access).await?;
    let file_index = open_index(data.join(FILE_INDEX), &corp, &ring, access).await?;
    let blobs = BlobVault::open(&config.blobs, ring.clone()).map_err(AppError::from)?;
    let services = Services {
        corp,
        store,
        blobs,
        index,
        file_index,
        ring,
        clock: Arc::new(SystemClock),
        zone: config.zone.clone(),
        source: None::<Arc<dyn MessageSource>>,
        wecom: Wecom::new(plan(&config.wecom)?),
        tail: Arc::new(Tail::default()),
        ingest: Arc::default(),
        media: Arc::default(),
        directory: Arc::default(),
        scope: Arc::default(),
        access: Arc::default(),
        quarantine_stay: config.quarantine_stay,
        disk: Disk::new(data.clone(), config.disk_reserve),
        fonts: config.fonts.clone().into(),
        wechat_pay: config.wechat_pay.clone(),
        folder: data.clone(),
    };
    huicun_app::connect::apply(&services).await?;
    if access == Access::Read {
        huicun_app::ingest::load_tail(&services).await?;
    }
    Ok(services)
}

/// Removes the index, whatever state it is in. Whoever writes it holds the data folder's lock, which is ours now.
fn remove_index(folder: &Path) -> std::io::Result<()> {
    let removed = match std::fs::symlink_metadata(folder) {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(folder),
        Ok(_) => std::fs::remove_file(folder),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

fn create_folder(data: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => {
                anyhow::Error::from(AppError::Detailed(ProblemCode::DataReadOnly, data.display().to_string()))
            }
            _ => anyhow::Error::from(AppError::Io(error)),
        })
        .with_context(|| format!("{}", data.display()))
}

async fn open_store(config: &Config, ring: &KeyRing, access: Access) -> anyhow::Result<Store> {
    let url = match (&config.store.postgres_url, &config.store.postgres_url_file) {
        (Some(url), _) => Some(url.clone()),
        (None, Some(path)) => Some(std::fs::read_to_string(config.data.join(path))?.trim().to_owned()),
        (None, None) => None,
    };
    let settings = match url {
        Some(url) => DbSettings::postgres(url),
        None => {
            let key = ring.derive("database").map_err(AppError::from)?;
            DbSettings::sqlite(config.data.join("huicun.db"), key)
        }
    };
    let mode = if access == Access::Look { OpenMode::ReadOnly } else { OpenMode::ReadWrite };
    Ok(Store::open(settings, mode).await.map_err(AppError::from)?)
}

/// Finds the corp that was begun without WeCom's id.
async fn begun_in_the_console(store: &Store) -> anyhow::Result<Option<CorpId>> {
    let corps = store.corps().await.map_err(AppError::from)?;
    Ok(corps.into_iter().map(|row| row.id).find(|id| id.as_str().starts_with(MADE_CORP)))
}

/// Finds the corp of an archive that nobody names, or begins one that is named in the console.
async fn only_corp(config: &Config, access: Access, store: &Store) -> anyhow::Result<CorpId> {
    let corps = store.corps().await.map_err(AppError::from)?;
    match (corps.into_iter().next(), access) {
        (Some(first), _) => Ok(first.id),
        (None, Access::Serve) => Ok(huicun_app::connect::begin_corp(store, SystemClock.now()).await?),
        (None, _) => {
            Err(AppError::Detailed(ProblemCode::DataMissing, config.data.display().to_string()).into())
        }
    }
}

async fn open_index(folder: PathBuf, corp: &CorpId, ring: &KeyRing, access: Access) -> anyhow::Result<Index> {
    let (mode, cache_bytes) = match access {
        Access::Serve | Access::Rebuild => (IndexMode::Write, SERVER_CACHE_BYTES),
        Access::Read | Access::Look | Access::Change => (IndexMode::Read, COMMAND_CACHE_BYTES),
    };
    let options = IndexOptions { writer_memory: INDEX_WRITER_BYTES, cache_bytes, mode };
    let home = IndexHome { folder, corp: corp.clone(), ring: ring.clone(), options };
    let index = tokio::task::spawn_blocking(move || Index::open(home, Arc::new(SystemClock))).await?;
    let index = index.map_err(AppError::from)?;
    match index.problem() {
        // Figures are shown beside a damaged index; content is not, since an answer would lack most of it.
        Some((code, _)) if access == Access::Read => Err(AppError::Problem(code).into()),
        _ => Ok(index),
    }
}
