//! The full-text index: exact substring search over folded texts, one encrypted tantivy index per month.
//!
//! Nothing here knows the store or WeCom: documents come folded, and answers are places, which the application reads.

mod collect;
mod columns;
mod directory;
mod document;
mod error;
mod filter;
mod grams;
mod index;
mod month;
mod names;
mod schema;

pub use document::{Document, Filter, Found, Request, matches};
pub use error::IndexError;
pub use index::{IndexOptions, OpenMode, Statistics, TextIndex, clear};
