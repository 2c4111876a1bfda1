//! `[payment.wechat]`: the merchant to whom orders of the service are paid.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use huicun_wechatpay::{Client, Merchant, PayError};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::secret;

/// Where WeChat Pay is.
const BASE: &str = "https://api.mch.weixin.qq.com";

/// `[payment]`
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PaymentFile {
    /// `[payment.wechat]`
    pub wechat: Option<WechatFile>,
}

/// `[payment.wechat]`: what WeChat Pay's console shows the merchant.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WechatFile {
    /// 商户号
    pub mchid: String,
    /// The app that the merchant number is bound to.
    pub appid: String,
    /// The serial number of the API certificate.
    pub serial: String,
    /// A file with its private key, `apiclient_key.pem`.
    pub private_key_file: PathBuf,
    /// The APIv3 key.
    pub api_v3_key: Option<String>,
    /// A file with it.
    pub api_v3_key_file: Option<PathBuf>,
    /// `https://…/wechat-pay/notify`, as WeChat Pay reaches it.
    pub notify_url: String,
    /// WeChat Pay itself.
    pub base_url: Option<String>,
    /// The id of WeChat Pay's public key, `PUB_KEY_ID_…`, where the merchant verifies by it.
    pub public_key_id: Option<String>,
    /// A file with that key, `pub_key.pem`.
    pub public_key_file: Option<PathBuf>,
}

impl std::fmt::Debug for WechatFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "WechatFile({})", self.mchid)
    }
}

/// Understands what is written.
///
/// # Errors
/// A file that cannot be read, a key that is none, or an address that WeChat Pay cannot reach.
pub fn resolve(data: &Path, written: PaymentFile) -> anyhow::Result<Option<Client>> {
    let Some(wechat) = written.wechat else { return Ok(None) };
    let api_v3_key =
        secret(data, "payment.wechat.api_v3_key", wechat.api_v3_key, wechat.api_v3_key_file)?.context(
            "缺少 payment.wechat.api_v3_key 或 api_v3_key_file / payment.wechat.api_v3_key or api_v3_key_file is missing",
        )?;
    // Only WeChat Pay itself insists: a virtual one beside the archive sends what nobody else can see.
    if wechat.base_url.is_none() && !wechat.notify_url.starts_with("https://") {
        bail!("payment.wechat.notify_url 必须以 https:// 开头 / must begin with https://");
    }
    let public_key = match (wechat.public_key_id, wechat.public_key_file) {
        (Some(id), Some(file)) => {
            Some((id, read(data, "payment.wechat.public_key_file", &file)?.to_string()))
        }
        (None, None) => None,
        _ => bail!(
            "payment.wechat.public_key_id 与 public_key_file 须同时填写 / set both public_key_id and public_key_file, or neither"
        ),
    };
    let merchant = Merchant {
        private_key: read(data, "payment.wechat.private_key_file", &wechat.private_key_file)?,
        mchid: wechat.mchid,
        appid: wechat.appid,
        serial: wechat.serial,
        api_v3_key: Zeroizing::new(api_v3_key.expose().to_owned()),
        base_url: wechat.base_url.unwrap_or_else(|| BASE.into()),
        notify_url: wechat.notify_url,
        public_key,
    };
    client(merchant).map(Some)
}

/// Makes the client of a merchant.
///
/// # Errors
/// A key that is none, in words for whoever writes the file.
pub fn client(merchant: Merchant) -> anyhow::Result<Client> {
    Client::new(merchant).map_err(|error| match error {
        PayError::PrivateKey => anyhow::anyhow!(
            "payment.wechat.private_key_file 不是 RSA 私钥（PEM） / is not an RSA private key in PEM"
        ),
        PayError::ApiKey => {
            anyhow::anyhow!("payment.wechat.api_v3_key 必须是 32 个字符 / must have 32 characters")
        }
        PayError::PublicKey => {
            anyhow::anyhow!("payment.wechat.public_key_file 不是公钥（PEM） / is not a public key in PEM")
        }
        other => anyhow::Error::from(other).context("TLS 无法初始化 / TLS cannot be set up"),
    })
}

fn read(data: &Path, name: &str, path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let path = data.join(path);
    let text = std::fs::read_to_string(&path)
        .with_context(|| format!("{name} 无法读取 / cannot be read: {}", path.display()))?;
    Ok(Zeroizing::new(text))
}
