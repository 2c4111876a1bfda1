//! Rooms and direct chats.

pub mod days;
pub mod get;
pub mod hits;
pub mod list;
pub mod messages;
pub mod reading;
pub mod seats;
pub mod stays;
