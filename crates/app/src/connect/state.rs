//! Where the connection stands.

use huicun_domain::access::Permission;
use huicun_domain::code::{Language, ProblemCode, Wording};
use huicun_domain::connection::{Step, address_refused};
use huicun_store::Counters;

use super::check::{CheckRecord, Outcome, inputs};
use super::keys;
use super::records::{Escrow, Records};
use super::settings::{Settings, is_ready, settings_of};
use super::view::{
    ConnectionCheckView, ConnectionFact, ConnectionKeyView, ConnectionSecretView, ConnectionShareView,
    ConnectionStepState, ConnectionStepView, ConnectionView, ConnectionWords,
};
use crate::connection::Sealed;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// Shows where the connection stands. No secret is shown.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`], the store's failures.
pub async fn state(ctx: &Ctx, services: &Services) -> AppResult<ConnectionView> {
    ctx.authorize(Permission::ManageConnection)?;
    let records = Records::read(services).await?;
    let settings = settings_of(services, &records);
    let counters = services.store.counters(&services.corp).await?;
    let keys = key_views(services, &records, &counters).await?;
    let mut steps = Vec::with_capacity(Step::ALL.len());
    for step in Step::ALL.iter().copied() {
        steps.push(step_view(services, &records, &settings, &keys, step)?);
    }
    Ok(ConnectionView {
        ready: is_ready(services, &records, &settings),
        steps,
        keys,
        callback_url: settings.callback_url(),
        received: counters.received,
    })
}

async fn key_views(
    services: &Services,
    records: &Records,
    counters: &Counters,
) -> AppResult<Vec<ConnectionKeyView>> {
    let mut views = Vec::new();
    for row in services.store.rsa_keys(&services.corp).await? {
        let key = keys::open(services, &row)?;
        views.push(ConnectionKeyView {
            version: row.version,
            added_at: row.added_at,
            public_pem: key.public_pem(),
            public_sha256: key.public_sha256(),
            // Which version a message had is not counted once it is open: with any open, no number is given away.
            used: counters.messages > 0,
            shares: shares(records.escrows.get(&row.version)),
        });
    }
    Ok(views)
}

fn shares(escrow: Option<&Escrow>) -> Vec<ConnectionShareView> {
    let share = |number: u8| {
        let taken = escrow.and_then(|escrow| escrow.taken[usize::from(number) - 1].as_ref());
        ConnectionShareView {
            number,
            taken_at: taken.map(|taken| taken.at),
            taken_by: taken.map(|taken| taken.by.clone()),
            holder: taken.map(|taken| taken.holder.clone()),
        }
    };
    vec![share(1), share(2)]
}

fn step_view(
    services: &Services,
    records: &Records,
    settings: &Settings,
    keys: &[ConnectionKeyView],
    step: Step,
) -> AppResult<ConnectionStepView> {
    let saved = records.steps.get(&step);
    let labels: Vec<String> = keys.iter().map(|key| keys::label(key.version, &key.public_sha256)).collect();
    let fresh = inputs(services, step, settings, &labels)?;
    let check = records.checks.get(&step).filter(|check| check.inputs == fresh);
    let is_there = match step {
        Step::Key | Step::Escrow => !keys.is_empty(),
        Step::Rehearsal => check.is_some(),
        // Without a proxy the way is the direct one, which is checked all the same.
        Step::Network => true,
        _ => !settings.fields(step).is_empty(),
    };
    let is_kept = !keys.is_empty()
        && keys.iter().all(|key| records.escrows.get(&key.version).is_some_and(Escrow::is_complete));
    let state = match (step, check.map(|check| check.outcome)) {
        (Step::Escrow, _) if is_kept => ConnectionStepState::Passed,
        (_, Some(Outcome::Passed)) if step != Step::Escrow => ConnectionStepState::Passed,
        (_, Some(Outcome::Waiting)) if step != Step::Escrow => ConnectionStepState::Waiting,
        (_, Some(Outcome::Failed)) if step != Step::Escrow => ConnectionStepState::Failed,
        _ if is_there => ConnectionStepState::Unchecked,
        _ => ConnectionStepState::Missing,
    };
    Ok(ConnectionStepView {
        step,
        required: step.is_required(),
        state,
        written: services.wecom.plan().written.fields(step).into_iter().map(str::to_owned).collect(),
        set_at: saved.map(|saved| saved.at),
        set_by: saved.map(|saved| saved.by.clone()),
        values: values(settings, step),
        secrets: secrets(services, settings, step)?,
        check: check.map(check_view),
    })
}

pub(super) fn check_view(record: &CheckRecord) -> ConnectionCheckView {
    let code = record.code.as_deref().and_then(ProblemCode::parse);
    let words = |part: fn(Wording) -> &'static str| {
        let word = |code: ProblemCode, language| part(code.wording(language)).to_owned();
        code.map(|code| ConnectionWords {
            zh: word(code, Language::Chinese),
            en: word(code, Language::English),
        })
    };
    ConnectionCheckView {
        at: record.at,
        outcome: record.outcome,
        code: record.code.clone(),
        title: words(|wording| wording.title),
        fix: words(|wording| wording.fix),
        errcode: record.errcode,
        said: record.said.clone(),
        address: record.said.as_deref().and_then(address_refused).map(|address| address.to_string()),
        seen: record.seen.clone(),
    }
}

fn values(settings: &Settings, step: Step) -> Vec<ConnectionFact> {
    let shown: Vec<(&str, Option<String>)> = match step {
        Step::Corp => {
            vec![("corp_id", settings.corp_id.clone()), ("corp_name", settings.corp_name.clone())]
        }
        Step::Network => vec![
            ("proxy", settings.proxy.as_ref().map(|proxy| proxy.url.clone())),
            ("public_url", settings.public_url.clone()),
        ],
        Step::Library => {
            vec![("library", settings.library.as_ref().map(|path| path.display().to_string()))]
        }
        Step::App => vec![("agent_id", settings.app.as_ref().map(|(number, _)| number.to_string()))],
        _ => Vec::new(),
    };
    let facts = shown.into_iter();
    facts.filter_map(|(name, value)| Some(ConnectionFact { name: name.to_owned(), value: value? })).collect()
}

fn secrets(services: &Services, settings: &Settings, step: Step) -> AppResult<Vec<ConnectionSecretView>> {
    let password = settings.proxy.as_ref().map(|proxy| Sealed::new(&*proxy.password));
    let (token, key) = settings.callback.clone().unzip();
    let held: Vec<(&str, Option<Sealed>)> = match step {
        Step::Network => vec![("proxy_password", password)],
        Step::Archive => vec![("secret", settings.archive.clone())],
        Step::Contact => vec![("secret", settings.contact.clone())],
        Step::Customer => vec![("secret", settings.customer.clone())],
        Step::App => vec![("secret", settings.app.clone().map(|(_, secret)| secret))],
        Step::Callback => vec![("token", token), ("encoding_aes_key", key)],
        _ => Vec::new(),
    };
    let mut views = Vec::new();
    for (field, secret) in held {
        let Some(secret) = secret.filter(|secret| !secret.expose().is_empty()) else { continue };
        let sum = services.ring.fingerprint("connection secret", secret.expose().as_bytes())?;
        let fingerprint = sum.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        views.push(ConnectionSecretView { field: field.to_owned(), fingerprint });
    }
    Ok(views)
}
