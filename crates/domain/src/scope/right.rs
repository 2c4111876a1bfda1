//! The right to archive a message: by its parties, its moment, the scope and what was said to it.

use serde::{Deserialize, Serialize};

use super::{Mode, Scope};
use crate::clock::Millis;
use crate::directory::History;
use crate::ids::{PartyId, PartyKind};
use crate::notice::consent::{CustomerConsent, MemberConsent};
use crate::notice::words;

/// What people said to being archived.
pub trait Consents {
    /// What a member said until a moment.
    fn of_member(&self, member: &PartyId, at: Millis) -> MemberConsent;

    /// What a customer said until a moment about being archived with a member; nothing where nobody knows.
    fn of_customer(&self, member: &PartyId, customer: &PartyId, at: Millis) -> Option<CustomerConsent>;

    /// Whether members who refused were archived all the same at a moment, on another basis than their consent.
    fn archives_refusals(&self, at: Millis) -> bool;
}

/// A party of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Its id.
    pub id: PartyId,
    /// What it is.
    pub kind: PartyKind,
}

/// What is known of a message when it is decided whether it may be archived.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'m> {
    /// Everybody who took part.
    pub parties: &'m [Party],
    /// Whether somebody outside the corp took part.
    pub external: bool,
    /// When it was sent.
    pub at: Millis,
}

words! {
    /// How it stood with consent when a message was sent. Of several that apply, the later one is told.
    ConsentState {
        /// Nobody from outside took part, and nobody's consent was needed.
        Internal = "internal",
        /// Those who were asked agreed.
        Agreed = "agreed",
        /// The customer said nothing against it.
        Default = "default",
        /// It is not known what the customer said.
        Unknown = "unknown",
        /// Somebody who was asked had not answered.
        Pending = "pending",
        /// Somebody refused.
        Refused = "refused",
    }
}

words! {
    /// Why a message may not be archived. Later ones are nearer to a right.
    QuarantineReason {
        /// No member of the conversation is in scope.
        OutOfScope = "out_of_scope",
        /// Members are in scope, but not for conversations of this kind.
        KindNotEnabled = "kind_not_enabled",
        /// The member has not agreed yet.
        ConsentPending = "consent_pending",
        /// The member refused, or took the consent back.
        ConsentRefused = "consent_refused",
        /// A customer refused.
        CustomerRefused = "customer_refused",
    }
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
/// take it away. Of several reasons against it, the one that is nearest to a right is told. Before the first rule began
/// everything may be archived.
#[must_use]
pub fn right_to_archive(
    scope: &Scope,
    history: &History,
    consents: &impl Consents,
    subject: Subject<'_>,
) -> Right {
    let of_kind = |kind| move |party: &&Party| party.kind == kind;
    let members: Vec<&PartyId> =
        subject.parties.iter().filter(of_kind(PartyKind::Member)).map(|party| &party.id).collect();
    let is_ruled = scope.begins().is_some_and(|begins| subject.at >= begins);
    let mut nearest = QuarantineReason::OutOfScope;
    let mut grounds = Vec::new();
    for member in members {
        let ground = if is_ruled {
            ground(scope, history, consents, member, subject)
        } else {
            Ok((Mode::Forced, ConsentState::Internal))
        };
        match ground {
            Ok((mode, state)) => grounds.push((member, mode, state)),
            Err(reason) => nearest = nearest.max(reason),
        }
    }
    let basis = grounds.iter().max_by_key(|(_, mode, _)| *mode).map(|(.., state)| *state);
    if is_ruled && basis.is_none() {
        return Right::Quarantine(nearest);
    }
    if !subject.external {
        return Right::Archive(basis.unwrap_or(ConsentState::Internal));
    }
    let customers = subject.parties.iter().filter(of_kind(PartyKind::ExternalContact));
    let said = customers.map(|customer| {
        let of = |(member, ..): &(&PartyId, Mode, ConsentState)| {
            consents.of_customer(member, &customer.id, subject.at)
        };
        grounds.iter().filter_map(of).max().map_or(ConsentState::Unknown, |answer| match answer {
            CustomerConsent::Agree => ConsentState::Agreed,
            CustomerConsent::DefaultAgree => ConsentState::Default,
            CustomerConsent::Disagree => ConsentState::Refused,
        })
    });
    match said.max() {
        Some(ConsentState::Refused) if is_ruled => Right::Quarantine(QuarantineReason::CustomerRefused),
        Some(state) => Right::Archive(state),
        None => Right::Archive(ConsentState::Unknown),
    }
}

/// On what ground a member's conversations are archived, and how it stood with consent; or why not.
fn ground(
    scope: &Scope,
    history: &History,
    consents: &impl Consents,
    member: &PartyId,
    subject: Subject<'_>,
) -> Result<(Mode, ConsentState), QuarantineReason> {
    let coverage = scope.coverage(history, member, subject.at);
    if !coverage.is_any() {
        return Err(QuarantineReason::OutOfScope);
    }
    let mode = if subject.external { coverage.external } else { coverage.internal };
    match mode.ok_or(QuarantineReason::KindNotEnabled)? {
        Mode::Forced => Ok((Mode::Forced, ConsentState::Internal)),
        Mode::Consent => match consents.of_member(member, subject.at) {
            MemberConsent::Agreed => Ok((Mode::Consent, ConsentState::Agreed)),
            MemberConsent::Pending => Err(QuarantineReason::ConsentPending),
            MemberConsent::Refused | MemberConsent::Withdrawn if consents.archives_refusals(subject.at) => {
                Ok((Mode::Consent, ConsentState::Refused))
            }
            MemberConsent::Refused | MemberConsent::Withdrawn => Err(QuarantineReason::ConsentRefused),
        },
    }
}
