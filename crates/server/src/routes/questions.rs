//! Questions of members.

pub mod answer;
pub mod list;
