//! The console's files, embedded, and the router that serves them.
//!
//! `web/dist` is embedded where it was built; a program built without Node serves a page that says how to build it.
//! *Architecture invariant:* a leaf. It depends on no package of this workspace and knows nothing of the interface.

mod files;
mod headers;
mod page;
mod router;

pub use router::router;
