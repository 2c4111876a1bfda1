//! The right to archive a message: by its parties, its moment, the scope and what was said to it.

use serde::{Deserialize, Serialize};

use super::{Mode, Scope};
use crate::clock::Millis;
use crate::directory::History;
use crate::ids::{PartyId, PartyKind};
use crate::notice::consent::{CustomerConsent, MemberConsent};

/// What people said to being archived.
pub trait Consents {
    /// What a member said until a moment.
    fn of_member(&self, member: &PartyId, at: Millis) -> MemberConsent;

    /// What a customer said until a moment about being archived with a member; nothing where nobody knows.
    fn of_customer(&self, member: &PartyId, customer: &PartyId, at: Millis) -> Option<CustomerConsent>;
}

/// A party of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its id.
    pub id: PartyId,
    /// What it is.
    pub kind: PartyKind,
}

/// How it stood with consent when a message was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConsentState {
    /// Nobody from outside took part, and nobody's consent was needed.
    Internal,
    /// Those who were asked agreed.
    Agreed,
    /// The customer said nothing against it.
    Default,
    /// It is not known what the customer said.
    Unknown,
    /// Somebody who was asked had not answered.
    Pending,
    /// Somebody refused.
    Refused,
}

/// Why a message may not be archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum QuarantineReason {
    /// No member of the conversation is in scope.
    OutOfScope,
    /// Members are in scope, but not for conversations of this kind.
    KindNotEnabled,
    /// The member has not agreed yet.
    ConsentPending,
    /// The member refused, or took the consent back.
    ConsentRefused,
    /// A customer refused.
    CustomerRefused,
}

/// Whether a message may be archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// It may; and how it stood with consent.
    Archive(ConsentState),
    /// It may not.
    Quarantine(QuarantineReason),
}

/// Decides about a message: one member with the right to be archived suffices, and a customer who refuses suffices to
/// take it away. Of several reasons against it, the one that is nearest to a right is told.
#[must_use]
pub fn right_to_archive(
    scope: &Scope,
    history: &History,
    consents: &impl Consents,
    parties: &[Party],
    at: Millis,
) -> Right {
    let members: Vec<&PartyId> =
        parties.iter().filter(|party| party.kind == PartyKind::Member).map(|party| &party.id).collect();
    let customers: Vec<&PartyId> = parties
        .iter()
        .filter(|party| party.kind == PartyKind::ExternalContact)
        .map(|party| &party.id)
        .collect();
    let is_external = !customers.is_empty();
    let mut nearest = QuarantineReason::OutOfScope;
    let mut grounds = Vec::new();
    for member in members {
        match ground(scope, history, consents, member, is_external, at) {
            Ok(mode) => grounds.push((member, mode)),
            Err(reason) => nearest = nearest.max(reason),
        }
    }
    let Some(basis) = grounds.iter().map(|(_, mode)| *mode).max() else {
        return Right::Quarantine(nearest);
    };
    if !is_external {
        let state = if basis == Mode::Consent { ConsentState::Agreed } else { ConsentState::Internal };
        return Right::Archive(state);
    }
    let said = customers.iter().map(|customer| {
        let of = |(member, _): &(&PartyId, Mode)| consents.of_customer(member, customer, at);
        let answers = grounds.iter().filter_map(of);
        answers.max().map_or(ConsentState::Unknown, |answer| match answer {
            CustomerConsent::Agree => ConsentState::Agreed,
            CustomerConsent::DefaultAgree => ConsentState::Default,
            CustomerConsent::Disagree => ConsentState::Refused,
        })
    });
    match said.max() {
        Some(ConsentState::Refused) => Right::Quarantine(QuarantineReason::CustomerRefused),
        Some(state) => Right::Archive(state),
        None => Right::Archive(ConsentState::Unknown),
    }
}

/// On what basis a member's conversation is archived, or what is lacking.
fn ground(
    scope: &Scope,
    history: &History,
    consents: &impl Consents,
    member: &PartyId,
    is_external: bool,
    at: Millis,
) -> Result<Mode, QuarantineReason> {
    let coverage = scope.coverage(history, member, at);
    if !coverage.is_any() {
        return Err(QuarantineReason::OutOfScope);
    }
    let mode = if is_external { coverage.external } else { coverage.internal };
    match mode.ok_or(QuarantineReason::KindNotEnabled)? {
        Mode::Forced => Ok(Mode::Forced),
        Mode::Consent => match consents.of_member(member, at) {
            MemberConsent::Agreed => Ok(Mode::Consent),
            MemberConsent::Pending => Err(QuarantineReason::ConsentPending),
            MemberConsent::Refused | MemberConsent::Withdrawn => Err(QuarantineReason::ConsentRefused),
        },
    }
}
