//! The first operator.

pub mod create;
pub mod get;
