//! Who asks: the first argument of every use case.

use std::sync::Arc;

use huicun_domain::access::{Permission, Role};
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{OperatorId, PartyId};

use crate::access::Rights;
use crate::error::AppResult;

/// On whose behalf a use case runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in operator.
    Operator {
        /// Who.
        id: OperatorId,
        /// The name signed in with.
        name: String,
        /// The name shown.
        display_name: String,
        /// What grants permissions, as it counted when the request came.
        rights: Arc<Rights>,
    },
    /// A member of the corp, on their own page.
    Member {
        /// Who.
        id: PartyId,
    },
    /// A person with the data folder and its keys in hand, by the command line.
    CommandLine,
    /// The archive itself.
    System,
}

/// The circumstances of one request.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// On whose behalf.
    pub actor: Actor,
    /// Where the request came from, as the server saw it.
    pub address: Option<String>,
    /// Names the request in logs, audit entries and problems.
    pub request_id: String,
}

impl Ctx {
    /// The circumstances of work that the archive does for itself.
    #[must_use]
    pub fn system() -> Self {
        Self { actor: Actor::System, address: None, request_id: "system".into() }
    }

    /// The circumstances of a command.
    #[must_use]
    pub fn command_line() -> Self {
        Self { actor: Actor::CommandLine, address: None, request_id: "cli".into() }
    }

    /// Tells whether the actor may do something.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        match &self.actor {
            Actor::Operator { rights, .. } => rights.may(permission),
            Actor::Member { .. } => false,
            Actor::CommandLine | Actor::System => true,
        }
    }

    /// Tells whether the actor has a role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        match &self.actor {
            Actor::Operator { rights, .. } => rights.roles().contains(&role),
            Actor::Member { .. } | Actor::CommandLine | Actor::System => false,
        }
    }

    /// Refuses what the actor may not do. What is about content asks [`crate::access::sight`], which also tells of which
    /// part.
    ///
    /// # Errors
    /// [`ProblemCode::Forbidden`].
    pub fn authorize(&self, permission: Permission) -> AppResult<()> {
        if self.may(permission) { Ok(()) } else { Err(ProblemCode::Forbidden.into()) }
    }

    /// The operator, where one asks.
    #[must_use]
    pub fn operator(&self) -> Option<OperatorId> {
        match &self.actor {
            Actor::Operator { id, .. } => Some(*id),
            Actor::Member { .. } | Actor::CommandLine | Actor::System => None,
        }
    }

    /// The member who is on their own page.
    ///
    /// # Errors
    /// [`ProblemCode::SignedOut`] for anybody else.
    pub fn member(&self) -> AppResult<&PartyId> {
        match &self.actor {
            Actor::Member { id } => Ok(id),
            Actor::Operator { .. } | Actor::CommandLine | Actor::System => Err(ProblemCode::SignedOut.into()),
        }
    }
}
