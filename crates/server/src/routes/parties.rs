//! Members, external contacts and robots.

pub mod get;
pub mod list;
