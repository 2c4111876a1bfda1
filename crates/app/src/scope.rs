//! The archive scope (存档范围): who is archived, on what basis, and by what that is decided.

mod book;

pub use book::{ScopeBook, ScopeState, book};
