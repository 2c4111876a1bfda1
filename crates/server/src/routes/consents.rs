//! What customers said to being archived.

pub mod check;
pub mod history;
pub mod list;
