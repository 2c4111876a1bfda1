//! The two keys: the merchant's, which signs requests, and the platform's, which signs answers and notices.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::{self, SystemRandom};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::book::{Order, Transaction};
use super::certificate;

/// What a merchant is told by WeChat Pay's console.
#[derive(Clone)]
pub struct PayCredentials {
    /// 商户号
    pub mchid: String,
    /// The app.
    pub appid: String,
    /// The serial of the merchant's API certificate.
    pub serial: String,
    /// The merchant's private key, PEM.
    pub private_key: String,
    /// The APIv3 key.
    pub api_v3_key: String,
}

impl PayCredentials {
    /// Writes `wechat-pay.toml` into a folder, what an archive's `[payment.wechat]` has to say but for where notices go,
    /// and `apiclient_key.pem` beside it.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn save(&self, dir: &Path, base_url: &str) -> anyhow::Result<()> {
        let key = dir.join("apiclient_key.pem");
        fs::write(&key, &self.private_key).with_context(|| format!("cannot write {}", key.display()))?;
        let told = json!({
            "mchid": self.mchid,
            "appid": self.appid,
            "serial": self.serial,
            "private_key_file": fs::canonicalize(&key)?,
            "api_v3_key": self.api_v3_key,
            "base_url": base_url,
        });
        let path = dir.join("wechat-pay.toml");
        fs::write(&path, toml::to_string(&told)?).with_context(|| format!("cannot write {}", path.display()))
    }
}

impl std::fmt::Debug for PayCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PayCredentials({})", self.mchid)
    }
}

/// Both sides' keys.
pub(super) struct Identity {
    pub(super) credentials: PayCredentials,
    merchant_public: Vec<u8>,
    platform: RsaKeyPair,
    platform_serial: String,
    platform_certificate: String,
}

/// When the platform's certificate begins and ends.
const VALID: (&str, &str) = ("2026-01-01T00:00:00+08:00", "2036-01-01T00:00:00+08:00");

impl Identity {
    pub(super) fn make() -> anyhow::Result<Self> {
        let merchant = generate()?;
        let platform = generate()?;
        let pkcs8: Pkcs8V1Der<'_> = merchant.as_der().ok().context("no key can be written")?;
        let public: PublicKeyX509Der<'_> =
            platform.public_key().as_der().ok().context("no key can be written")?;
        let serial = random_bytes::<19>()?;
        let der = certificate::build(&serial, public.as_ref(), |text| sign_bytes(&platform, text))?;
        Ok(Self {
            credentials: PayCredentials {
                mchid: "1600000001".to_owned(),
                appid: format!("wx{}", hex(&random_bytes::<8>()?)),
                serial: hex(&random_bytes::<20>()?).to_ascii_uppercase(),
                private_key: pem("PRIVATE KEY", pkcs8.as_ref()),
                api_v3_key: hex(&random_bytes::<16>()?),
            },
            merchant_public: merchant.public_key().as_ref().to_vec(),
            platform_serial: format!("5A{}", hex(&serial).to_ascii_uppercase()),
            platform_certificate: pem("CERTIFICATE", &der),
            platform,
        })
    }

    /// Tells whether the merchant signed a text.
    pub(super) fn merchant_signed(&self, text: &[u8], signature: &str) -> bool {
        let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, &self.merchant_public);
        STANDARD.decode(signature).is_ok_and(|signature| key.verify(text, &signature).is_ok())
    }

    /// The headers that prove who sends a body.
    pub(super) fn sign_headers(&self, body: &[u8], now: i64) -> Vec<(&'static str, String)> {
        self.headers_by(&self.platform, body, now).unwrap_or_default()
    }

    fn headers_by(
        &self,
        key: &RsaKeyPair,
        body: &[u8],
        now: i64,
    ) -> anyhow::Result<Vec<(&'static str, String)>> {
        let timestamp = now.div_euclid(1_000).to_string();
        let nonce = hex(&random_bytes::<16>()?);
        let text = [timestamp.as_bytes(), b"\n", nonce.as_bytes(), b"\n", body, b"\n"].concat();
        let signature = STANDARD.encode(sign_bytes(key, &text)?);
        Ok(vec![
            ("wechatpay-serial", self.platform_serial.clone()),
            ("wechatpay-timestamp", timestamp),
            ("wechatpay-nonce", nonce),
            ("wechatpay-signature", signature),
        ])
    }

    /// Headers with the right names, by a key that is nobody's.
    pub(super) fn forged_headers(
        &self,
        body: &[u8],
        now: i64,
    ) -> anyhow::Result<Vec<(&'static str, String)>> {
        self.headers_by(&generate()?, body, now)
    }

    /// The answer to `GET /v3/certificates`.
    pub(super) fn certificates(&self) -> Option<Value> {
        let sealed = self.seal(self.platform_certificate.as_bytes(), "certificate").ok()?;
        Some(json!({ "data": [{
            "serial_no": self.platform_serial,
            "effective_time": VALID.0,
            "expire_time": VALID.1,
            "encrypt_certificate": sealed,
        }] }))
    }

    /// Encrypts under the APIv3 key.
    pub(super) fn seal(&self, text: &[u8], about: &str) -> anyhow::Result<Value> {
        let key =
            UnboundKey::new(&AES_256_GCM, self.credentials.api_v3_key.as_bytes()).ok().context("no key")?;
        let nonce = hex(&random_bytes::<6>()?);
        let mut sealed = text.to_vec();
        let unique = Nonce::try_assume_unique_for_key(nonce.as_bytes()).ok().context("no nonce")?;
        LessSafeKey::new(key)
            .seal_in_place_append_tag(unique, Aad::from(about.as_bytes()), &mut sealed)
            .ok()
            .context("nothing can be encrypted")?;
        Ok(json!({
            "algorithm": "AEAD_AES_256_GCM", "nonce": nonce, "associated_data": about,
            "ciphertext": STANDARD.encode(sealed),
        }))
    }

    /// A transaction as notices tell of it.
    pub(super) fn transaction(&self, number: &str, paid: &Transaction) -> Value {
        json!({
            "mchid": self.credentials.mchid, "appid": self.credentials.appid, "out_trade_no": number,
            "transaction_id": paid.id, "trade_type": "NATIVE", "trade_state": "SUCCESS",
            "trade_state_desc": "支付成功", "bank_type": "OTHERS", "attach": "",
            "success_time": moment(paid.paid_at), "payer": { "openid": "oVirtualPayer0000000000000000" },
            "amount": { "total": paid.amount, "payer_total": paid.amount, "currency": "CNY", "payer_currency": "CNY" },
        })
    }

    /// An order as queries show it.
    pub(super) fn state(&self, number: &str, order: &Order) -> Value {
        match order.transactions.first() {
            Some(paid) => self.transaction(number, paid),
            None => json!({
                "mchid": self.credentials.mchid, "appid": self.credentials.appid, "out_trade_no": number,
                "trade_state": if order.closed { "CLOSED" } else { "NOTPAY" },
                "trade_state_desc": if order.closed { "订单已关闭" } else { "订单未支付" },
                "amount": { "total": order.amount, "currency": "CNY" },
            }),
        }
    }
}

/// A moment as WeChat Pay writes it: in China's time.
pub(super) fn moment(at: i64) -> String {
    let shifted = Timestamp::from_millisecond(at + 8 * 3_600_000).unwrap_or_default();
    format!("{}+08:00", shifted.strftime("%Y-%m-%dT%H:%M:%S"))
}

fn generate() -> anyhow::Result<RsaKeyPair> {
    RsaKeyPair::generate(KeySize::Rsa2048).ok().context("no RSA key can be made")
}

fn sign_bytes(key: &RsaKeyPair, text: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), text, &mut signature)
        .ok()
        .context("nothing can be signed")?;
    Ok(signature)
}

pub(super) fn random_bytes<const N: usize>() -> anyhow::Result<[u8; N]> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).ok().context("the system has no randomness")?;
    Ok(bytes)
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}
