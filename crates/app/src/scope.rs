//! The archive scope (存档范围): who is archived, on what basis, and by what that is decided.

mod book;
mod quarantine;
mod right;

pub use book::{ScopeBook, ScopeState, book};
pub(crate) use quarantine::destroy_due;
pub use quarantine::quarantine;
pub(crate) use right::Decider;
