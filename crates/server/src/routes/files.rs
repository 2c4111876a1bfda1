//! `/files` and `/media`: links to the files of messages, and the files themselves.

pub mod content;
pub mod link;
