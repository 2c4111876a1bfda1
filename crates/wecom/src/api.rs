//! WeCom's HTTP interface: the directory, messages, consents, signing in.

mod client;
pub mod consent;
mod directory;
mod login;
pub mod message;
#[cfg(test)]
mod tests;

pub use client::Client;
pub use directory::{Department, ExternalContact, Group, Member, Robot};
