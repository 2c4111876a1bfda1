//! The keys that WeChat Pay signs with, by their serial numbers.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use huicun_domain::clock::Millis;

/// How long to wait until certificates are asked for again because of a serial that is not known: whoever makes serials
/// up must not make us ask for each.
const PAUSE: Millis = 60_000;

/// The keys.
#[derive(Default)]
pub(crate) struct Keys(Mutex<Known>);

#[derive(Default)]
struct Known {
    keys: HashMap<String, Vec<u8>>,
    asked_at: Option<Millis>,
}

impl Keys {
    /// Keeps keys beside those that are known.
    pub(crate) fn keep(&self, keys: impl IntoIterator<Item = (String, Vec<u8>)>) {
        self.lock().keys.extend(keys);
    }

    /// Finds a key.
    pub(crate) fn get(&self, serial: &str) -> Option<Vec<u8>> {
        self.lock().keys.get(serial).cloned()
    }

    /// Tells whether certificates may be asked for now, and notes that they are.
    pub(crate) fn may_ask(&self, now: Millis) -> bool {
        let mut known = self.lock();
        if known.asked_at.is_some_and(|asked| (now - asked).abs() < PAUSE) {
            return false;
        }
        known.asked_at = Some(now);
        true
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_asked_for_once_a_minute() {
        let keys = Keys::default();
        assert_eq!(
            [0, 1, 59_999, 60_000, 60_001].map(|now| keys.may_ask(now)),
            [true, false, false, true, false]
        );
        keys.keep([("A".to_owned(), vec![1])]);
        assert_eq!((keys.get("A"), keys.get("B")), (Some(vec![1]), None));
    }
}
