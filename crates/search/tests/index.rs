//! The index against brute force, restarts, damage and curiosity.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "index/brute.rs"]
mod brute;
#[path = "index/dialogues.rs"]
mod dialogues;
#[path = "index/harness.rs"]
mod harness;
#[path = "index/restart.rs"]
mod restart;
