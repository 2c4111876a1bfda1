//! The Finance SDK: the operator's library in a child process, and what its codes mean.
//!
//! The library is closed and not trusted: it runs in a process of its own that holds no key and no database, and that
//! is killed and started again when it hangs or crashes.

mod bucket;
mod calls;
mod codes;
mod elf;
mod ffi;
mod frame;
mod host;
mod link;
mod workers;

use async_trait::async_trait;
use bytes::Bytes;
use huicun_domain::ids::{MediaLocator, Seq};
use zeroize::Zeroizing;

pub use bucket::TokenBucket;
pub use codes::{Retry, WecomError};
pub use elf::{LibraryError, LibraryInfo, inspect_library};
pub use host::{SdkHost, SdkHostConfig};
pub use workers::run_host;

/// One message to be decrypted.
#[derive(Clone)]
pub struct DecryptItem {
    /// The random key, opened with the private key.
    pub random_key: Zeroizing<Vec<u8>>,
    /// `encrypt_chat_msg` exactly as received.
    pub chat_msg: Bytes,
}

/// A part of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaChunk {
    /// What to ask for the next part with.
    pub next: String,
    /// The bytes.
    pub data: Bytes,
    /// Whether it is the last.
    pub finished: bool,
}

/// Where messages come from.
#[async_trait]
pub trait MessageSource: Send + Sync {
    /// Loads the library where there is one, without asking WeCom for anything.
    ///
    /// # Errors
    /// [`WecomError`]: it cannot be loaded.
    async fn load(&self) -> Result<(), WecomError> {
        Ok(())
    }

    /// Pulls the page behind a number; `limit` is 1 to 1,000.
    ///
    /// # Errors
    /// [`WecomError`].
    async fn chat_data(&self, after: Seq, limit: u32) -> Result<Bytes, WecomError>;

    /// Decrypts messages; each succeeds or fails by itself.
    ///
    /// # Errors
    /// [`WecomError`] where the library as a whole was not to be had.
    async fn decrypt(&self, items: &[DecryptItem]) -> Result<Vec<Result<Vec<u8>, WecomError>>, WecomError>;

    /// Fetches a part of a file; the first with an empty index.
    ///
    /// # Errors
    /// [`WecomError`].
    async fn media(&self, index: &str, locator: &MediaLocator) -> Result<MediaChunk, WecomError>;
}
