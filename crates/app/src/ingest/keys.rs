//! WeCom's private keys by version: sealed in the store, ready in memory.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use huicun_domain::code::ProblemCode;
use huicun_domain::ids::CorpId;
use huicun_store::RsaKeyRow;
use huicun_vault::{PrivateKey, RecordKind, RetentionClass, Scope};
use serde::Serialize;

use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The private keys at hand. Cloning shares them.
#[derive(Clone, Default)]
pub struct Keys(Arc<RwLock<HashMap<u32, Arc<PrivateKey>>>>);

/// What became of a key that was imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeyReport {
    /// Its version, as WeCom's admin console shows it.
    pub version: u32,
    /// How many parked messages of this version will now be unsealed.
    pub waiting: u64,
    /// How many of them were opened with it as a proof.
    pub proven: u64,
}

impl Keys {
    /// Loads all keys from the store.
    ///
    /// # Errors
    /// The store's failures, and a key that does not unseal.
    pub async fn load(services: &Services) -> AppResult<Self> {
        let keys = Self::default();
        keys.reload(services).await?;
        Ok(keys)
    }

    /// Loads what was added since; returns the versions that are new.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub async fn reload(&self, services: &Services) -> AppResult<Vec<u32>> {
        let rows = services.store.rsa_keys(&services.corp).await?;
        let mut added = Vec::new();
        for row in rows {
            if self.get(row.version).is_none() {
                let key = Arc::new(open(services, &row)?);
                self.0.write().unwrap_or_else(PoisonError::into_inner).insert(row.version, key);
                added.push(row.version);
            }
        }
        Ok(added)
    }

    /// Finds the key of a version.
    #[must_use]
    pub fn get(&self, version: u32) -> Option<Arc<PrivateKey>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&version).cloned()
    }
}

fn open(services: &Services, row: &RsaKeyRow) -> AppResult<PrivateKey> {
    let id = row.version.to_be_bytes();
    let pem = services.ring.open_record(&services.corp, RecordKind::PrivateKey, &id, &row.sealed)?;
    let pem =
        zeroize::Zeroizing::new(String::from_utf8(pem).map_err(|_| rejected("the stored key is not text"))?);
    PrivateKey::from_pem(&pem).map_err(|error| rejected(&error.to_string()))
}

fn rejected(reason: &str) -> AppError {
    AppError::Detailed(ProblemCode::KeyRejected, reason.to_owned())
}

/// How many parked messages prove a key before it is taken.
const PROOFS: usize = 3;

/// Takes a private key: checks it, proves it on parked messages of its version where there are any, seals it.
///
/// # Errors
/// [`ProblemCode::KeyRejected`] with the reason.
pub async fn import_key(_ctx: &Ctx, services: &Services, version: u32, pem: &str) -> AppResult<KeyReport> {
    let proven = prove_key(services, version, pem).await?;
    let scope = Scope { corp: services.corp.clone(), class: RetentionClass::Standard, month: "keys".into() };
    let sealed =
        services.ring.seal_record(&scope, RecordKind::PrivateKey, &version.to_be_bytes(), pem.as_bytes())?;
    let fingerprint = services.ring.fingerprint("rsa key", pem.trim().as_bytes())?;
    let fingerprint: String = fingerprint.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    services.store.put_rsa_key(&services.corp, version, &sealed, &fingerprint, services.now()).await?;
    let waiting = parked_count(services, &services.corp, version).await?;
    Ok(KeyReport { version, waiting, proven })
}

/// Checks a private key, and that it opens messages of its version where some are parked; tells how many it opened.
///
/// # Errors
/// [`ProblemCode::KeyRejected`] with the reason.
pub(crate) async fn prove_key(services: &Services, version: u32, pem: &str) -> AppResult<u64> {
    let key = PrivateKey::from_pem(pem).map_err(|error| rejected(&error.to_string()))?;
    let samples = services.store.parked(&services.corp, version, huicun_domain::ids::Seq(0), PROOFS).await?;
    let mut proven = 0;
    for sample in &samples {
        let envelope = super::unseal::open_envelope(services, sample)?;
        let opened = key.open(&envelope.random_key).filter(|text| !text.contains(&0));
        if opened.is_none() {
            let reason = format!("it does not open message {} of version {version}", sample.seq);
            return Err(rejected(&reason));
        }
        proven += 1;
    }
    Ok(proven)
}

async fn parked_count(services: &Services, corp: &CorpId, version: u32) -> AppResult<u64> {
    let counters = services.store.counters(corp).await?;
    Ok(counters.parked.iter().filter(|(parked, _)| *parked == version).map(|(_, count)| count).sum())
}
