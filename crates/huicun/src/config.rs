//! Configuration in two stages: what was written ([`file`]), and what was meant ([`Config`]).
//!
//! `huicun.toml` in the data folder, or the file named by `--config`. A key that is not known is an error that names
//! its line. Only this module reads the environment.

mod alarm;
pub mod file;
pub mod payment;
mod speech;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use huicun_app::alarms::AlarmSettings;
use huicun_app::connect::Settings;
use huicun_app::connection::{API_BASE, AUTHORIZE_URL, Sealed};
use huicun_derive::Transcriber;
use huicun_domain::ids::CorpId;
use huicun_store::{BlobSettings, S3Settings};
use huicun_wechatpay::Client as WechatPay;
use huicun_wecom::api::Proxy;

use self::file::{ConfigFile, StoreFile};

/// The environment variable that holds the master key where it is not in the data folder.
const MASTER_KEY: &str = "HUICUN_MASTER_KEY";

/// What was meant.
#[derive(Clone, Debug)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The master key's text, where it comes from outside the data folder.
    pub master_key: Option<Secret>,
    /// The connection to WeCom.
    pub wecom: WecomConfig,
    /// The database.
    pub store: StoreFile,
    /// Where the files of messages are kept.
    pub blobs: BlobSettings,
    /// How many files are fetched at once; with 0 none is.
    pub media_workers: usize,
    /// How many bytes of the disk are held in reserve for text.
    pub disk_reserve: u64,
    /// How long messages stay in quarantine before they are destroyed.
    pub quarantine_stay: Duration,
    /// After how long a file that is not what was announced is fetched again, each time.
    pub media_second_looks: Vec<Duration>,
    /// Whether pictures, playable sound and texts are made of files.
    pub media_previews: bool,
    /// Whether letters in pictures are recognised.
    pub media_ocr: bool,
    /// Who puts voices into words, where somebody does.
    pub media_speech: Option<Transcriber>,
    /// Folders and files in which fonts for documents are looked for.
    pub fonts: Vec<PathBuf>,
    /// WeChat Pay, where a merchant is configured.
    pub wechat_pay: Option<Arc<WechatPay>>,
    /// The room that is told of alarms, where one is named.
    pub alarm: Option<AlarmSettings>,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Whether the server stands behind a proxy that speaks TLS.
    pub https: bool,
    /// The time zone of days and shown times.
    pub zone: jiff::tz::TimeZone,
}

/// What is written of the connection to WeCom; the rest is filled in in the console.
#[derive(Clone, Debug)]
pub struct WecomConfig {
    /// What is set, and cannot be changed in the console.
    pub settings: Settings,
    /// The largest page.
    pub page_limit: u32,
    /// How long to wait between polls.
    pub poll: Duration,
    /// How long one call may take.
    pub timeout: Duration,
    /// Where WeCom's HTTP interface is.
    pub api_base: String,
    /// The page on which members sign in.
    pub authorize_url: String,
    /// The environment of the library's process: a virtual corp's library finds its corp there.
    pub environment: Vec<(String, String)>,
}

impl WecomConfig {
    /// The corp that is written, with its name.
    pub fn corp(&self) -> Option<(CorpId, &str)> {
        let id = self.settings.corp_id.as_deref()?;
        Some((CorpId::from(id), self.settings.corp_name.as_deref().unwrap_or(id)))
    }
}

/// A secret that is never printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Shows it; it must not be kept or printed.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_empty() { "Secret(empty)" } else { "Secret(…)" })
    }
}

impl Config {
    /// Reads the configuration of a data folder; a folder without a file has the defaults.
    ///
    /// # Errors
    /// What is wrong, with the line, and what to do.
    pub fn load(data: &Path, explicit: Option<&Path>) -> anyhow::Result<Self> {
        let beside = data.join("huicun.toml");
        let path = explicit.map(Path::to_path_buf).or_else(|| beside.exists().then_some(beside));
        let written = match &path {
            Some(path) => {
                let text = std::fs::read_to_string(path).with_context(|| {
                    format!("配置文件无法读取 / the configuration cannot be read: {}", path.display())
                })?;
                file::parse(&text).with_context(|| {
                    format!("配置文件有误 / the configuration is not valid: {}", path.display())
                })?
            }
            None => ConfigFile::default(),
        };
        Self::resolve(data, written)
    }

    fn resolve(data: &Path, written: ConfigFile) -> anyhow::Result<Self> {
        let zone = written.server.time_zone.as_deref().unwrap_or("Asia/Shanghai");
        let zone = jiff::tz::TimeZone::get(zone)
            .with_context(|| format!("server.time_zone 不是已知时区 / is not a known time zone: {zone}"))?;
        let public_url = written.server.public_url.as_deref().map(public_url).transpose()?;
        let wecom = resolve_wecom(data, written.wecom, public_url)?;
        if !(1..=3_650).contains(&written.quarantine.days) {
            let days = written.quarantine.days;
            bail!("quarantine.days 必须在 1 到 3650 之间 / must be between 1 and 3650: {days}");
        }
        if written.media.workers > 4 {
            bail!("media.workers 必须在 0 到 4 之间 / must be between 0 and 4: {}", written.media.workers);
        }
        let blobs = match written.blobs {
            Some(blobs) => BlobSettings::S3(resolve_bucket(data, blobs)?),
            None => BlobSettings::Fs { root: data.join("media") },
        };
        Ok(Self {
            data: data.to_path_buf(),
            master_key: read_environment(MASTER_KEY).map(Secret::new),
            wecom,
            store: written.store,
            blobs,
            media_workers: written.media.workers,
            quarantine_stay: Duration::from_secs(written.quarantine.days * 24 * 60 * 60),
            disk_reserve: written.disk.reserve_mib << 20,
            media_previews: written.media.previews,
            media_ocr: written.media.ocr,
            media_speech: written.media.speech.map(|speech| speech::resolve(data, speech)).transpose()?,
            media_second_looks: written.media.second_looks.into_iter().map(Duration::from_secs).collect(),
            fonts: written.export.fonts.unwrap_or_else(usual_fonts),
            wechat_pay: payment::resolve(data, written.payment)?.map(Arc::new),
            alarm: alarm::resolve(data, written.alarm)?,
            listen: written.server.listen.unwrap_or(SocketAddr::from(([127, 0, 0, 1], 8086))),
            https: written.server.https,
            zone,
        })
    }
}

/// Where systems and people keep fonts.
fn usual_fonts() -> Vec<PathBuf> {
    let mut places = vec!["/usr/share/fonts".into(), "/usr/local/share/fonts".into()];
    if let Some(home) = read_environment("HOME").map(PathBuf::from) {
        places.extend([home.join(".fonts"), home.join(".local/share/fonts")]);
    }
    places
}

fn resolve_wecom(
    data: &Path,
    written: file::WecomFile,
    public_url: Option<String>,
) -> anyhow::Result<WecomConfig> {
    if !(1..=1_000).contains(&written.page_limit) {
        bail!("wecom.page_limit 必须在 1 到 1000 之间 / must be between 1 and 1000: {}", written.page_limit);
    }
    let take = |name: &str, inline, path| -> anyhow::Result<Option<Sealed>> {
        let found = secret(data, &format!("wecom.{name}"), inline, path)?;
        Ok(found.map(|secret| Sealed::new(secret.expose())))
    };
    let app_secret = take("app_secret", written.app_secret, written.app_secret_file)?;
    if written.agent_id.is_some() != app_secret.is_some() {
        bail!(
            "wecom.agent_id 与 wecom.app_secret 须同时填写 / wecom.agent_id and wecom.app_secret go together"
        );
    }
    let token = take("callback_token", written.callback_token, written.callback_token_file)?;
    let aes_key = take("callback_aes_key", written.callback_aes_key, written.callback_aes_key_file)?;
    let password = take("proxy_password", written.proxy_password, written.proxy_password_file)?;
    let password = password.map(|password| password.expose().to_owned()).unwrap_or_default();
    let settings = Settings {
        corp_name: written.corp_name.or_else(|| written.corp_id.clone()),
        corp_id: written.corp_id,
        proxy: written.proxy.map(|url| Proxy { url, password }),
        public_url,
        library: written.library.map(|library| data.join(library)),
        archive: take("secret", written.secret, written.secret_file)?,
        contact: take("contact_secret", written.contact_secret, written.contact_secret_file)?,
        customer: take("customer_secret", written.customer_secret, written.customer_secret_file)?,
        app: written.agent_id.zip(app_secret),
        callback: token.zip(aes_key),
    };
    Ok(WecomConfig {
        settings,
        page_limit: written.page_limit,
        poll: Duration::from_secs(written.poll_seconds.clamp(1, 60)),
        timeout: Duration::from_secs(written.timeout_seconds.clamp(1, 120)),
        api_base: written.api_base.unwrap_or_else(|| API_BASE.to_owned()),
        authorize_url: written.authorize_url.unwrap_or_else(|| AUTHORIZE_URL.to_owned()),
        environment: Vec::new(),
    })
}

fn public_url(written: &str) -> anyhow::Result<String> {
    let url = written.trim_end_matches('/');
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    if host.is_none_or(|host| host.is_empty() || host.contains(['/', '?', '#', ' '])) {
        bail!("server.public_url 须为网址，不含路径 / must be an address without a path: {written}");
    }
    Ok(url.to_owned())
}

fn resolve_bucket(data: &Path, written: file::BlobsFile) -> anyhow::Result<S3Settings> {
    let secret_key = secret(data, "blobs.secret_key", written.secret_key, written.secret_key_file)?;
    let secret_key = secret_key.context(
        "缺少 blobs.secret_key 或 blobs.secret_key_file / blobs.secret_key or blobs.secret_key_file is missing",
    )?;
    Ok(S3Settings {
        endpoint: written.endpoint,
        bucket: written.bucket,
        region: written.region,
        prefix: written.prefix,
        access_key: written.access_key,
        secret_key: secret_key.expose().to_owned(),
    })
}

/// Takes a secret from the file itself or from the file that its `_file` twin names, relative to the data folder.
fn secret(
    data: &Path,
    name: &str,
    inline: Option<String>,
    path: Option<PathBuf>,
) -> anyhow::Result<Option<Secret>> {
    match (inline, path) {
        (Some(_), Some(_)) => {
            bail!("{name} 与 {name}_file 只能填写一个 / set only one of {name} and {name}_file")
        }
        (Some(text), None) => Ok(Some(Secret::new(text.trim()))),
        (None, Some(path)) => {
            let path = data.join(path);
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("{name}_file 无法读取 / cannot be read: {}", path.display()))?;
            Ok(Some(Secret::new(text.trim())))
        }
        (None, None) => Ok(None),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub(crate) fn read_environment(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests;
