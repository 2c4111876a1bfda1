//! Deciding: whether an operator sees a conversation, and why.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Assignment, AssignmentId, ConversationFacts, Permission, Reach, Spans};
use crate::clock::Millis;
use crate::ids::PartyId;

/// An assignment with what it reaches.
#[derive(Clone, Debug)]
pub struct Right {
    /// The assignment.
    pub assignment: Assignment,
    /// What its data scope reaches.
    pub reach: Arc<Reach>,
}

/// What no role opens by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guard {
    /// The ids of the member that the operator is: nobody looks into conversations of their own.
    pub own: BTreeSet<PartyId>,
    /// The ids of protected members: their conversations are seen only where a data scope names them one by one.
    pub protected: BTreeSet<PartyId>,
}

impl Guard {
    /// Tells whether the operator took part.
    #[must_use]
    pub fn is_own(&self, conversation: &ConversationFacts) -> bool {
        conversation.parties.iter().any(|party| self.own.contains(party))
    }

    /// Tells whether a protected member took part whom the reach does not name.
    #[must_use]
    pub fn is_closed(&self, reach: &Reach, conversation: &ConversationFacts) -> bool {
        let mut protected = conversation.parties.iter().filter(|party| self.protected.contains(party));
        protected.any(|party| !reach.names(party))
    }
}

/// Why a conversation is seen, or is not. The later comes nearer to being seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AccessReason))]
pub enum Reason {
    /// The operator has no right at all.
    NoRight,
    /// The right had ended.
    Ended,
    /// The right had not begun.
    NotBegun,
    /// The role does not grant it.
    RoleLacks,
    /// The data scope does not reach it.
    OutOfScope,
    /// A protected member takes part, whom the data scope does not name.
    Protected,
    /// The operator takes part.
    OwnConversation,
    /// The operator may not sign in.
    Disabled,
    /// It is granted.
    Granted,
}

/// What one right says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The right.
    pub assignment: AssignmentId,
    /// What it says.
    pub reason: Reason,
    /// In which spans messages are seen by it.
    pub spans: Spans,
}

/// What all rights together say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Why it is seen, or what was nearest to it.
    pub reason: Reason,
    /// In which spans messages are seen.
    pub spans: Spans,
    /// What each right says.
    pub findings: Vec<Finding>,
}

/// In which spans the messages of a conversation are seen by reaches, each of which is granted.
#[must_use]
pub fn seen<'r>(
    reaches: impl IntoIterator<Item = &'r Reach>,
    guard: &Guard,
    conversation: &ConversationFacts,
) -> Spans {
    if guard.is_own(conversation) {
        return Spans::default();
    }
    let open = reaches.into_iter().filter(|reach| !guard.is_closed(reach, conversation));
    open.fold(Spans::default(), |spans, reach| spans.or(&reach.spans(conversation)))
}

/// Tells whether an operator with these rights sees a conversation at a moment by a permission, and why.
#[must_use]
pub fn decide(
    rights: &[Right],
    guard: &Guard,
    permission: Permission,
    at: Millis,
    conversation: &ConversationFacts,
) -> Answer {
    let findings: Vec<Finding> =
        rights.iter().map(|right| find(right, guard, permission, at, conversation)).collect();
    let spans = findings.iter().fold(Spans::default(), |spans, finding| spans.or(&finding.spans));
    let reason = findings.iter().map(|finding| finding.reason).max().unwrap_or(Reason::NoRight);
    Answer { reason, spans, findings }
}

fn find(
    right: &Right,
    guard: &Guard,
    permission: Permission,
    at: Millis,
    conversation: &ConversationFacts,
) -> Finding {
    let Right { assignment, reach } = right;
    let span = assignment.span();
    let spans = seen([&**reach], guard, conversation);
    let reason = if at >= span.until {
        Reason::Ended
    } else if at < span.from {
        Reason::NotBegun
    } else if !assignment.grants(permission) {
        Reason::RoleLacks
    } else if reach.spans(conversation).is_empty() {
        Reason::OutOfScope
    } else if guard.is_own(conversation) {
        Reason::OwnConversation
    } else if guard.is_closed(reach, conversation) {
        Reason::Protected
    } else {
        Reason::Granted
    };
    let spans = if reason == Reason::Granted { spans } else { Spans::default() };
    Finding { assignment: assignment.id, reason, spans }
}

#[cfg(test)]
mod tests;
