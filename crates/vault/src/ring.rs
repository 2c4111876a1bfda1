//! The key ring (密钥环): period keys, each sealed by the master key, in one append-only file.
//!
//! | offset | length | what |
//! |---|---|---|
//! | 0 | 8 | `HCRING`, version 1, suite 1 |
//! | 8 + 96·k | 96 | entry k: nonce (12), sealed entry (68), tag (16) |
//!
//! A sealed entry is the key (32), SHA-256 of the scope (32) and the entry's number (4, little endian), which is the key
//! id minus one. A destroyed key is an entry of zeros.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use aws_lc_rs::aead::NONCE_LEN;
use aws_lc_rs::{digest, hkdf, hmac};
use huicun_domain::ids::CorpId;
use thiserror::Error;

use crate::durable::write_durably;
use crate::suite::{Cipher, KEY_LEN, OpenError, SUITE, SecretKey, TAG_LEN, fill_random};

const MAGIC: [u8; 8] = [b'H', b'C', b'R', b'I', b'N', b'G', 1, SUITE];
const PLAIN_LEN: usize = KEY_LEN + 32 + 4;
const ENTRY_LEN: usize = NONCE_LEN + PLAIN_LEN + TAG_LEN;
const MASTER_PREFIX: &str = "huicun-master-v1:";

/// Why the key ring cannot be used.
#[derive(Debug, Error)]
pub enum RingError {
    /// The folder has a ring, and no master key is there to open it.
    #[error("the master key is missing")]
    MasterKeyMissing,
    /// The master key's text is not one.
    #[error("the master key is not `{MASTER_PREFIX}` and 64 hexadecimal digits")]
    MasterKeyMalformed,
    /// The ring was sealed by another master key, or changed.
    #[error("the key ring does not open with this master key")]
    WrongMasterKey,
    /// The file is not a key ring, or was cut.
    #[error("the key ring's file is damaged")]
    Damaged,
    /// The file system failed.
    #[error("the key ring's file cannot be used")]
    Io(#[from] io::Error),
    /// The cipher failed.
    #[error("the cipher failed")]
    Cipher(#[from] OpenError),
}

/// What is retained alike. One class exists until retention policies name more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum RetentionClass {
    /// Everything.
    #[default]
    Standard,
}

/// What one period key seals.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Whose it is.
    pub corp: CorpId,
    /// How it is retained.
    pub class: RetentionClass,
    /// The month, `2026-08`.
    pub month: String,
}

impl Scope {
    fn digest(&self) -> [u8; 32] {
        let class = match self.class {
            RetentionClass::Standard => "standard",
        };
        sha256(format!("{}\0{class}\0{}", self.corp, self.month).as_bytes())
    }
}

/// The keys of an installation. Cloning it shares them.
#[derive(Clone)]
pub struct KeyRing(Arc<Ring>);

struct Ring {
    path: PathBuf,
    /// Held by whoever appends in this process; the file's lock keeps other processes out.
    appending: Mutex<()>,
    master: SecretKey,
    wrap: Cipher,
    keys: RwLock<Keys>,
}

#[derive(Default)]
struct Keys {
    by_id: Vec<Option<Arc<Cipher>>>,
    by_scope: HashMap<[u8; 32], u32>,
}

impl KeyRing {
    /// Opens the ring in `folder` (`master.key` and `ring`), or makes both where neither exists.
    ///
    /// `master` is the key's text where it comes from the environment instead of `master.key`.
    ///
    /// # Errors
    /// [`RingError`]; a folder whose `master.key` is gone is never given a new one.
    pub fn open_or_create(folder: &Path, master: Option<&str>) -> Result<Self, RingError> {
        std::fs::create_dir_all(folder)?;
        let ring_path = folder.join("ring");
        let key_path = folder.join("master.key");
        let master = match master {
            Some(text) => parse_master(text)?,
            None if key_path.exists() => parse_master(&std::fs::read_to_string(&key_path)?)?,
            None if ring_path.exists() => return Err(RingError::MasterKeyMissing),
            None => {
                let key = SecretKey::random()?;
                write_durably(&key_path, format_master(&key).as_bytes())?;
                key
            }
        };
        if !ring_path.exists() {
            write_durably(&ring_path, &MAGIC)?;
        }
        Self::open(&ring_path, master)
    }

    fn open(path: &Path, master: SecretKey) -> Result<Self, RingError> {
        let wrap = derive(&master, "key ring")?.cipher()?;
        let ring = Ring {
            path: path.to_owned(),
            appending: Mutex::default(),
            master,
            wrap,
            keys: RwLock::default(),
        };
        let ring = Self(Arc::new(ring));
        ring.reload(&std::fs::read(path)?)?;
        Ok(ring)
    }

    /// Takes the entries that were appended since, by this process or another.
    ///
    /// What is cut at the end is an append under way, or one that a crash ended: nothing was sealed with that key yet.
    fn reload(&self, bytes: &[u8]) -> Result<(), RingError> {
        let entries = bytes.strip_prefix(&MAGIC).ok_or(RingError::Damaged)?;
        let mut keys = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
        let known = keys.by_id.len();
        for (number, entry) in entries.chunks_exact(ENTRY_LEN).enumerate().skip(known) {
            keys.load(number, entry, &self.0.wrap)?;
        }
        Ok(())
    }

    /// Derives a key for `purpose` from the master key; the same purpose gives the same key.
    ///
    /// # Errors
    /// [`RingError::Cipher`], which does not happen with the suite in use.
    pub fn derive(&self, purpose: &str) -> Result<SecretKey, RingError> {
        derive(&self.0.master, purpose)
    }

    /// Computes a keyed hash for `purpose`: equal bytes are recognised, and nobody without the master key can guess.
    ///
    /// # Errors
    /// [`RingError::Cipher`], which does not happen with the suite in use.
    pub fn fingerprint(&self, purpose: &str, bytes: &[u8]) -> Result<[u8; 32], RingError> {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.derive(purpose)?.expose());
        let tag = hmac::sign(&key, bytes);
        <[u8; 32]>::try_from(tag.as_ref()).map_err(|_| RingError::Cipher(OpenError::Cut))
    }

    /// Finds the period key of a scope, or makes one and waits until it is durable.
    pub(crate) fn period_key(&self, scope: &Scope) -> Result<(u32, Arc<Cipher>), RingError> {
        let digest = scope.digest();
        if let Some(found) = self.read().find(&digest) {
            return Ok(found);
        }
        let _one = self.0.appending.lock().unwrap_or_else(PoisonError::into_inner);
        let mut file = OpenOptions::new().read(true).append(true).open(&self.0.path)?;
        // Another process may append too, a command beside the server: entries are numbered by their places.
        file.lock()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        self.reload(&bytes)?;
        if let Some(found) = self.read().find(&digest) {
            return Ok(found);
        }
        let key = SecretKey::random()?;
        let number = u32::try_from(self.read().by_id.len()).map_err(|_| RingError::Damaged)?;
        let entry = seal_entry(&self.0.wrap, &key, &digest, number)?;
        append(&mut file, (MAGIC.len() + number as usize * ENTRY_LEN) as u64, &entry)?;
        let cipher = Arc::new(key.cipher()?);
        let mut keys = self.0.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.by_id.push(Some(cipher.clone()));
        keys.by_scope.insert(digest, number);
        Ok((number + 1, cipher))
    }

    pub(crate) fn key_by_id(&self, id: u32) -> Result<Arc<Cipher>, OpenError> {
        let number = id.checked_sub(1).ok_or(OpenError::NoKey)? as usize;
        let known = self.read().by_id.get(number).cloned();
        match known {
            Some(key) => key.ok_or(OpenError::NoKey),
            None => {
                self.look_again(number).ok_or(OpenError::NoKey)?;
                self.read().by_id.get(number).cloned().flatten().ok_or(OpenError::NoKey)
            }
        }
    }

    /// Reads the file again where it has an entry that is not known here: a server begins a new month's key beside
    /// the processes that read.
    fn look_again(&self, number: usize) -> Option<()> {
        let held = std::fs::metadata(&self.0.path).ok()?.len();
        let needed = MAGIC.len() + (number + 1) * ENTRY_LEN;
        if held < needed as u64 {
            return None;
        }
        self.reload(&std::fs::read(&self.0.path).ok()?).ok()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Keys> {
        self.0.keys.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing({} period keys)", self.read().by_id.len())
    }
}

impl Keys {
    fn find(&self, digest: &[u8; 32]) -> Option<(u32, Arc<Cipher>)> {
        let number = *self.by_scope.get(digest)?;
        let cipher = self.by_id.get(number as usize)?.clone()?;
        Some((number + 1, cipher))
    }

    fn load(&mut self, number: usize, entry: &[u8], wrap: &Cipher) -> Result<(), RingError> {
        if entry.iter().all(|byte| *byte == 0) {
            self.by_id.push(None);
            return Ok(());
        }
        let (nonce, sealed) = entry.split_first_chunk::<NONCE_LEN>().ok_or(RingError::Damaged)?;
        let mut sealed = sealed.to_vec();
        let plain = wrap.open(*nonce, &MAGIC, &mut sealed).map_err(|_| RingError::WrongMasterKey)?;
        let (key, rest) = plain.split_first_chunk::<KEY_LEN>().ok_or(RingError::Damaged)?;
        let (digest, stored) = rest.split_first_chunk::<32>().ok_or(RingError::Damaged)?;
        let number = u32::try_from(number).map_err(|_| RingError::Damaged)?;
        if *stored != number.to_le_bytes() {
            return Err(RingError::Damaged);
        }
        self.by_id.push(Some(Arc::new(SecretKey::new(*key).cipher()?)));
        self.by_scope.insert(*digest, number);
        Ok(())
    }
}

/// Appends an entry at its place and waits until it is durable; what a crash left behind that place goes first.
fn append(file: &mut File, place: u64, entry: &[u8]) -> Result<(), RingError> {
    if file.metadata()?.len() > place {
        file.set_len(place)?;
    }
    let written = file.write_all(entry).and_then(|()| file.sync_all());
    if written.is_err() {
        // An entry that may be lost must not be found and used.
        file.set_len(place)?;
    }
    Ok(written?)
}

fn seal_entry(wrap: &Cipher, key: &SecretKey, digest: &[u8; 32], number: u32) -> Result<Vec<u8>, RingError> {
    let mut nonce = [0; NONCE_LEN];
    fill_random(&mut nonce)?;
    let mut entry = Vec::with_capacity(ENTRY_LEN);
    entry.extend_from_slice(&nonce);
    entry.extend_from_slice(key.expose());
    entry.extend_from_slice(digest);
    entry.extend_from_slice(&number.to_le_bytes());
    wrap.seal(nonce, &MAGIC, &mut entry, NONCE_LEN)?;
    Ok(entry)
}

fn derive(master: &SecretKey, purpose: &str) -> Result<SecretKey, RingError> {
    let mut bytes = [0; KEY_LEN];
    let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"huicun v1").extract(master.expose());
    prk.expand(&[purpose.as_bytes()], hkdf::HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut bytes))
        .map_err(|_| OpenError::UnknownFormat)?;
    Ok(SecretKey::new(bytes))
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest::digest(&digest::SHA256, bytes).as_ref());
    out
}

fn parse_master(text: &str) -> Result<SecretKey, RingError> {
    let digits = text.trim().strip_prefix(MASTER_PREFIX).ok_or(RingError::MasterKeyMalformed)?;
    if digits.len() != 2 * KEY_LEN || !digits.is_ascii() {
        return Err(RingError::MasterKeyMalformed);
    }
    let mut key = [0; KEY_LEN];
    for (byte, at) in key.iter_mut().zip((0..digits.len()).step_by(2)) {
        *byte = u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| RingError::MasterKeyMalformed)?;
    }
    Ok(SecretKey::new(key))
}

fn format_master(key: &SecretKey) -> String {
    use std::fmt::Write as _;
    let mut text = String::from(MASTER_PREFIX);
    for byte in key.expose() {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    text
}

#[cfg(test)]
pub(crate) mod tests;
