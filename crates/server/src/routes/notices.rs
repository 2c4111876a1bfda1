//! Notices: texts and versions, deliveries, receipts, the register.

pub mod create;
pub mod deliver;
pub mod draft;
pub mod get;
pub mod links;
pub mod list;
pub mod paper;
pub mod people;
pub mod public;
pub mod publish;
pub mod register;
pub mod resume;
pub mod rule;
