//! Connecting to WeCom (接入): step by step, each with a check against WeCom itself.
//!
//! What is filled in lies sealed in the database and is never shown again. What the configuration file says wins, and
//! cannot be changed here. Nothing is archived before a rehearsal has opened a real message; from then on what is
//! changed takes effect at once.

mod begin;
mod check;
mod escrow;
mod keys;
mod library;
mod probes;
mod records;
mod rehearsal;
mod remedy;
mod save;
mod settings;
mod state;
pub mod view;

pub use begin::{MADE_CORP, begin_corp};
pub use check::{Finding, Outcome, check, check_installation, check_written};
pub use escrow::{ShareKeeper, TakenShare, split_again, take_share};
pub use keys::{KeyImport, KeyVersion, import, make, renumber};
pub use library::{LIBRARY_BYTES, Upload, begin_upload};
pub use save::{clear, save};
pub use settings::{Effect, Settings, StepForm, apply, verified};
pub use state::state;
pub use view::ConnectionView;
