//! Access (权限): who may do what, with which part of the archive, from when until when. What is not granted is denied.
//!
//! * A [`Permission`] is one thing that an operator may be allowed to do; a [`Role`] is a named set of them.
//! * An [`Assignment`] (授权) gives a role to an operator within a [`DataScope`] (数据范围), for a time and for a reason. It
//!   is never changed: it ends, and another begins, so that who could see what has an answer for any moment.
//! * A [`Reach`] is a data scope put together with the directory: it tells in which spans the messages of a conversation
//!   are within it. A [`Guard`] takes away what no role opens: one's own conversations, and those of protected members.
//! * [`decide`] says whether an operator sees a conversation, and why. Whatever enforces and whatever explains asks the
//!   same functions.

mod assignment;
mod decide;
mod reach;
mod role;
mod scope;
mod spans;

use serde::{Deserialize, Serialize};

pub use assignment::{Assignment, AssignmentId, Ending, GrantFlaw, Separation, clashes, flaws};
pub use decide::{Answer, Finding, Guard, Reason, Right, decide, seen};
pub use reach::{ConversationFacts, Reach};
pub use role::Role;
pub use scope::{DataScope, DepartmentScope};
pub use spans::Spans;

/// One thing that an operator may be allowed to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Permission {
    /// See figures about the archive, without content.
    ViewOverview,
    /// See the whole directory: members, external contacts, rooms.
    ViewDirectory,
    /// Read conversations.
    ViewConversation,
    /// Search in conversations.
    Search,
    /// Open the files of messages: play, look at, save.
    PlayMedia,
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
    /// See operators and their rights, and ask who may see what.
    ViewAccess,
    /// Create operators, grant and end rights, protect members.
    ManageAccess,
}

impl Permission {
    /// Every permission.
    pub const ALL: &'static [Self] = &[
        Self::ViewOverview,
        Self::ViewDirectory,
        Self::ViewConversation,
        Self::Search,
        Self::PlayMedia,
        Self::Export,
        Self::ViewStatus,
        Self::ManageNotices,
        Self::ManageService,
        Self::ManageScope,
        Self::ManageConnection,
        Self::ViewAccess,
        Self::ManageAccess,
    ];

    /// Tells whether it is about the content of conversations, and so narrowed by a data scope. Any other one counts only
    /// where the right is over the whole archive: there is no such thing as a part of the settings.
    #[must_use]
    pub fn is_about_content(self) -> bool {
        matches!(self, Self::ViewConversation | Self::Search | Self::PlayMedia | Self::Export)
    }
}
