//! Checking a step against WeCom itself.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::connection::Step;
use huicun_wecom::sdk::{LibraryError, WecomError};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::probes::Probe;
use super::records::{self, Mark, Records, name_of};
use super::settings::{Settings, is_ready, settings_of};
use super::view::{ConnectionFact, ConnectionView};
use super::{keys, rehearsal, remedy, save, state};
use crate::audit;
use crate::connection::{Plan, Sealed};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConnectionOutcome))]
pub enum Outcome {
    /// It works.
    Passed,
    /// Nothing is wrong here; something is to be done elsewhere.
    Waiting,
    /// Something is wrong.
    Failed,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How it went.
    pub outcome: Outcome,
    /// What is wrong, or waited for.
    pub code: Option<ProblemCode>,
    /// WeCom's code, where it answered with one.
    pub errcode: Option<i64>,
    /// WeCom's own words, or what exactly is wrong.
    pub said: Option<String>,
    /// What was seen.
    pub seen: Vec<ConnectionFact>,
}

impl Finding {
    /// All is well.
    pub(super) fn passed() -> Self {
        Self { outcome: Outcome::Passed, code: None, errcode: None, said: None, seen: Vec::new() }
    }

    /// Something is wrong.
    pub(super) fn failed(code: ProblemCode) -> Self {
        Self { outcome: Outcome::Failed, code: Some(code), ..Self::passed() }
    }

    /// Something is to be done elsewhere.
    pub(super) fn waiting(code: ProblemCode) -> Self {
        Self { outcome: Outcome::Waiting, ..Self::failed(code) }
    }

    /// WeCom refused, or was not to be had.
    pub(super) fn refused(step: Step, error: &WecomError) -> Self {
        Self {
            errcode: Some(error.errcode).filter(|code| *code != 0),
            said: Some(error.errmsg.clone()).filter(|words| !words.is_empty()),
            ..Self::failed(remedy::problem(step, error))
        }
    }

    /// The library is not the right one.
    pub(super) fn no_library(error: &LibraryError) -> Self {
        Self::failed(error.code()).saying(error.to_string())
    }

    /// Adds what exactly is wrong.
    pub(super) fn saying(self, words: impl Into<String>) -> Self {
        Self { said: Some(words.into()), ..self }
    }

    /// Adds what was seen.
    pub(super) fn with(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.seen.push(ConnectionFact { name: name.to_owned(), value: value.to_string() });
        self
    }
}

/// How a check went, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct CheckRecord {
    pub(super) at: Millis,
    /// A fingerprint of all that the check looked at: with another it says nothing any more.
    pub(super) inputs: String,
    pub(super) outcome: Outcome,
    pub(super) code: Option<String>,
    pub(super) errcode: Option<i64>,
    pub(super) said: Option<String>,
    pub(super) seen: Vec<ConnectionFact>,
}

/// Checks a step and keeps how it went. A rehearsal that passes for the first time starts the archive.
///
/// # Errors
/// [`ProblemCode::ConnectionIncomplete`] that names the steps that come before, [`ProblemCode::Forbidden`], the store's
/// failures. What is wrong with the connection is no error but what was found.
pub async fn check(ctx: &Ctx, services: &Services, step: Step) -> AppResult<ConnectionView> {
    ctx.authorize(Permission::ManageConnection)?;
    let records = Records::read(services).await?;
    let settings = settings_of(services, &records);
    let admission = audit::admit(ctx, services, "check_connection", json!({ "step": step })).await?;
    let found = match find(services, &records, &settings, step).await {
        Ok(found) => found,
        Err(error) => {
            admission.finish(services, error.code().as_str(), 0).await?;
            return Err(error);
        }
    };
    let publics = keys::publics(services).await?;
    let record = CheckRecord {
        at: services.now(),
        inputs: inputs(services, step, &settings, &publics)?,
        outcome: found.outcome,
        code: found.code.map(|code| code.as_str().to_owned()),
        errcode: found.errcode,
        said: found.said,
        seen: found.seen,
    };
    records::put_check(services, step, &record).await?;
    let is_rehearsed = step == Step::Rehearsal && found.outcome == Outcome::Passed;
    if is_rehearsed {
        let mark = Mark { at: services.now(), by: name_of(ctx) };
        records::put_rehearsed(services, &mark).await?;
    }
    let outcome = found.code.map_or("passed", ProblemCode::as_str);
    admission.finish(services, outcome, 1).await?;
    if is_rehearsed && !is_ready(services, &records, &settings) {
        return save::in_effect(ctx, services).await;
    }
    state(ctx, services).await
}

/// Checks every step that is set, and keeps nothing: for whoever looks at an installation by the command line.
///
/// # Errors
/// The store's failures.
pub async fn check_installation(ctx: &Ctx, services: &Services) -> AppResult<Vec<(Step, Finding)>> {
    ctx.authorize(Permission::ManageConnection)?;
    let records = Records::read(services).await?;
    let settings = settings_of(services, &records);
    let counters = services.store.counters(&services.corp).await?;
    let publics = keys::publics(services).await?;
    let mut found = Vec::new();
    for step in Step::ALL.iter().copied() {
        let is_set = match step {
            Step::Network => settings.corp_id.is_some(),
            Step::Key => settings.archive.is_some() || !counters.parked.is_empty(),
            Step::Escrow => !publics.is_empty(),
            // A rehearsal is asked for; it costs WeCom pages.
            Step::Rehearsal => false,
            _ => !settings.fields(step).is_empty(),
        };
        if is_set {
            found.push((step, find(services, &records, &settings, step).await?));
        }
    }
    Ok(found)
}

/// Checks what a configuration file sets, without an archive; a step whose companions it does not set is left out.
pub async fn check_written(plan: &Plan) -> Vec<(Step, Finding)> {
    let probe = Probe { plan, settings: &plan.written };
    let mut found = Vec::new();
    for step in Step::ALL.iter().copied().filter(|step| !plan.written.fields(*step).is_empty()) {
        let finding = match step {
            Step::Callback => probe.callback(&Records::default()),
            _ => probe.find(step).await,
        };
        found.extend(finding.ok().map(|finding| (step, finding)));
    }
    found
}

async fn find(services: &Services, records: &Records, settings: &Settings, step: Step) -> AppResult<Finding> {
    let probe = Probe { plan: services.wecom.plan(), settings };
    match step {
        Step::Callback => probe.callback(records),
        Step::Key => keys::find(services).await,
        Step::Rehearsal => rehearsal::rehearse(services, settings).await,
        Step::Escrow => keys::find_escrow(services, records).await,
        _ => probe.find(step).await,
    }
}

/// A fingerprint of all that the check of a step looks at.
pub(super) fn inputs(
    services: &Services,
    step: Step,
    settings: &Settings,
    keys: &[String],
) -> AppResult<String> {
    let mut parts = vec![settings.corp_id.clone().unwrap_or_default()];
    // The id is as right or wrong on any way to WeCom.
    if step != Step::Corp {
        let proxy = settings.proxy();
        parts.extend([proxy.url, proxy.password, services.wecom.plan().api_base.clone()]);
    }
    let library = || settings.library.as_ref().map(|path| path.display().to_string());
    let secret = |secret: &Option<Sealed>| {
        secret.as_ref().map(|secret| secret.expose().to_owned()).unwrap_or_default()
    };
    match step {
        Step::Corp | Step::Network => {}
        Step::Library => parts.extend(library()),
        Step::Archive => parts.extend([secret(&settings.archive), library().unwrap_or_default()]),
        Step::Contact => parts.push(secret(&settings.contact)),
        Step::Customer => parts.push(secret(&settings.customer)),
        Step::App => {
            let (number, app) = settings.app.clone().unzip();
            parts.extend([number.unwrap_or_default().to_string(), secret(&app)]);
        }
        Step::Callback => {
            let (token, key) = settings.callback.clone().unzip();
            parts.extend([secret(&token), secret(&key), settings.public_url.clone().unwrap_or_default()]);
        }
        Step::Key | Step::Escrow => parts.extend_from_slice(keys),
        Step::Rehearsal => {
            parts.extend([secret(&settings.archive), library().unwrap_or_default()]);
            parts.extend_from_slice(keys);
        }
    }
    let text = zeroize::Zeroizing::new(parts.join("\0"));
    let sum = services.ring.fingerprint("connection inputs", text.as_bytes())?;
    Ok(sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect())
}
