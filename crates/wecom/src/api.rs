//! WeCom's HTTP interface: the directory, messages, consents, signing in.

mod client;
pub mod consent;
mod customers;
mod directory;
mod login;
pub mod message;
mod pace;
mod permit;
mod probe;
#[cfg(test)]
mod tests;

pub use client::{Client, Proxy};
pub use customers::{ExternalContact, Group, Robot, Seat, Served};
pub use directory::{Department, Member, Tag, Tagged};
pub use probe::Agent;
