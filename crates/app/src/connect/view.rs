//! What the console shows of the connection. No secret is among it.

use huicun_domain::clock::Millis;
use huicun_domain::connection::Step;
use serde::{Deserialize, Serialize};

use super::check::Outcome;

/// Where the connection stands.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionView {
    /// Whether messages are fetched.
    pub ready: bool,
    /// The steps, in the order in which they are taken.
    pub steps: Vec<ConnectionStepView>,
    /// The private keys by version.
    pub keys: Vec<ConnectionKeyView>,
    /// The address of the callback, where the archive's own is set.
    pub callback_url: Option<String>,
    /// How many messages have come so far.
    pub received: u64,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConnectionStepState {
    /// Nothing is filled in.
    Missing,
    /// Something is, and it was not checked since.
    Unchecked,
    /// Its check passed.
    Passed,
    /// Its check waits for something to be done elsewhere.
    Waiting,
    /// Its check failed.
    Failed,
}

/// One step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionStepView {
    /// Which.
    pub step: Step,
    /// Whether nothing is archived without it.
    pub required: bool,
    /// Where it stands.
    pub state: ConnectionStepState,
    /// The fields that the configuration file sets, which cannot be changed here.
    pub written: Vec<String>,
    /// When it was filled in last, and by whom.
    pub set_at: Option<Millis>,
    /// By whom.
    pub set_by: Option<String>,
    /// What is filled in and no secret.
    pub values: Vec<ConnectionFact>,
    /// The secrets that are filled in, each by a fingerprint.
    pub secrets: Vec<ConnectionSecretView>,
    /// How its check went, as long as nothing it looked at has changed.
    pub check: Option<ConnectionCheckView>,
}

/// A name and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionFact {
    /// The name, a stable word.
    pub name: String,
    /// What it stands for.
    pub value: String,
}

/// A secret that is filled in.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionSecretView {
    /// The field.
    pub field: String,
    /// Tells secrets apart; nothing can be read from it.
    pub fingerprint: String,
}

/// How a check went.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionCheckView {
    /// When.
    pub at: Millis,
    /// How.
    pub outcome: Outcome,
    /// The stable word of what is wrong.
    pub code: Option<String>,
    /// What is wrong.
    pub title: Option<ConnectionWords>,
    /// What to do about it.
    pub fix: Option<ConnectionWords>,
    /// WeCom's code, where it answered with one.
    pub errcode: Option<i64>,
    /// WeCom's own words.
    pub said: Option<String>,
    /// The address from which WeCom saw the call come, where that is what it refused.
    pub address: Option<String>,
    /// What was seen.
    pub seen: Vec<ConnectionFact>,
}

/// Words out of the table of problem codes, in each language: the page may change its own at any time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionWords {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A private key.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionKeyView {
    /// Its version, as WeCom's admin console shows it.
    pub version: u32,
    /// When it was added.
    pub added_at: Millis,
    /// The public half, to be pasted into WeCom's admin console.
    pub public_pem: String,
    /// SHA-256 of the public half.
    pub public_sha256: String,
    /// Whether a message of this version has come: the number then stays.
    pub used: bool,
    /// Who took its two shares.
    pub shares: Vec<ConnectionShareView>,
}

/// A share of a key.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionShareView {
    /// 1 or 2.
    pub number: u8,
    /// When it was taken; nothing as long as it waits.
    pub taken_at: Option<Millis>,
    /// Which operator had it shown.
    pub taken_by: Option<String>,
    /// Who keeps it.
    pub holder: Option<String>,
}
