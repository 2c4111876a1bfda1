//! Operators and rights as they are shown.

use std::collections::HashMap;

use huicun_domain::access::{Assignment, AssignmentId, DataScope, Role, Separation};
use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, TagId};
use huicun_domain::ids::{OperatorId, PartyId, RoomId};
use huicun_store::{OperatorRow as StoredOperator, ProtectedMember};
use serde::Serialize;

use crate::browse::Names;
use crate::error::AppResult;
use crate::services::Services;
use crate::view::{OperatorRef, PartyRef};

/// All operators, with their rights.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperatorsView {
    /// When this held.
    pub as_of: Millis,
    /// Whether duties are separated.
    pub separation: Separation,
    /// Who has roles that exclude each other where duties are separated.
    pub merged: Vec<Merged>,
    /// The operators, by name.
    pub operators: Vec<OperatorRow>,
    /// Who is or was protected.
    pub protected: Vec<ProtectedView>,
}

/// An operator with roles that exclude each other where duties are separated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Merged {
    /// Who.
    pub operator: OperatorId,
    /// The roles.
    pub roles: Vec<Role>,
}

/// An operator.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OperatorRow {
    /// The id.
    pub id: OperatorId,
    /// The name signed in with.
    pub name: String,
    /// The name shown.
    pub display_name: String,
    /// The member that the operator is, where that is known.
    pub member: Option<PartyRef>,
    /// When it was created.
    pub created_at: Millis,
    /// Since when signing in is refused, where it is.
    pub disabled_at: Option<Millis>,
    /// The rights, those that ended too, the latest first.
    pub assignments: Vec<AssignmentView>,
}

/// A right.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignmentView {
    /// The id.
    pub id: AssignmentId,
    /// Which role.
    pub role: Role,
    /// Over what.
    pub scope: DataScope,
    /// What the scope names, by name.
    pub names: ScopeNames,
    /// The first moment at which it counts.
    pub from: Millis,
    /// The first moment at which it counts no more, where that was set beforehand.
    pub until: Option<Millis>,
    /// Whether it counts now.
    pub live: bool,
    /// Whether it counts now or will.
    pub ahead: bool,
    /// Why it was granted.
    pub reason: String,
    /// By whom; absent for the command line.
    pub granted_by: Option<OperatorRef>,
    /// When.
    pub granted_at: Millis,
    /// How it ended before its time.
    pub ending: Option<EndingView>,
}

/// How a right ended before its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = AssignmentEnding))]
pub struct EndingView {
    /// When.
    pub at: Millis,
    /// By whom; absent for the command line.
    pub by: Option<OperatorRef>,
    /// Why.
    pub reason: String,
}

/// The names of what a data scope names, in its order; an id where there is no name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = DataScopeNames))]
pub struct ScopeNames {
    /// Departments.
    pub departments: Vec<String>,
    /// Members.
    pub members: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// External contacts.
    pub contacts: Vec<String>,
    /// Rooms.
    pub rooms: Vec<String>,
}

/// A member who is or was protected.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ProtectedMember))]
pub struct ProtectedView {
    /// Who.
    pub member: PartyRef,
    /// Since when.
    pub from: Millis,
    /// Until when, where it ended.
    pub until: Option<Millis>,
    /// Why.
    pub reason: String,
    /// Who put them on the list; absent for the command line.
    pub by: Option<OperatorRef>,
}

/// What operators and rights are named by.
pub(super) struct Listing {
    now: Millis,
    operators: HashMap<OperatorId, OperatorRef>,
    departments: HashMap<DepartmentId, String>,
    tags: HashMap<TagId, String>,
    rooms: HashMap<RoomId, String>,
    names: Names,
}

impl Listing {
    /// Looks up whatever these name.
    pub(super) async fn read(
        services: &Services,
        operators: &[StoredOperator],
        assignments: &[Assignment],
        protected: &[ProtectedMember],
    ) -> AppResult<Self> {
        let (store, corp) = (&services.store, &services.corp);
        let scopes = || assignments.iter().map(|one| &one.scope);
        let mut parties: Vec<PartyId> = scopes()
            .flat_map(|scope| scope.members.iter().chain(&scope.contacts))
            .chain(operators.iter().filter_map(|row| row.member.as_ref()))
            .chain(protected.iter().map(|row| &row.member))
            .cloned()
            .collect();
        parties.sort_unstable();
        parties.dedup();
        let rooms: Vec<RoomId> = scopes().flat_map(|scope| scope.rooms.iter().cloned()).collect();
        let named = store.rooms_by_id(corp, &rooms).await?.into_iter();
        let operator = |row: &StoredOperator| OperatorRef {
            id: row.id,
            name: row.name.clone(),
            display_name: row.display_name.clone(),
        };
        Ok(Self {
            now: services.now(),
            operators: operators.iter().map(|row| (row.id, operator(row))).collect(),
            departments: store.departments(corp).await?.into_iter().map(|row| (row.id, row.name)).collect(),
            tags: store.tags(corp).await?.into_iter().map(|row| (row.id, row.name)).collect(),
            rooms: named.filter_map(|(id, row)| Some((id, row.name?))).collect(),
            names: Names::of(services, parties).await?,
        })
    }

    pub(super) fn operator(&self, row: &StoredOperator, assignments: &[Assignment]) -> OperatorRow {
        let own = assignments.iter().filter(|one| one.operator == row.id);
        OperatorRow {
            id: row.id,
            name: row.name.clone(),
            display_name: row.display_name.clone(),
            member: row.member.as_ref().map(|member| self.names.get(member)),
            created_at: row.created_at,
            disabled_at: row.disabled_at,
            assignments: own.map(|one| self.assignment(one)).collect(),
        }
    }

    pub(super) fn assignment(&self, one: &Assignment) -> AssignmentView {
        let ending = one.ending.as_ref().map(|ending| EndingView {
            at: ending.at,
            by: ending.by.map(|by| self.by(by)),
            reason: ending.reason.clone(),
        });
        AssignmentView {
            id: one.id,
            role: one.role,
            names: self.scope(&one.scope),
            scope: one.scope.clone(),
            from: one.from,
            until: one.until,
            live: one.is_live(self.now),
            ahead: one.is_ahead(self.now),
            reason: one.reason.clone(),
            granted_by: one.granted_by.map(|by| self.by(by)),
            granted_at: one.granted_at,
            ending,
        }
    }

    pub(super) fn protected(&self, row: &ProtectedMember) -> ProtectedView {
        ProtectedView {
            member: self.names.get(&row.member),
            from: row.from,
            until: row.until,
            reason: row.reason.clone(),
            by: row.protected_by.map(|by| self.by(by)),
        }
    }

    /// Names an operator.
    pub(super) fn by(&self, id: OperatorId) -> OperatorRef {
        let unknown = || OperatorRef { id, name: String::new(), display_name: String::new() };
        self.operators.get(&id).cloned().unwrap_or_else(unknown)
    }

    fn scope(&self, scope: &DataScope) -> ScopeNames {
        let department =
            |id: &DepartmentId| self.departments.get(id).cloned().unwrap_or_else(|| id.to_string());
        ScopeNames {
            departments: scope.departments.iter().map(|one| department(&one.department)).collect(),
            members: scope.members.iter().map(|id| self.names.text(id)).collect(),
            tags: scope
                .tags
                .iter()
                .map(|id| self.tags.get(id).cloned().unwrap_or_else(|| id.to_string()))
                .collect(),
            contacts: scope.contacts.iter().map(|id| self.names.text(id)).collect(),
            rooms: scope
                .rooms
                .iter()
                .map(|id| self.rooms.get(id).cloned().unwrap_or_else(|| id.as_str().to_owned()))
                .collect(),
        }
    }
}
