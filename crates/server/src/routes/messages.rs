//! Single messages.

pub mod get;
pub mod raw;
