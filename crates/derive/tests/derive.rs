//! What is made of files, in the real child process; what hostile files get; what the child may not do; and how voices
//! are put into words.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "derive/documents.rs"]
mod documents;
#[path = "derive/harness.rs"]
mod harness;
#[path = "derive/hostile.rs"]
mod hostile;
#[path = "derive/pictures.rs"]
mod pictures;
#[path = "derive/sandbox.rs"]
mod sandbox;
#[path = "derive/sounds.rs"]
mod sounds;
#[path = "derive/speech.rs"]
mod speech;
