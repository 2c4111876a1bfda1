//! WeCom's HTTP interface: the directory, and what the archive asks of it.

mod client;
mod customers;
mod directory;

pub use client::Client;
pub use customers::{ExternalContact, Group, Robot, Seat, Served};
pub use directory::{Department, Member, Tag, Tagged};
