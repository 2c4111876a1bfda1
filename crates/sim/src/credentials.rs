//! The corp's identity towards its archive: ids, secrets, callback keys and RSA keys, kept in `corp.json`.

use std::{fs, path::Path};

use anyhow::{Context as _, bail};
use aws_lc_rs::{
    encoding::{AsDer as _, Pkcs8V1Der},
    rsa::{KeySize, Pkcs1PublicEncryptingKey, PrivateDecryptingKey, PublicEncryptingKey},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use crate::{
    corp::{ArchiveRange, Corp, CorpChange, CorpSize},
    rng::Rng,
};

/// Everything an archive has to be told to serve this corp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorpCredentials {
    /// The corp id.
    pub corp_id: String,
    /// The company's name.
    pub corp_name: String,
    /// The secret of 会话内容存档: SDK and msgaudit interfaces.
    pub archive_secret: String,
    /// The secret of 通讯录同步.
    pub contact_secret: String,
    /// The secret of 客户联系.
    pub customer_secret: String,
    /// The secret of the self-built app.
    pub app_secret: String,
    /// The self-built app's id.
    pub agent_id: u32,
    /// The token of the callback receiver.
    pub callback_token: String,
    /// The AES key of the callback receiver, 43 characters.
    pub encoding_aes_key: String,
    /// The RSA private keys by `publickey_ver`, PEM; those the archive was not given are left out.
    pub private_keys: Vec<(u32, String)>,
}

impl CorpCredentials {
    /// Reads the credentials of the corp that lives in `dir`.
    ///
    /// # Errors
    /// There is no corp in `dir`, or its state is damaged.
    pub fn load(dir: &Path) -> anyhow::Result<Self> {
        CorpFile::read(dir).map(|file| file.credentials)
    }
}

/// Whether the archive was given a private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Custody {
    /// The archive has it.
    Known,
    /// The archive does not have it until it asks for it.
    Withheld,
    /// Only the public half was handed in: the archive made the key, or somebody else did.
    Foreign,
}

/// A stored private key.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredKey {
    pub(crate) version: u32,
    pub(crate) pem: String,
    pub(crate) custody: Custody,
}

/// The content of `corp.json`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CorpFile {
    /// The version of this file's format.
    format: u32,
    pub(crate) seed: u64,
    pub(crate) size: CorpSize,
    /// When the corp was made, UTC seconds; all its dates hang on it.
    pub(crate) born_at: i64,
    pub(crate) credentials: CorpCredentials,
    pub(crate) keys: Vec<StoredKey>,
    pub(crate) changes: Vec<CorpChange>,
    #[serde(default)]
    pub(crate) range: ArchiveRange,
}

const FORMAT: u32 = 1;

impl CorpFile {
    /// Reads the state of `dir`, or makes a new corp there.
    pub(crate) fn open(dir: &Path, seed: u64, size: CorpSize, now_ms: i64) -> anyhow::Result<Self> {
        let path = dir.join("corp.json");
        if path.exists() {
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let file: Self =
                serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?;
            if file.format != FORMAT {
                bail!("{} has format {}, this program knows format {FORMAT}", path.display(), file.format);
            }
            return Ok(file);
        }
        fs::create_dir_all(dir).with_context(|| format!("cannot create the folder {}", dir.display()))?;
        let file = Self::make(seed, size, now_ms / 1000)?;
        file.save(dir)?;
        Ok(file)
    }

    fn read(dir: &Path) -> anyhow::Result<Self> {
        let path = dir.join("corp.json");
        if !path.exists() {
            bail!("no corp lives in {}: there is no corp.json", dir.display());
        }
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let file: Self =
            serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))?;
        if file.format != FORMAT {
            bail!("{} has format {}, this program knows format {FORMAT}", path.display(), file.format);
        }
        Ok(file)
    }

    fn make(seed: u64, size: CorpSize, born_at: i64) -> anyhow::Result<Self> {
        let corp = Corp::build(seed, size, born_at);
        let mut rng = Rng::derive(seed, crate::rng::hash_text("credentials"));
        let credentials = CorpCredentials {
            corp_id: corp.corp_id,
            corp_name: corp.name,
            archive_secret: rng.token(43),
            contact_secret: rng.token(43),
            customer_secret: rng.token(43),
            app_secret: rng.token(43),
            agent_id: 1_000_002,
            callback_token: rng.hex(20),
            encoding_aes_key: STANDARD.encode(rng.bytes(32)).trim_end_matches('=').replace(['+', '/'], "x"),
            private_keys: Vec::new(),
        };
        let mut file = Self {
            format: FORMAT,
            seed,
            size,
            born_at,
            credentials,
            keys: Vec::new(),
            changes: Vec::new(),
            range: ArchiveRange::default(),
        };
        file.add_key(Custody::Known)?;
        Ok(file)
    }

    /// Makes the next key and returns its version.
    pub(crate) fn add_key(&mut self, custody: Custody) -> anyhow::Result<u32> {
        let version = self.keys.last().map_or(1, |key| key.version + 1);
        let pem = private_key_pem(version)?;
        self.keys.push(StoredKey { version, pem, custody });
        self.publish_keys();
        Ok(version)
    }

    /// Takes a public key that was handed in, and returns its version.
    pub(crate) fn add_public_key(&mut self, pem: &str) -> anyhow::Result<u32> {
        let size = public_half(pem)?.key_size_bits();
        if size != 2_048 {
            bail!("the public key has {size} bits, WeCom takes 2048");
        }
        let version = self.keys.last().map_or(1, |key| key.version + 1);
        self.keys.push(StoredKey { version, pem: pem.to_owned(), custody: Custody::Foreign });
        Ok(version)
    }

    /// Hands every key to the archive whose private half is here.
    pub(crate) fn hand_out_keys(&mut self) {
        for key in self.keys.iter_mut().filter(|key| key.custody != Custody::Foreign) {
            key.custody = Custody::Known;
        }
        self.publish_keys();
    }

    fn publish_keys(&mut self) {
        let known = self.keys.iter().filter(|key| key.custody == Custody::Known);
        self.credentials.private_keys = known.map(|key| (key.version, key.pem.clone())).collect();
    }

    /// Builds the company as it is after all changes.
    pub(crate) fn build_corp(&self) -> Corp {
        let mut corp = Corp::build(self.seed, self.size, self.born_at);
        for change in &self.changes {
            change.apply(&mut corp);
        }
        corp
    }

    /// Writes the file, whole or not at all.
    pub(crate) fn save(&self, dir: &Path) -> anyhow::Result<()> {
        let path = dir.join("corp.json");
        let draft = dir.join("corp.json.new");
        fs::write(&draft, serde_json::to_string_pretty(self)?)
            .and_then(|()| fs::rename(&draft, &path))
            .with_context(|| format!("cannot write {}", path.display()))
    }
}

/// Makes an RSA-2048 key: PKCS#8 for odd versions, PKCS#1 for even ones, as both are met in practice.
fn private_key_pem(version: u32) -> anyhow::Result<String> {
    let key = PrivateDecryptingKey::generate(KeySize::Rsa2048)
        .map_err(|_| anyhow::anyhow!("cannot make an RSA key"))?;
    let der: Pkcs8V1Der<'_> = key.as_der().map_err(|_| anyhow::anyhow!("cannot encode an RSA key"))?;
    let der = der.as_ref();
    if version % 2 == 1 {
        return Ok(pem("PRIVATE KEY", der));
    }
    // PKCS#8 of RSA is: SEQUENCE (4 bytes), version (3), algorithm (15), OCTET STRING (4), then the PKCS#1 key.
    let inner = der.get(26..).context("an RSA key of an unexpected shape")?;
    Ok(pem("RSA PRIVATE KEY", inner))
}

fn pem(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut out = format!("-----BEGIN {label}-----\n");
    for line in body.as_bytes().chunks(64) {
        out.push_str(&String::from_utf8_lossy(line));
        out.push('\n');
    }
    out.push_str(&format!("-----END {label}-----\n"));
    out
}

/// Reads a PEM key and returns its public half, ready to encrypt.
pub(crate) fn public_half(pem_text: &str) -> anyhow::Result<Pkcs1PublicEncryptingKey> {
    let pem_text = pem_text.trim();
    let body: String = pem_text.lines().map(str::trim).filter(|line| !line.starts_with("-----")).collect();
    let mut der = STANDARD.decode(body).context("an RSA key is not base64")?;
    if pem_text.starts_with("-----BEGIN PUBLIC") {
        let key =
            PublicEncryptingKey::from_der(&der).ok().and_then(|key| Pkcs1PublicEncryptingKey::new(key).ok());
        return key.context("a public RSA key is not usable");
    }
    if pem_text.starts_with("-----BEGIN RSA") {
        der = wrap_pkcs8(&der);
    }
    PrivateDecryptingKey::from_pkcs8(&der)
        .ok()
        .and_then(|key| Pkcs1PublicEncryptingKey::new(key.public_key()).ok())
        .context("a stored RSA key is not usable")
}

fn wrap_pkcs8(pkcs1: &[u8]) -> Vec<u8> {
    let long = |tag: u8, len: usize| [tag, 0x82, (len >> 8) as u8, len as u8];
    let algorithm =
        [0x30, 0x0D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00];
    let mut der = long(0x30, pkcs1.len() + 22).to_vec();
    der.extend([0x02, 0x01, 0x00]);
    der.extend(algorithm);
    der.extend(long(0x04, pkcs1.len()));
    der.extend(pkcs1);
    der
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_key_forms_read_back() {
        for version in [1, 2] {
            let text = private_key_pem(version).unwrap();
            assert_eq!(text.starts_with("-----BEGIN RSA"), version == 2);
            assert_eq!(public_half(&text).unwrap().key_size_bits(), 2048);
        }
    }

    #[test]
    fn a_public_key_is_taken_and_its_private_half_never_handed_out() {
        let dir = tempfile::tempdir().unwrap();
        let mut file =
            CorpFile::open(dir.path(), 5, CorpSize::for_messages(100, 5), 1_785_000_000_000).unwrap();
        let own = file.keys[0].pem.clone();
        assert!(file.add_public_key("hello").is_err());
        let key = PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap();
        let der: aws_lc_rs::encoding::PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
        assert_eq!(file.add_public_key(&pem("PUBLIC KEY", der.as_ref())).unwrap(), 2);
        file.hand_out_keys();
        assert_eq!(file.credentials.private_keys, [(1, own)]);
    }

    #[test]
    fn a_second_start_is_the_same_corp() {
        let dir = tempfile::tempdir().unwrap();
        let first = CorpFile::open(dir.path(), 5, CorpSize::for_messages(100, 5), 1_785_000_000_000).unwrap();
        let again =
            CorpFile::open(dir.path(), 6, CorpSize::for_messages(9_000_000, 6), 1_885_000_000_000).unwrap();
        assert_eq!(first.credentials, again.credentials);
        assert_eq!(first.build_corp().rooms[0].roomid, again.build_corp().rooms[0].roomid);
        assert_eq!(first.credentials.encoding_aes_key.len(), 43);
    }
}
