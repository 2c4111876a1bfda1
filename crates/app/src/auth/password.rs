//! Passwords: argon2id with the parameters that OWASP recommends (19 MiB, two passes, one lane).

use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use huicun_domain::code::ProblemCode;

use super::random;
use crate::error::{AppError, AppResult};

/// The fewest characters that a password has.
pub const MIN_PASSWORD_CHARS: usize = 12;
/// The most bytes of a password that are looked at; nobody types more, and hashing more only burns time.
const MAX_PASSWORD_BYTES: usize = 1_024;
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// A hash that no password is known for: an unknown name costs as much time as a wrong password.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn hasher() -> AppResult<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|_| ProblemCode::Internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Refuses passwords that are easily guessed for being short, and those that are no password at all.
///
/// # Errors
/// [`ProblemCode::PasswordTooWeak`], [`ProblemCode::BadRequest`] above a kilobyte.
pub fn check(password: &str) -> AppResult<()> {
    if password.chars().count() < MIN_PASSWORD_CHARS {
        return Err(ProblemCode::PasswordTooWeak.into());
    }
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(AppError::Detailed(
            ProblemCode::BadRequest,
            format!("password > {MAX_PASSWORD_BYTES} bytes"),
        ));
    }
    Ok(())
}

/// Hashes a password, away from the threads that answer requests.
///
/// # Errors
/// [`ProblemCode::Internal`] where memory or randomness is not to be had.
pub async fn hash(password: &str) -> AppResult<String> {
    let password = password.to_owned();
    tokio::task::spawn_blocking(move || {
        let salt: [u8; 16] = random()?;
        let hash = hasher()?.hash_password_with_salt(password.as_bytes(), &salt);
        Ok(hash.map_err(|_| ProblemCode::Internal)?.to_string())
    })
    .await?
}

/// Compares a password with a hash; takes as long where there is none.
///
/// # Errors
/// [`AppError::Task`].
pub async fn verify(password: &str, hash: Option<&str>) -> AppResult<bool> {
    if password.len() > MAX_PASSWORD_BYTES {
        return Ok(false);
    }
    let known = hash.is_some();
    let (password, hash) = (password.to_owned(), hash.unwrap_or(NOBODY).to_owned());
    tokio::task::spawn_blocking(move || {
        let matches =
            PasswordVerifier::<str>::verify_password(&hasher()?, password.as_bytes(), &hash).is_ok();
        Ok(matches && known)
    })
    .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_its_own_hash_only() {
        let stored = hash("correct horse battery").await.unwrap();
        let head = NOBODY.rsplitn(3, '$').nth(2).unwrap();
        assert!(stored.starts_with(head), "the stand-in costs what a real hash costs: {stored}");
        assert_ne!(stored, hash("correct horse battery").await.unwrap(), "salted");
        assert!(verify("correct horse battery", Some(&stored)).await.unwrap());
        assert!(!verify("correct horse batterz", Some(&stored)).await.unwrap());
        assert!(!verify("", None).await.unwrap());
        assert!(!verify(&"x".repeat(2_000), Some(&stored)).await.unwrap());
        assert!(argon2::PasswordHash::new(NOBODY).is_ok(), "the stand-in is a hash");
    }

    #[test]
    fn twelve_characters_of_any_script_are_enough() {
        assert!(check("一二三四五六七八九十百千").is_ok());
        assert_eq!(check("elevenchars").unwrap_err().code(), ProblemCode::PasswordTooWeak);
        assert_eq!(check(&"x".repeat(1_025)).unwrap_err().code(), ProblemCode::BadRequest);
    }
}
