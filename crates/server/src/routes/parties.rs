//! Members, external contacts and robots.

pub mod days;
pub mod get;
pub mod list;
pub mod messages;
