//! The rights of an operator, as a request carries them.

use std::collections::BTreeSet;

use huicun_domain::access::{Assignment, AssignmentId, DataScope, Permission, Role};
use huicun_domain::clock::Millis;
use huicun_domain::ids::{OperatorId, PartyId};
use huicun_store::OperatorRow;
use uuid::Uuid;

use crate::error::AppResult;
use crate::services::Services;

/// The rights of an operator that count at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// The assignments that count.
    pub assignments: Vec<Assignment>,
    /// The member that the operator is, where that is known.
    pub member: Option<PartyId>,
}

impl Rights {
    /// Keeps the assignments that count at a moment.
    #[must_use]
    pub fn at(assignments: Vec<Assignment>, member: Option<PartyId>, at: Millis) -> Self {
        let live = assignments.into_iter().filter(|assignment| assignment.is_live(at)).collect();
        Self { assignments: live, member }
    }

    /// The rights of one role over the whole archive.
    #[must_use]
    pub fn of_role(operator: OperatorId, role: Role) -> Self {
        Self { assignments: vec![over_all(operator, role, None, 0, String::new())], member: None }
    }

    /// Tells whether something is granted, by whichever right.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.assignments.iter().any(|assignment| assignment.grants(permission))
    }

    /// What is granted.
    #[must_use]
    pub fn permissions(&self) -> Vec<Permission> {
        Permission::ALL.iter().copied().filter(|permission| self.may(*permission)).collect()
    }

    /// The roles, each once.
    #[must_use]
    pub fn roles(&self) -> BTreeSet<Role> {
        self.assignments.iter().map(|assignment| assignment.role).collect()
    }

    /// Over which parts of the archive something is granted, each once and in one order.
    #[must_use]
    pub fn scopes(&self, permission: Permission) -> Vec<DataScope> {
        let granting = self.assignments.iter().filter(|assignment| assignment.grants(permission));
        let scopes: BTreeSet<DataScope> = granting.map(|assignment| assignment.scope.clone()).collect();
        scopes.into_iter().collect()
    }
}

/// An assignment of a role over the whole archive, from now on.
pub(crate) fn over_all(
    operator: OperatorId,
    role: Role,
    granted_by: Option<OperatorId>,
    now: Millis,
    reason: String,
) -> Assignment {
    Assignment {
        id: AssignmentId(Uuid::now_v7()),
        operator,
        role,
        scope: DataScope::default(),
        from: now,
        until: None,
        reason,
        granted_by,
        granted_at: now,
        ending: None,
    }
}

/// Reads the rights of an operator that count now; none of one who may not sign in.
pub(crate) async fn rights_of(services: &Services, row: &OperatorRow) -> AppResult<Rights> {
    let now = services.now();
    if row.disabled_at.is_some_and(|since| now >= since) {
        return Ok(Rights::default());
    }
    let assignments = services.store.assignments_of(row.id).await?;
    Ok(Rights::at(assignments, row.member.clone(), now))
}

/// Tells whether whoever has these scopes now may have what was made within those.
pub(crate) fn covers(now: &[DataScope], then: &[DataScope]) -> bool {
    now.iter().any(DataScope::is_whole) || then.iter().all(|scope| now.contains(scope))
}
