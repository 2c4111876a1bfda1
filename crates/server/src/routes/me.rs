//! The employee's own page.

pub mod answer;
pub mod ask;
pub mod enter;
pub mod get;
pub mod leave;
pub mod oauth;
