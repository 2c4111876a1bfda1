//! The full-text index: exact substring search over folded texts, one sealed tantivy index for each month.
//!
//! Nothing here knows the store or WeCom: documents come folded, and answers are places, which the application reads.
//!
//! * A text is indexed as its single characters and as its pairs of neighbours at their positions. A needle of one
//!   character is a term, of two a pair, of more a phrase of every second pair and the last: whatever is contained is
//!   found, and nothing else is.
//! * A document goes to the month (UTC) that it was sent in, so that a range of time is a range of months, the newest
//!   page comes from the newest months, the others are only counted, and no merge is larger than a month.
//! * A commit makes each month durable with the position it has reached, then the list of months. A crash in between
//!   leaves months ahead of the list: what they have too much is held back, and not taken again when it comes again.
//! * Every file is sealed under its month's key and its own name. What was changed, cut, lost or put back from a copy
//!   is an error that names the month, and the index is built anew from the database.
//!
//! ```text
//! index/lock                  held by the one process that writes
//! index/months                the list of months, authenticated
//! index/2026-08/meta.json     tantivy's list of segments and the month's position, sealed
//! index/2026-08/<id>.term …   the segments, sealed, in chunks of 16 KiB
//! ```

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
