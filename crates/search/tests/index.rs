//! The index against brute force, restarts, crashes, damage and curiosity.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "index/beside.rs"]
mod beside;
#[path = "index/brute.rs"]
mod brute;
#[path = "index/crash.rs"]
mod crash;
#[path = "index/damage.rs"]
mod damage;
#[path = "index/dialogues.rs"]
mod dialogues;
#[path = "index/harness.rs"]
mod harness;
#[path = "index/restart.rs"]
mod restart;
