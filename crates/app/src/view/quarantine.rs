//! Quarantine in numbers.

use huicun_domain::clock::Millis;
use huicun_domain::scope::QuarantineReason;
use huicun_store::QuarantineOutcome;
use serde::Serialize;

/// What is in quarantine, and what became of what was: numbers only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuarantineView {
    /// How many messages are in quarantine.
    pub total: u64,
    /// After how many days they are destroyed.
    pub days: u64,
    /// Whether rules of the scope were ever saved: until then nothing goes to quarantine.
    pub ruled: bool,
    /// How many there are for each reason.
    pub reasons: Vec<QuarantineReasonView>,
    /// What became of messages, the newest first, at most 100.
    pub events: Vec<QuarantineEventView>,
}

/// The messages that are in quarantine for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuarantineReasonView {
    /// The reason.
    pub reason: QuarantineReason,
    /// How many.
    pub count: u64,
    /// Since when the oldest is there.
    pub since: Millis,
    /// When the oldest is destroyed.
    pub destroyed_from: Millis,
}

/// What became of several messages at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuarantineEventView {
    /// When.
    pub at: Millis,
    /// What.
    pub outcome: QuarantineOutcomeView,
    /// Why they were or are in quarantine.
    pub reason: QuarantineReason,
    /// How many.
    pub count: u64,
    /// When the first of them was sent.
    pub first_sent_at: Millis,
    /// When the last of them was sent.
    pub last_sent_at: Millis,
}

/// What became of messages in quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum QuarantineOutcomeView {
    /// They were archived first, and taken out when it was learnt that there was no right.
    TakenOut,
    /// The right appeared, and they were archived.
    Released,
    /// Their time was over, and they were destroyed.
    Destroyed,
}

impl From<QuarantineOutcome> for QuarantineOutcomeView {
    fn from(outcome: QuarantineOutcome) -> Self {
        match outcome {
            QuarantineOutcome::TakenOut => Self::TakenOut,
            QuarantineOutcome::Released => Self::Released,
            QuarantineOutcome::Destroyed => Self::Destroyed,
        }
    }
}
