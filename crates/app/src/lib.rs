//! The use cases: ingest, indexing, search, browsing, export, signing in.
//!
//! Every use case takes the [`Ctx`] first and authorises first; one that shows content writes a durable audit
//! admission before its answer leaves. Nothing here knows HTTP.

pub mod access;
pub mod alarms;
pub mod audit;
pub mod auth;
pub mod browse;
mod calendar;
pub mod callback;
pub mod connect;
pub mod connection;
pub mod ctx;
pub mod directory;
pub mod disk;
pub mod error;
pub mod export;
pub mod file_texts;
pub mod index;
pub mod ingest;
pub mod inspect;
pub mod jobs;
mod lease;
pub mod media;
pub mod notice;
pub mod overview;
pub mod plaintext;
pub mod scope;
pub mod search;
pub mod service;
pub mod services;
pub mod status;
mod tail;
mod token;
pub mod view;

pub use connection::{Connection, Wecom};
pub use ctx::{Actor, Ctx};
pub use error::{AppError, AppResult};
pub use index::{Index, IndexHome};
pub use services::Services;
pub use tail::Tail;
