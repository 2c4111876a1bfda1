//! Operators (操作员), their sessions, and the first of them.

mod brake;
mod operators;
mod password;
mod session;
mod setup;

use aws_lc_rs::{digest, rand};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use huicun_domain::code::ProblemCode;
use zeroize::Zeroizing;

pub use brake::Brake;
pub(crate) use operators::prepare;
pub use operators::{put_operator, random_password};
pub use password::MIN_PASSWORD_CHARS;
pub use session::{SignedIn, Welcome, authenticate, change_password, session_view, sign_in, sign_out};
pub use setup::{NewOperator, set_up, setup_needed, setup_token};

use crate::error::AppResult;

/// Where a request came from, before anybody is known to have sent it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The address, as the server saw it.
    pub address: Option<String>,
    /// Names the request in logs, audit entries and problems.
    pub request_id: String,
}

/// A secret of 256 random bits that its holder shows; only its hash is stored.
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    pub(crate) fn new() -> AppResult<Self> {
        Ok(Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(random::<32>()?))))
    }

    /// Shows the text.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token")
    }
}

/// What a session is known by: the hash of its token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SessionKey([u8; 32]);

impl SessionKey {
    pub(crate) fn of(token: &str) -> Self {
        let mut key = [0; 32];
        key.copy_from_slice(digest::digest(&digest::SHA256, token.as_bytes()).as_ref());
        Self(key)
    }

    /// The hash itself.
    pub(crate) fn bytes(self) -> Vec<u8> {
        self.0.to_vec()
    }

    fn hex(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl std::fmt::Debug for SessionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionKey")
    }
}

/// 128 random bits.
pub(crate) fn random_bytes() -> AppResult<[u8; 16]> {
    random()
}

fn random<const N: usize>() -> AppResult<[u8; N]> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| ProblemCode::Internal)?;
    Ok(bytes)
}
