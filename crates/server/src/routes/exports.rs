//! Conversations taken away as files.

pub mod cancel;
pub mod create;
pub mod delete;
pub mod estimate;
pub mod file;
pub mod get;
pub mod list;
pub mod resume;
