//! Turns placed drafts into rows: writes them out, seals them, and makes wrong what the fault script wants wrong.

pub(super) mod finish;

use std::sync::Arc;

use crate::{
    credentials::Custody,
    produce::{Item, Sealer},
};

/// A message with its key, ready to be written out and sealed.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) item: Item,
    pub(super) sealer: Arc<Sealer>,
    pub(super) custody: Custody,
}
