//! Slows the guessing of passwords: per account and address, in memory.
//!
//! A guesser at one address runs out of tries; the account's owner, at another address, does not notice.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::error::AppResult;

/// How many tries in a row are free.
const BURST: Millis = 5;
/// After how long one more try is granted, in milliseconds.
const REFILL_MS: Millis = 30_000;
/// How many pairs are remembered; more than that are an attack, and those with the most tries left are forgotten.
const REMEMBERED: usize = 20_000;
/// How many passwords are hashed at a time: each takes 19 MiB.
const AT_A_TIME: usize = 4;

/// The tries that each account has left from each address.
#[derive(Debug)]
pub struct Brake {
    /// When all tries are free again, by a hash of account and address.
    full_at: Mutex<HashMap<[u8; 32], Millis>>,
    hashing: Semaphore,
    setting_up: tokio::sync::Mutex<()>,
}

impl Default for Brake {
    fn default() -> Self {
        Self {
            full_at: Mutex::default(),
            hashing: Semaphore::new(AT_A_TIME),
            setting_up: tokio::sync::Mutex::default(),
        }
    }
}

impl Brake {
    /// Takes one try.
    ///
    /// # Errors
    /// [`ProblemCode::TooManyAttempts`].
    pub fn take(&self, account: &str, address: Option<&str>, now: Millis) -> AppResult<()> {
        let mut all = self.lock();
        if all.len() >= REMEMBERED {
            all.retain(|_, full_at| *full_at > now);
        }
        if all.len() >= REMEMBERED {
            let soon = now + REFILL_MS;
            all.retain(|_, full_at| *full_at > soon);
        }
        let full_at = all.entry(key(account, address)).or_insert(now);
        let after = (*full_at).max(now) + REFILL_MS;
        if after - now > BURST * REFILL_MS {
            return Err(ProblemCode::TooManyAttempts.into());
        }
        *full_at = after;
        Ok(())
    }

    /// Gives all tries back after one that succeeded.
    pub fn release(&self, account: &str, address: Option<&str>) {
        self.lock().remove(&key(account, address));
    }

    /// Waits for its turn to hash a password.
    ///
    /// # Errors
    /// [`ProblemCode::Unavailable`] while the process ends.
    pub async fn turn(&self) -> AppResult<SemaphorePermit<'_>> {
        self.hashing.acquire().await.map_err(|_| ProblemCode::Unavailable.into())
    }

    /// Waits until nobody else sets the archive up.
    pub(super) async fn alone(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.setting_up.lock().await
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], Millis>> {
        self.full_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(account: &str, address: Option<&str>) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    context.update(account.as_bytes());
    context.update(&[0]);
    context.update(address.unwrap_or_default().as_bytes());
    let mut key = [0; 32];
    key.copy_from_slice(context.finish().as_ref());
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_run_out_and_come_back_one_by_one() {
        let brake = Brake::default();
        let take = |now| brake.take("li", Some("203.0.113.7"), now).is_ok();
        assert_eq!((0..8).filter(|_| take(0)).count(), 5);
        assert!(!take(REFILL_MS - 1));
        assert!(take(REFILL_MS));
        assert!(!take(REFILL_MS));
        assert_eq!((0..8).filter(|_| take(100 * REFILL_MS)).count(), 5);
        brake.release("li", Some("203.0.113.7"));
        assert!(take(100 * REFILL_MS));
    }

    #[test]
    fn a_guesser_locks_nobody_else_out() {
        let brake = Brake::default();
        while brake.take("li", Some("203.0.113.7"), 0).is_ok() {}
        assert!(brake.take("li", Some("198.51.100.1"), 0).is_ok());
        assert!(brake.take("wang", Some("203.0.113.7"), 0).is_ok());
    }

    #[test]
    fn memory_is_bounded() {
        let brake = Brake::default();
        for number in 0..3 * REMEMBERED {
            brake.take(&number.to_string(), None, 0).unwrap();
        }
        assert!(brake.lock().len() <= REMEMBERED);
    }
}
