//! WeCom's keys (消息加密公钥): made here or imported, numbered as WeCom numbers them, never shown.

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::connection::Step;
use huicun_store::RsaKeyRow;
use huicun_vault::{PrivateKey, RecordKind, make_private_key};
use serde::Deserialize;
use serde_json::json;
use zeroize::Zeroizing;

use super::check::Finding;
use super::probes::incomplete;
use super::records::{self, Escrow, Records};
use super::save::in_effect;
use super::view::ConnectionView;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The largest version that is taken.
const LARGEST: u32 = 1_000_000;

/// The version of a key, as WeCom's admin console shows it.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConnectionKeyVersion))]
pub struct KeyVersion {
    /// The version; the next one where it is left out.
    pub version: Option<u32>,
}

/// A private key that exists already.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConnectionKeyImport))]
pub struct KeyImport {
    /// Its version, as WeCom's admin console shows it.
    pub version: u32,
    /// The PEM, PKCS#1 or PKCS#8.
    pub pem: String,
}

impl std::fmt::Debug for KeyImport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyImport(v{})", self.version)
    }
}

/// Makes a pair of keys; the private half is sealed and never shown.
///
/// # Errors
/// [`ProblemCode::KeyNotEscrowed`] where there is a key whose shares were not taken, [`ProblemCode::KeyVersionTaken`],
/// [`ProblemCode::ConnectionFieldWrong`], [`ProblemCode::Forbidden`].
pub async fn make(ctx: &Ctx, services: &Services, asked: KeyVersion) -> AppResult<ConnectionView> {
    ctx.authorize(Permission::ManageConnection)?;
    let _alone = services.wecom.alone().await;
    let known = before_another(services).await?;
    let next = known.iter().map(|row| row.version).max().unwrap_or_default() + 1;
    let version = version_of(asked.version.unwrap_or(next))?;
    let pem = tokio::task::spawn_blocking(make_private_key).await??;
    keep(ctx, services, version, &pem, "make_key").await
}

/// Takes a private key that exists already: its public half is in WeCom's admin console.
///
/// # Errors
/// [`ProblemCode::KeyRejected`] with the reason, and as [`make`].
pub async fn import(ctx: &Ctx, services: &Services, key: KeyImport) -> AppResult<ConnectionView> {
    ctx.authorize(Permission::ManageConnection)?;
    let _alone = services.wecom.alone().await;
    let version = version_of(key.version)?;
    let pem = Zeroizing::new(key.pem);
    let rows = services.store.rsa_keys(&services.corp).await?;
    // An older one is brought along, it follows none.
    if rows.iter().any(|row| row.version < version) {
        before_another(services).await?;
    }
    crate::ingest::prove_key(services, version, &pem).await?;
    keep(ctx, services, version, &pem, "import_key").await
}

/// Gives a key the version that WeCom's admin console shows for it, as long as no message was opened: then the number
/// is part of the record.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::KeyVersionTaken`], [`ProblemCode::Conflict`] once messages were opened,
/// [`ProblemCode::ConnectionFieldWrong`], [`ProblemCode::Forbidden`].
pub async fn renumber(
    ctx: &Ctx,
    services: &Services,
    from: u32,
    asked: KeyVersion,
) -> AppResult<ConnectionView> {
    ctx.authorize(Permission::ManageConnection)?;
    let _alone = services.wecom.alone().await;
    let to = version_of(asked.version.unwrap_or_default())?;
    let rows = services.store.rsa_keys(&services.corp).await?;
    let row = rows.iter().find(|row| row.version == from).ok_or(ProblemCode::NotFound)?;
    if services.store.counters(&services.corp).await?.messages > 0 {
        return Err(ProblemCode::Conflict.into());
    }
    if rows.iter().any(|row| row.version == to) {
        return Err(ProblemCode::KeyVersionTaken.into());
    }
    let admission = audit::admit(ctx, services, "renumber_key", json!({ "from": from, "to": to })).await?;
    let pem = open_pem(services, row)?;
    let sealed = seal(services, to, &pem)?;
    let moved = services.store.renumber_rsa_key(&services.corp, from, to, &sealed).await?;
    // Shares name the version: those of the old one are of a key that there is not.
    records::remove_escrow(services, from).await?;
    admission.finish(services, if moved { "done" } else { "conflict" }, u64::from(moved)).await?;
    if !moved {
        return Err(ProblemCode::Conflict.into());
    }
    in_effect(ctx, services).await
}

/// Lists the keys, refusing where one of them would be followed before two people keep its shares.
async fn before_another(services: &Services) -> AppResult<Vec<RsaKeyRow>> {
    let rows = services.store.rsa_keys(&services.corp).await?;
    let records = Records::read(services).await?;
    match waiting(&rows, &records).first() {
        Some(version) => Err(AppError::Detailed(ProblemCode::KeyNotEscrowed, format!("v{version}"))),
        None => Ok(rows),
    }
}

/// The versions whose shares were not both taken.
fn waiting(rows: &[RsaKeyRow], records: &Records) -> Vec<u32> {
    let is_kept = |version: &u32| records.escrows.get(version).is_some_and(Escrow::is_complete);
    rows.iter().map(|row| row.version).filter(|version| !is_kept(version)).collect()
}

async fn keep(
    ctx: &Ctx,
    services: &Services,
    version: u32,
    pem: &str,
    action: &str,
) -> AppResult<ConnectionView> {
    let admission = audit::admit(ctx, services, action, json!({ "version": version })).await?;
    let fingerprint = services.ring.fingerprint("rsa key", pem.trim().as_bytes())?;
    let row = RsaKeyRow {
        version,
        sealed: seal(services, version, pem)?,
        fingerprint: fingerprint.iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
        added_at: services.now(),
    };
    let kept = services.store.insert_rsa_key(&services.corp, &row).await?;
    admission.finish(services, if kept { "done" } else { "conflict" }, u64::from(kept)).await?;
    if !kept {
        return Err(ProblemCode::KeyVersionTaken.into());
    }
    in_effect(ctx, services).await
}

fn version_of(number: u32) -> AppResult<u32> {
    let is_one = (1..=LARGEST).contains(&number);
    is_one
        .then_some(number)
        .ok_or_else(|| AppError::Detailed(ProblemCode::ConnectionFieldWrong, "version".to_owned()))
}

fn seal(services: &Services, version: u32, pem: &str) -> AppResult<Vec<u8>> {
    let (scope, id) = (records::scope(services), version.to_be_bytes());
    Ok(services.ring.seal_record(&scope, RecordKind::PrivateKey, &id, pem.as_bytes())?)
}

/// Opens the PEM of a key.
pub(super) fn open_pem(services: &Services, row: &RsaKeyRow) -> AppResult<Zeroizing<String>> {
    let id = row.version.to_be_bytes();
    let pem = services.ring.open_record(&services.corp, RecordKind::PrivateKey, &id, &row.sealed)?;
    let pem = String::from_utf8(pem).map_err(|_| ProblemCode::KeyRejected)?;
    Ok(Zeroizing::new(pem))
}

/// Opens a key, which proves that its halves belong together.
pub(super) fn open(services: &Services, row: &RsaKeyRow) -> AppResult<PrivateKey> {
    let pem = open_pem(services, row)?;
    PrivateKey::from_pem(&pem)
        .map_err(|error| AppError::Detailed(ProblemCode::KeyRejected, error.to_string()))
}

/// Names a key, as checks know it.
pub(super) fn label(version: u32, public_sha256: &str) -> String {
    format!("v{version} {public_sha256}")
}

/// The name of each key, by version.
pub(super) async fn publics(services: &Services) -> AppResult<Vec<String>> {
    let rows = services.store.rsa_keys(&services.corp).await?;
    rows.iter().map(|row| Ok(label(row.version, &open(services, row)?.public_sha256()))).collect()
}

/// There is a key, and each opens what its public half closes.
pub(super) async fn find(services: &Services) -> AppResult<Finding> {
    let rows = services.store.rsa_keys(&services.corp).await?;
    if rows.is_empty() {
        return Ok(Finding::failed(ProblemCode::KeyMissing));
    }
    let mut found = Finding::passed();
    for row in &rows {
        let key = open(services, row)?;
        found = found.with(&format!("v{}", row.version), &key.public_sha256()[..16]);
    }
    let counters = services.store.counters(&services.corp).await?;
    let absent: Vec<String> =
        counters.parked.iter().map(|(version, count)| format!("v{version} × {count}")).collect();
    if absent.is_empty() {
        return Ok(found);
    }
    Ok(Finding { seen: found.seen, ..Finding::failed(ProblemCode::KeyVersionMissing) }
        .saying(absent.join(", ")))
}

/// Two people keep the shares of each key.
pub(super) async fn find_escrow(services: &Services, records: &Records) -> AppResult<Finding> {
    let rows = services.store.rsa_keys(&services.corp).await?;
    if rows.is_empty() {
        return Err(incomplete(&[Step::Key]));
    }
    let waiting: Vec<String> = waiting(&rows, records).iter().map(|version| format!("v{version}")).collect();
    Ok(match waiting.is_empty() {
        true => Finding::passed().with("escrowed", rows.len()),
        false => Finding::waiting(ProblemCode::KeyNotEscrowed).saying(waiting.join(", ")),
    })
}
