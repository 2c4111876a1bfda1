//! Signing in and out.

pub mod create;
pub mod delete;
pub mod get;
pub mod password;
