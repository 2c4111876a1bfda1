//! Looks into files that came with messages: thumbnails, playable sound, posters, first pages, texts.
//!
//! Files come from strangers. Nothing of them is looked at in the process that holds keys: a child process is started
//! for it, gives up every right that it does not need, and answers over a pipe. What it may do is in [`sandbox`];
//! the limits are in [`Limits`]. A file that kills the child costs the child.
//!
//! A request and an answer are framed alike:
//!
//! | length | what |
//! |---|---|
//! | 4 | length of the head, little endian |
//! | n | the head, JSON: [`Wanted`] or [`Derived`] |
//! | m | the file, or the pictures and the sound, one after the other; the head says how long each is |

#![forbid(unsafe_code)]

mod document;
mod error;
mod frame;
mod host;
mod listing;
mod made;
mod office;
mod picture;
pub mod sandbox;
mod sound;
mod speech;
mod text;
mod tool;
mod video;
mod worker;

pub use error::DeriveError;
pub use host::{Deriver, HostProgram};
pub use made::{
    Depth, Derived, DerivedText, Facts, Limits, Picture, PictureRole, Problem, Sound, TextSource, Wanted,
};
pub use speech::{SpeechCommand, SpeechError, SpeechService, TlsUnavailable, Transcriber};
pub use worker::serve;
