//! The use cases: ingest, indexing, search, browsing, export, signing in.
//!
//! Every use case takes the [`Ctx`] first and authorises first; one that shows content writes a durable audit
//! admission before its answer leaves. Nothing here knows HTTP.

pub mod ctx;
pub mod error;
pub mod services;
pub mod view;

pub use ctx::{Actor, Ctx};
pub use error::{AppError, AppResult};
pub use services::Services;
