//! Access (权限): which operator has which right, and which part of the archive it opens.
//!
//! A request carries the rights of its operator as they are at that moment ([`Rights`]). What is about content asks for a
//! [`Sight`] by its permission: the messages within the data scopes of the rights that grant it. Lists, figures, searches
//! and exports are then made as if nothing else were in the archive; what lies outside answers like what is not there.

mod choices;
mod explain;
mod grant;
mod guard;
mod operators;
mod portion;
mod protect;
mod rights;
mod separation;
mod sight;
mod state;
mod view;

pub use choices::{RoomChoice, RoomChoices, choices, parties, rooms};
pub use explain::{
    AccessAnswer, AccessFinding, AccessPreview, AccessQuestion, AccessStanding, Change, SeenFigures, explain,
    preview,
};
pub use grant::{NewAssignment, end, grant};
pub use operators::{NewOperatorRequest, OperatorCreated, create, disable, link, list};
pub use portion::Portion;
pub use protect::{protect, unprotect};
pub use rights::Rights;
pub(crate) use rights::{covers, over_all, rights_of};
pub(crate) use separation::keep_separation;
pub use separation::{separate, separation};
pub use sight::{Extent, Sight, sight};
pub(crate) use sight::{of_operator, still_of};
pub use state::AccessState;
pub use view::{AssignmentView, EndingView, Merged, OperatorRow, OperatorsView, ProtectedView, ScopeNames};
