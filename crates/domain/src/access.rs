//! Access: what an operator may do. What is not granted is denied.

use serde::{Deserialize, Serialize};

/// One thing that an operator may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Permission {
    /// See figures about the archive, without content.
    ViewOverview,
    /// See who is archived: members, external contacts, rooms.
    ViewDirectory,
    /// Read conversations.
    ViewConversation,
    /// Search in conversations.
    Search,
    /// Take conversations away as files.
    Export,
    /// See the state of ingest, index and store in detail.
    ViewStatus,
    /// Write and deliver notices, see receipts and consents, answer questions.
    ManageNotices,
    /// Order the service, pay for it, and set its prices.
    ManageService,
    /// Decide who is archived, see who is and who is not.
    ManageScope,
    /// Connect the archive to WeCom: secrets, keys, the library.
    ManageConnection,
}

/// A named set of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Sets the archive up and runs it; reads no conversation.
    SystemAdministrator,
    /// Searches, reads and exports.
    ComplianceOfficer,
    /// Searches and reads, exports nothing.
    Reviewer,
    /// The first operator of a small team: all of it, until others are appointed.
    Owner,
}

impl Permission {
    /// Every permission.
    pub const ALL: &'static [Self] = &[
        Self::ViewOverview,
        Self::ViewDirectory,
        Self::ViewConversation,
        Self::Search,
        Self::Export,
        Self::ViewStatus,
        Self::ManageNotices,
        Self::ManageService,
        Self::ManageScope,
        Self::ManageConnection,
    ];
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Self] =
        &[Self::SystemAdministrator, Self::ComplianceOfficer, Self::Reviewer, Self::Owner];

    /// Tells whether the role grants the permission.
    #[must_use]
    pub fn grants(self, permission: Permission) -> bool {
        use Permission::{
            Export, ManageConnection, ManageNotices, ManageScope, ManageService, Search, ViewConversation,
            ViewDirectory, ViewOverview, ViewStatus,
        };
        match self {
            Self::SystemAdministrator => {
                matches!(
                    permission,
                    ViewOverview
                        | ViewStatus
                        | ManageNotices
                        | ManageService
                        | ManageScope
                        | ManageConnection
                )
            }
            Self::ComplianceOfficer => {
                matches!(
                    permission,
                    ViewOverview
                        | ViewDirectory
                        | ViewConversation
                        | Search
                        | Export
                        | ManageNotices
                        | ManageScope
                )
            }
            Self::Reviewer => matches!(permission, ViewOverview | ViewDirectory | ViewConversation | Search),
            Self::Owner => true,
        }
    }

    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SystemAdministrator => "system_administrator",
            Self::ComplianceOfficer => "compliance_officer",
            Self::Reviewer => "reviewer",
            Self::Owner => "owner",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_runs_the_archive_does_not_read_it() {
        let content = [Permission::ViewConversation, Permission::Search, Permission::Export];
        assert!(content.iter().all(|permission| !Role::SystemAdministrator.grants(*permission)));
        assert!(!Role::Reviewer.grants(Permission::Export));
        assert!(Permission::ALL.iter().all(|permission| Role::Owner.grants(*permission)));
    }
}
