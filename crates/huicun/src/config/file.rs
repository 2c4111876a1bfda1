//! What is written in `huicun.toml`.

use std::net::SocketAddr;
use std::path::PathBuf;

use serde::Deserialize;

use super::alarm::AlarmFile;
use super::payment::PaymentFile;
use super::speech::SpeechFile;

/// The whole file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConfigFile {
    /// `[wecom]`
    pub wecom: WecomFile,
    /// `[store]`
    pub store: StoreFile,
    /// `[blobs]`
    pub blobs: Option<BlobsFile>,
    /// `[media]`
    pub media: MediaFile,
    /// `[disk]`
    pub disk: DiskFile,
    /// `[quarantine]`
    pub quarantine: QuarantineFile,
    /// `[export]`
    pub export: ExportFile,
    /// `[payment]`
    pub payment: PaymentFile,
    /// `[alarm]`
    pub alarm: AlarmFile,
    /// `[server]`
    pub server: ServerFile,
}

/// `[wecom]`: the connection. Every secret has a twin that names a file, which is preferred. What is left out is filled
/// in in the console.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WecomFile {
    /// `ww…`
    pub corp_id: Option<String>,
    /// Shown in the console.
    pub corp_name: Option<String>,
    /// The archive page's secret.
    pub secret: Option<String>,
    /// A file with it.
    pub secret_file: Option<PathBuf>,
    /// The secret that reads members and departments.
    pub contact_secret: Option<String>,
    /// A file with it.
    pub contact_secret_file: Option<PathBuf>,
    /// The secret that reads external contacts.
    pub customer_secret: Option<String>,
    /// A file with it.
    pub customer_secret_file: Option<PathBuf>,
    /// `libWeWorkFinanceSdk_C.so`
    pub library: Option<PathBuf>,
    /// `http://host:port` or `socks5://host:port`
    pub proxy: Option<String>,
    /// `user:password`
    pub proxy_password: Option<String>,
    /// A file with it.
    pub proxy_password_file: Option<PathBuf>,
    /// 1 to 1,000.
    pub page_limit: u32,
    /// Seconds between polls.
    pub poll_seconds: u64,
    /// Seconds that one call may take.
    pub timeout_seconds: u64,
    /// WeCom's HTTP interface.
    pub api_base: Option<String>,
    /// The number of the corp's own app, which sends notices and signs members in.
    pub agent_id: Option<u32>,
    /// The app's secret.
    pub app_secret: Option<String>,
    /// A file with it.
    pub app_secret_file: Option<PathBuf>,
    /// The page of WeCom on which members sign in.
    pub authorize_url: Option<String>,
    /// The callback's token.
    pub callback_token: Option<String>,
    /// A file with it.
    pub callback_token_file: Option<PathBuf>,
    /// The callback's EncodingAESKey.
    pub callback_aes_key: Option<String>,
    /// A file with it.
    pub callback_aes_key_file: Option<PathBuf>,
}

impl Default for WecomFile {
    fn default() -> Self {
        Self {
            corp_id: None,
            corp_name: None,
            secret: None,
            secret_file: None,
            contact_secret: None,
            contact_secret_file: None,
            customer_secret: None,
            customer_secret_file: None,
            library: None,
            proxy: None,
            proxy_password: None,
            proxy_password_file: None,
            page_limit: 1_000,
            poll_seconds: 5,
            timeout_seconds: 10,
            api_base: None,
            agent_id: None,
            app_secret: None,
            app_secret_file: None,
            authorize_url: None,
            callback_token: None,
            callback_token_file: None,
            callback_aes_key: None,
            callback_aes_key_file: None,
        }
    }
}

impl std::fmt::Debug for WecomFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WecomFile({:?})", self.corp_id)
    }
}

/// `[store]`: SQLite in the data folder, unless a PostgreSQL is named.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StoreFile {
    /// `postgres://user:password@host/database`
    pub postgres_url: Option<String>,
    /// A file with it.
    pub postgres_url_file: Option<PathBuf>,
}

impl std::fmt::Debug for StoreFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let named = self.postgres_url.is_some() || self.postgres_url_file.is_some();
        f.write_str(if named { "PostgreSQL" } else { "SQLite" })
    }
}

/// `[blobs]`: the bucket that keeps the files of messages, instead of a folder within the data folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlobsFile {
    /// `https://host`; Amazon's of the region by default.
    pub endpoint: Option<String>,
    /// The bucket.
    pub bucket: String,
    /// The region.
    pub region: Option<String>,
    /// What the names begin with.
    #[serde(default)]
    pub prefix: String,
    /// The access key's id.
    pub access_key: String,
    /// The access key's secret.
    pub secret_key: Option<String>,
    /// A file with it.
    pub secret_key_file: Option<PathBuf>,
}

/// `[export]`: files made from searches.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ExportFile {
    /// Folders and files in which fonts for PDF are looked for, in place of the usual ones.
    pub fonts: Option<Vec<PathBuf>>,
}

/// `[disk]`: what is held back for the end.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiskFile {
    /// How many MiB text gets when the disk is full, at most a fiftieth of the disk; 0 holds none.
    pub reserve_mib: u64,
}

impl Default for DiskFile {
    fn default() -> Self {
        Self { reserve_mib: 1_024 }
    }
}

/// `[quarantine]`: messages that may not be archived.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QuarantineFile {
    /// After how many days they are destroyed, 1 to 3650.
    pub days: u64,
}

impl Default for QuarantineFile {
    fn default() -> Self {
        Self { days: 90 }
    }
}

/// `[media]`: how the files of messages are fetched.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MediaFile {
    /// How many at once, 0 to 4; with 0 none is fetched.
    pub workers: usize,
    /// After how many seconds a file that is not what was announced is fetched again, each time.
    pub second_looks: Vec<u64>,
    /// Whether pictures, playable sound and texts are made of files.
    pub previews: bool,
    /// Whether letters in pictures are recognised.
    pub ocr: bool,
    /// `[media.speech]`
    pub speech: Option<SpeechFile>,
}

impl Default for MediaFile {
    fn default() -> Self {
        Self {
            workers: 3,
            second_looks: vec![10, 120, 1_800, 14_400, 68_400],
            previews: true,
            ocr: true,
            speech: None,
        }
    }
}

/// `[server]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ServerFile {
    /// Where it listens; 127.0.0.1:8086 by default.
    pub listen: Option<SocketAddr>,
    /// Whether a proxy in front speaks TLS.
    pub https: bool,
    /// The address at which members reach this archive, `https://archive.example.com`.
    pub public_url: Option<String>,
    /// The time zone of days and shown times; Asia/Shanghai by default.
    pub time_zone: Option<String>,
}

/// Reads the file.
///
/// # Errors
/// What is wrong, with line and column.
pub fn parse(text: &str) -> Result<ConfigFile, toml::de::Error> {
    toml::from_str(text)
}
