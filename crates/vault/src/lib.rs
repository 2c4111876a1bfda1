//! Keys and sealing (加密封存).
//!
//! A master key opens the key ring; the ring holds one period key per corp, retention class and month; a period key
//! wraps a random key for each record or blob, stored beside what it seals. Destroying a period key destroys all that
//! it sealed. Every format starts with a version and a cipher suite.
//!
//! * records (messages, envelopes, secrets): [`record`]
//! * blobs and index files, read at any offset: [`blob`]
//! * the key ring's file: [`ring`]
//! * WeCom's RSA keys: [`rsa`]
//! * two people's shares of such a key: [`escrow`]

pub mod blob;
mod durable;
pub mod escrow;
pub mod record;
pub mod ring;
pub mod rsa;
mod suite;

pub use blob::{BlobOpener, BlobReader, BlobSealer, BlobWriter};
pub use durable::write_durably;
pub use record::RecordKind;
pub use ring::{KeyRing, RetentionClass, RingError, Scope};
pub use rsa::{KeyRejected, PrivateKey, make_private_key};
pub use suite::{OpenError, SecretKey};
