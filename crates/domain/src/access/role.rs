//! Roles (角色): named sets of permissions.

use serde::{Deserialize, Serialize};

use super::Permission;

/// A named set of permissions.
///
/// The three administrators (三员) share the power over the archive among them: one runs it, one grants rights, one looks
/// at what was done. None of them reads content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Sets the archive up and runs it; reads no conversation, grants nothing.
    SystemAdministrator,
    /// Creates operators, grants and ends their rights; reads no conversation.
    SecurityAdministrator,
    /// Looks at who has which right; reads no conversation, grants nothing.
    AuditAdministrator,
    /// Searches, reads and exports, and decides who is archived.
    ComplianceOfficer,
    /// Searches and reads, exports nothing.
    Reviewer,
    /// Searches, reads and exports what one matter is about, never the whole archive.
    Investigator,
    /// Finds and takes away, without the reading room.
    Exporter,
    /// Looks after notices, consents and the rights of those who are archived; reads no conversation.
    DataProtectionOfficer,
    /// Searches and reads for an authority, until a day that is set beforehand.
    Regulator,
    /// The first operator of a small team: all of it, until others are appointed.
    Owner,
}

impl Role {
    /// Every role.
    pub const ALL: &'static [Self] = &[
        Self::SystemAdministrator,
        Self::SecurityAdministrator,
        Self::AuditAdministrator,
        Self::ComplianceOfficer,
        Self::Reviewer,
        Self::Investigator,
        Self::Exporter,
        Self::DataProtectionOfficer,
        Self::Regulator,
        Self::Owner,
    ];

    /// What the role grants.
    #[must_use]
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::{
            Export, ManageAccess, ManageConnection, ManageNotices, ManageScope, ManageService, PlayMedia,
            Search, ViewAccess, ViewConversation, ViewDirectory, ViewOverview, ViewStatus,
        };
        match self {
            Self::SystemAdministrator => {
                &[ViewOverview, ViewStatus, ManageNotices, ManageService, ManageScope, ManageConnection]
            }
            Self::SecurityAdministrator => &[ViewOverview, ViewAccess, ManageAccess],
            Self::AuditAdministrator => &[ViewOverview, ViewAccess],
            Self::ComplianceOfficer => &[
                ViewOverview,
                ViewDirectory,
                ViewConversation,
                Search,
                PlayMedia,
                Export,
                ManageNotices,
                ManageScope,
            ],
            Self::Reviewer => &[ViewOverview, ViewDirectory, ViewConversation, Search, PlayMedia],
            Self::Investigator => &[ViewConversation, Search, PlayMedia, Export],
            Self::Exporter => &[Search, Export],
            Self::DataProtectionOfficer => &[ViewOverview, ViewDirectory, ManageNotices, ViewAccess],
            Self::Regulator => &[ViewConversation, Search, PlayMedia],
            Self::Owner => Permission::ALL,
        }
    }

    /// Tells whether the role grants the permission.
    #[must_use]
    pub fn grants(self, permission: Permission) -> bool {
        self.permissions().contains(&permission)
    }

    /// Tells whether it opens any content.
    #[must_use]
    pub fn reads_content(self) -> bool {
        self.permissions().iter().any(|permission| permission.is_about_content())
    }

    /// Tells whether it is one of the three administrators, who are three persons where duties are separated.
    #[must_use]
    pub fn is_administrator(self) -> bool {
        matches!(self, Self::SystemAdministrator | Self::SecurityAdministrator | Self::AuditAdministrator)
    }

    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SystemAdministrator => "system_administrator",
            Self::SecurityAdministrator => "security_administrator",
            Self::AuditAdministrator => "audit_administrator",
            Self::ComplianceOfficer => "compliance_officer",
            Self::Reviewer => "reviewer",
            Self::Investigator => "investigator",
            Self::Exporter => "exporter",
            Self::DataProtectionOfficer => "data_protection_officer",
            Self::Regulator => "regulator",
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
        for role in Role::ALL.iter().filter(|role| role.is_administrator()) {
            assert!(!role.reads_content(), "{role:?}");
        }
        assert!(!Role::DataProtectionOfficer.reads_content());
        assert!(!Role::Reviewer.grants(Permission::Export));
        assert!(Permission::ALL.iter().all(|permission| Role::Owner.grants(*permission)));
    }

    #[test]
    fn no_two_administrators_share_what_changes_something() {
        let changing = [
            Permission::ManageAccess,
            Permission::ManageConnection,
            Permission::ManageScope,
            Permission::ManageService,
        ];
        for permission in changing {
            let holders = Role::ALL.iter().filter(|role| role.is_administrator() && role.grants(permission));
            assert_eq!(holders.count(), 1, "{permission:?}");
        }
    }

    #[test]
    fn each_role_is_read_back_by_its_word() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(*role));
        }
        assert_eq!(Role::parse("king"), None);
    }
}
