//! The use cases on a real store and a real index, with an interface of WeCom's that does what a test tells it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "app/directory.rs"]
mod directory;
#[path = "app/export.rs"]
mod export;
#[path = "app/export_archive.rs"]
mod export_archive;
#[path = "app/index.rs"]
mod index;
#[path = "app/ingest.rs"]
mod ingest;
#[path = "app/media.rs"]
mod media;
#[path = "app/search.rs"]
mod search;
#[path = "app/vectors.rs"]
mod vectors;
#[path = "app/virtual_source.rs"]
mod virtual_source;
