//! What can go wrong.

use thiserror::Error;

/// Why WeChat Pay did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PayError {
    /// The merchant's private key is no RSA key in PEM.
    #[error("the merchant's private key is not usable")]
    PrivateKey,
    /// The APIv3 key does not have 32 bytes.
    #[error("the APIv3 key does not have 32 bytes")]
    ApiKey,
    /// The public key of the platform is no RSA key in PEM.
    #[error("the platform's public key is not usable")]
    PublicKey,
    /// TLS could not be set up.
    #[error("TLS could not be set up")]
    Tls,
    /// It could not be reached.
    #[error("wechat pay could not be reached")]
    Network,
    /// It refused; the word is its own, such as `ORDERPAID`.
    #[error("wechat pay refused ({status} {code})")]
    Answered {
        /// The HTTP status.
        status: u16,
        /// Its word for what is wrong.
        code: String,
    },
    /// An answer is not signed by WeChat Pay.
    #[error("an answer is not signed by wechat pay")]
    Unsigned,
    /// An answer was not understood.
    #[error("an answer was not understood")]
    Unreadable,
}

impl PayError {
    /// Tells whether it answered with this word; the older and the newer interface spell some with and some without `_`.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        matches!(self, Self::Answered { code, .. } if code.replace('_', "") == word.replace('_', ""))
    }
}
