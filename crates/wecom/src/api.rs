//! WeCom's HTTP interface: the directory, and what the archive asks of it.

mod client;
mod directory;

pub use client::Client;
pub use directory::{Department, ExternalContact, Group, Member, Robot};
