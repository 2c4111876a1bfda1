//! Assignments (授权): who has which role over what, from when until when, and why.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{DataScope, Permission, Role};
use crate::clock::Millis;
use crate::code::ProblemCode;
use crate::directory::Span;
use crate::ids::{OperatorId, PartyId};

/// An assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignmentId(pub Uuid);

/// How an assignment ended before its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// When.
    pub at: Millis,
    /// By whom; absent for the command line.
    pub by: Option<OperatorId>,
    /// Why.
    pub reason: String,
}

/// A role given to an operator. What is written of it stays; only its end is added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// Its name.
    pub id: AssignmentId,
    /// Whose.
    pub operator: OperatorId,
    /// Which role.
    pub role: Role,
    /// Over what.
    pub scope: DataScope,
    /// The first moment at which it counts.
    pub from: Millis,
    /// The first moment at which it counts no more, where that was set beforehand.
    pub until: Option<Millis>,
    /// Why it was granted.
    pub reason: String,
    /// By whom; absent for the command line.
    pub granted_by: Option<OperatorId>,
    /// When.
    pub granted_at: Millis,
    /// How it ended before its time.
    pub ending: Option<Ending>,
}

impl Assignment {
    /// When it counts.
    #[must_use]
    pub fn span(&self) -> Span {
        let until = self.until.unwrap_or(Span::OPEN);
        let ended = self.ending.as_ref().map_or(Span::OPEN, |ending| ending.at);
        Span { from: self.from, until: until.min(ended) }
    }

    /// Tells whether it counts at a moment.
    #[must_use]
    pub fn is_live(&self, at: Millis) -> bool {
        self.span().contains(at)
    }

    /// Tells whether it counts at a moment or will.
    #[must_use]
    pub fn is_ahead(&self, at: Millis) -> bool {
        let span = self.span();
        span.from < span.until && at < span.until
    }

    /// Tells whether it grants a permission while it counts: over a part of the archive only what is about content.
    #[must_use]
    pub fn grants(&self, permission: Permission) -> bool {
        self.role.grants(permission) && (permission.is_about_content() || self.scope.is_whole())
    }
}

/// Whether duties are separated among persons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Separation {
    /// Each administrator is a person of their own, who has no other role; nobody owns the archive.
    Strict,
    /// One person may have several roles; what is merged so is shown.
    #[default]
    SmallTeam,
}

impl Separation {
    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::SmallTeam => "small_team",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Strict, Self::SmallTeam].into_iter().find(|separation| separation.as_str() == word)
    }
}

/// Tells whether two roles are not to be one person's where duties are separated.
#[must_use]
pub fn clashes(one: Role, other: Role) -> bool {
    one != other && (one.is_administrator() || other.is_administrator())
}

/// Why a right is not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantFlaw {
    /// It is for whoever grants it.
    Oneself,
    /// It is over the conversations of whoever grants it.
    OwnConversations,
    /// It says no reason.
    NoReason,
    /// It ends before it begins, or has ended already.
    Reversed,
    /// The role is for a time, and no end is set.
    NoEnd,
    /// The role is for a part of the archive, and none is named.
    NoScope,
    /// The role reads nothing, and a part of the archive is named.
    IdleScope,
    /// The data scope cannot be meant.
    ScopeUnsound,
    /// Duties are separated, and the role holds all of them.
    AllDuties,
    /// Duties are separated, and the operator has a role that excludes this one.
    Exclusive,
}

impl GrantFlaw {
    /// What is said of it to people.
    #[must_use]
    pub fn code(self) -> ProblemCode {
        match self {
            Self::Oneself => ProblemCode::RightToOneself,
            Self::OwnConversations => ProblemCode::RightOverOneself,
            Self::NoReason => ProblemCode::ReasonMissing,
            Self::Reversed => ProblemCode::DatesReversed,
            Self::NoEnd => ProblemCode::RightNeedsEnd,
            Self::NoScope => ProblemCode::RightNeedsScope,
            Self::IdleScope => ProblemCode::RightTakesNoScope,
            Self::ScopeUnsound => ProblemCode::DataScopeUnsound,
            Self::AllDuties | Self::Exclusive => ProblemCode::RolesExclude,
        }
    }
}

/// What is wrong with a right that is about to be granted. `others` are those that the operator has or will have, `own`
/// the member that whoever grants it is.
#[must_use]
pub fn flaws(
    separation: Separation,
    new: &Assignment,
    others: &[Assignment],
    own: Option<&PartyId>,
    now: Millis,
) -> Vec<GrantFlaw> {
    let scope = &new.scope;
    let beside = others.iter().filter(|other| other.is_ahead(now));
    let strict = separation == Separation::Strict;
    let checks = [
        (new.granted_by == Some(new.operator), GrantFlaw::Oneself),
        (own.is_some_and(|own| scope.members.contains(own)), GrantFlaw::OwnConversations),
        (new.reason.trim().is_empty(), GrantFlaw::NoReason),
        (!new.is_ahead(now), GrantFlaw::Reversed),
        (new.role == Role::Regulator && new.until.is_none(), GrantFlaw::NoEnd),
        (new.role == Role::Investigator && !scope.names_somebody(), GrantFlaw::NoScope),
        (!new.role.reads_content() && !scope.is_whole(), GrantFlaw::IdleScope),
        (!scope.is_sound(), GrantFlaw::ScopeUnsound),
        (strict && new.role == Role::Owner, GrantFlaw::AllDuties),
        (strict && beside.clone().any(|other| clashes(new.role, other.role)), GrantFlaw::Exclusive),
    ];
    checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, flaw)| flaw).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(role: Role) -> Assignment {
        Assignment {
            id: AssignmentId(Uuid::nil()),
            operator: OperatorId(Uuid::from_u128(1)),
            role,
            scope: DataScope::default(),
            from: 10,
            until: None,
            reason: "季度复核".into(),
            granted_by: Some(OperatorId(Uuid::from_u128(2))),
            granted_at: 10,
            ending: None,
        }
    }

    fn of(member: &str) -> DataScope {
        DataScope { members: [member.into()].into(), ..DataScope::default() }
    }

    #[test]
    fn it_counts_from_its_beginning_until_the_first_of_its_ends() {
        let ending = Ending { at: 30, by: None, reason: "换岗".into() };
        let right = Assignment { until: Some(40), ending: Some(ending), ..right(Role::Reviewer) };
        let live = [9, 10, 29, 30].map(|at| right.is_live(at));
        assert_eq!(live, [false, true, true, false]);
        assert!(right.is_ahead(5) && !right.is_ahead(30));
        let never = Assignment { ending: Some(Ending { at: 5, by: None, reason: String::new() }), ..right };
        assert!(!never.is_ahead(0) && !never.is_live(10));
    }

    #[test]
    fn over_a_part_of_the_archive_it_grants_only_what_is_about_content() {
        let part = Assignment { scope: of("li"), ..right(Role::Reviewer) };
        assert!(part.grants(Permission::Search) && !part.grants(Permission::ViewDirectory));
        assert!(right(Role::Reviewer).grants(Permission::ViewDirectory));
        assert!(!right(Role::Reviewer).grants(Permission::Export));
    }

    #[test]
    fn what_cannot_be_granted_says_why() {
        use GrantFlaw as Is;
        let two = OperatorId(Uuid::from_u128(2));
        let table = [
            (right(Role::Reviewer), vec![]),
            (Assignment { operator: two, ..right(Role::Reviewer) }, vec![Is::Oneself]),
            (Assignment { reason: " ".into(), ..right(Role::Reviewer) }, vec![Is::NoReason]),
            (Assignment { until: Some(10), ..right(Role::Reviewer) }, vec![Is::Reversed]),
            (right(Role::Regulator), vec![Is::NoEnd]),
            (Assignment { until: Some(90), ..right(Role::Regulator) }, vec![]),
            (right(Role::Investigator), vec![Is::NoScope]),
            (Assignment { scope: of("li"), ..right(Role::Investigator) }, vec![]),
            (Assignment { scope: of("chen"), ..right(Role::Investigator) }, vec![Is::OwnConversations]),
            (Assignment { scope: of("li"), ..right(Role::SystemAdministrator) }, vec![Is::IdleScope]),
        ];
        for (new, expected) in table {
            let found = flaws(Separation::SmallTeam, &new, &[], Some(&"chen".into()), 10);
            assert_eq!(found, expected, "{new:?}");
        }
    }

    #[test]
    fn where_duties_are_separated_an_administrator_has_no_other_role() {
        let found =
            |new: Role, other: Role| flaws(Separation::Strict, &right(new), &[right(other)], None, 10);
        for one in Role::ALL.iter().filter(|role| !matches!(role, Role::Regulator | Role::Investigator)) {
            let together = found(*one, Role::SystemAdministrator);
            assert_eq!(together.is_empty(), *one == Role::SystemAdministrator, "{one:?}");
        }
        assert!(found(Role::Reviewer, Role::Exporter).is_empty());
        assert_eq!(found(Role::Owner, Role::Owner), [GrantFlaw::AllDuties]);
        let ended = Assignment { until: Some(11), ..right(Role::AuditAdministrator) };
        assert!(flaws(Separation::Strict, &right(Role::Reviewer), &[ended], None, 11).is_empty());
    }
}
