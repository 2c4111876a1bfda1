//! What is kept of the connection: one sealed record per name, each JSON.

use std::collections::BTreeMap;

use huicun_domain::clock::Millis;
use huicun_domain::connection::Step;
use huicun_vault::{RecordKind, RetentionClass, Scope};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::check::CheckRecord;
use super::settings::StepForm;
use crate::ctx::{Actor, Ctx};
use crate::error::AppResult;
use crate::services::Services;

const STEP: &str = "step.";
const CHECK: &str = "check.";
const ESCROW: &str = "escrow.";
const REHEARSED: &str = "rehearsed";
const VERIFIED: &str = "callback.verified";

/// A step as it was filled in.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SavedStep {
    pub(super) form: StepForm,
    pub(super) at: Millis,
    pub(super) by: String,
}

/// That something happened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Mark {
    pub(super) at: Millis,
    pub(super) by: String,
}

/// A key's splitting into two shares.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Escrow {
    /// Which splitting.
    pub(super) split: String,
    /// The texts that were not taken yet, by number less one; nothing where one was.
    pub(super) waiting: [Option<String>; 2],
    /// Who took them.
    pub(super) taken: [Option<Taken>; 2],
}

/// Who took a share.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Taken {
    pub(super) at: Millis,
    /// The operator who had it shown.
    pub(super) by: String,
    /// Who keeps it.
    pub(super) holder: String,
}

impl Escrow {
    pub(super) fn is_complete(&self) -> bool {
        self.taken.iter().all(Option::is_some)
    }
}

/// Everything that is kept of the connection.
#[derive(Default)]
pub(super) struct Records {
    pub(super) steps: BTreeMap<Step, SavedStep>,
    pub(super) checks: BTreeMap<Step, CheckRecord>,
    pub(super) escrows: BTreeMap<u32, Escrow>,
    /// When a rehearsal passed for the last time.
    pub(super) rehearsed: Option<Mark>,
    /// When WeCom tested the address of the callback.
    pub(super) verified: Option<Mark>,
}

impl Records {
    pub(super) async fn read(services: &Services) -> AppResult<Self> {
        let mut records = Self::default();
        for (name, sealed) in services.store.secrets(&services.corp).await? {
            let word = |prefix: &str| name.strip_prefix(prefix).and_then(Step::parse);
            if let Some(step) = word(STEP) {
                records.steps.insert(step, open(services, &name, &sealed)?);
            } else if let Some(step) = word(CHECK) {
                records.checks.insert(step, open(services, &name, &sealed)?);
            } else if let Some(version) = name.strip_prefix(ESCROW).and_then(|word| word.parse().ok()) {
                records.escrows.insert(version, open(services, &name, &sealed)?);
            } else if name == REHEARSED {
                records.rehearsed = Some(open(services, &name, &sealed)?);
            } else if name == VERIFIED {
                records.verified = Some(open(services, &name, &sealed)?);
            }
        }
        Ok(records)
    }
}

pub(super) async fn put_step(services: &Services, step: Step, saved: &SavedStep) -> AppResult<()> {
    put(services, &format!("{STEP}{}", step.as_str()), saved).await
}

/// Forgets what was filled in at a step, and how its check went.
pub(super) async fn remove_step(services: &Services, step: Step) -> AppResult<bool> {
    let (store, corp) = (&services.store, &services.corp);
    store.remove_secret(corp, &format!("{CHECK}{}", step.as_str())).await?;
    Ok(store.remove_secret(corp, &format!("{STEP}{}", step.as_str())).await?)
}

pub(super) async fn put_check(services: &Services, step: Step, check: &CheckRecord) -> AppResult<()> {
    put(services, &format!("{CHECK}{}", step.as_str()), check).await
}

pub(super) async fn put_escrow(services: &Services, version: u32, escrow: &Escrow) -> AppResult<()> {
    put(services, &format!("{ESCROW}{version}"), escrow).await
}

pub(super) async fn remove_escrow(services: &Services, version: u32) -> AppResult<()> {
    services.store.remove_secret(&services.corp, &format!("{ESCROW}{version}")).await?;
    Ok(())
}

pub(super) async fn put_rehearsed(services: &Services, mark: &Mark) -> AppResult<()> {
    put(services, REHEARSED, mark).await
}

pub(super) async fn put_verified(services: &Services, mark: &Mark) -> AppResult<()> {
    put(services, VERIFIED, mark).await
}

/// The scope of keys and secrets: it is never destroyed.
pub(super) fn scope(services: &Services) -> Scope {
    Scope { corp: services.corp.clone(), class: RetentionClass::Standard, month: "keys".into() }
}

async fn put<T: Serialize>(services: &Services, name: &str, record: &T) -> AppResult<()> {
    let text = Zeroizing::new(serde_json::to_vec(record).map_err(std::io::Error::from)?);
    let sealed = services.ring.seal_record(&scope(services), RecordKind::Secret, name.as_bytes(), &text)?;
    Ok(services.store.put_secret(&services.corp, name, &sealed).await?)
}

fn open<T: DeserializeOwned>(services: &Services, name: &str, sealed: &[u8]) -> AppResult<T> {
    let text = services.ring.open_record(&services.corp, RecordKind::Secret, name.as_bytes(), sealed)?;
    let text = Zeroizing::new(text);
    Ok(serde_json::from_slice(&text).map_err(std::io::Error::from)?)
}

/// Who does something, by the name that is shown.
pub(super) fn name_of(ctx: &Ctx) -> String {
    match &ctx.actor {
        Actor::Operator { display_name, .. } => display_name.clone(),
        Actor::Member { id } => id.as_str().to_owned(),
        Actor::CommandLine => "huicun".to_owned(),
        Actor::System => "system".to_owned(),
    }
}
