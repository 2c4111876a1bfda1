//! The binary as its users meet it: a virtual corp archived, searched, shown, exported, killed, misused.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "cli/access.rs"]
mod access;
#[path = "cli/bad_input.rs"]
mod bad_input;
#[path = "cli/connection.rs"]
mod connection;
#[path = "cli/demo.rs"]
mod demo;
#[path = "cli/faults.rs"]
mod faults;
#[path = "cli/harness.rs"]
mod harness;
#[path = "cli/media.rs"]
mod media;
#[path = "cli/scope.rs"]
mod scope;
