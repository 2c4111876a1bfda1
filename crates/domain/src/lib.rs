//! Pure types and rules of the archive: nothing here reads a clock, a file, a network or a database.

pub mod access;
pub mod alarm;
pub mod clock;
pub mod code;
pub mod connection;
pub mod conversation;
pub mod directory;
pub mod fold;
pub mod horizon;
pub mod ids;
pub mod message;
pub mod notice;
pub mod query;
pub mod scope;
pub mod service;
