//! The parts of the archive that were worked out, kept for the next request.

use std::sync::{Arc, Mutex, PoisonError};

use huicun_domain::access::DataScope;
use huicun_domain::ids::PartyId;

use super::portion::Built;

/// How many parts are kept: operators with the same data scopes share one.
const KEPT: usize = 16;

/// Which part: the data scopes, and the member that looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) scopes: Vec<DataScope>,
    pub(super) member: Option<PartyId>,
}

/// One part; whoever works on it holds the lock, and others wait for the outcome.
pub(super) type Place = Arc<tokio::sync::Mutex<Option<Built>>>;

/// The parts that were worked out, the last used first.
#[derive(Default)]
pub struct AccessState(Mutex<Vec<(Key, Place)>>);

impl AccessState {
    /// Finds the place of a part, or makes one.
    pub(super) fn place(&self, key: Key) -> Place {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().position(|(other, _)| *other == key);
        let entry = known.map_or_else(|| (key, Place::default()), |at| kept.remove(at));
        let place = entry.1.clone();
        kept.insert(0, entry);
        kept.truncate(KEPT);
        place
    }
}

impl std::fmt::Debug for AccessState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessState")
    }
}
