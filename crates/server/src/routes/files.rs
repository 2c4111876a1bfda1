//! `/files` and `/media`: links to the files of messages, their texts, and the files themselves.

pub mod content;
pub mod link;
pub mod texts;
