//! Browsing: parties, conversations, messages.

pub mod conversations;
pub mod directory;
pub mod messages;
pub mod parties;
pub mod seats;

use std::collections::HashMap;

use huicun_domain::ids::{PartyId, PartyKind};

use crate::error::AppResult;
use crate::services::Services;
use crate::view::PartyRef;

/// The most that one page of a list holds.
const MAX_LIMIT: usize = 200;
/// What a page of a directory holds unless told.
const LIST_LIMIT: usize = 50;
/// How many parties are named beside a message or a conversation in a list.
const SHOWN_PARTIES: usize = 8;

/// Clamps what was asked for to what one page holds.
fn page_limit(asked: Option<usize>, usual: usize) -> usize {
    asked.unwrap_or(usual).clamp(1, MAX_LIMIT)
}

/// The names of parties, looked up together.
#[derive(Debug, Default)]
pub(crate) struct Names(HashMap<PartyId, PartyRef>);

impl Names {
    /// Looks up all of them at once.
    pub(crate) async fn of(services: &Services, mut ids: Vec<PartyId>) -> AppResult<Self> {
        ids.sort_unstable();
        ids.dedup();
        let rows = services.store.party_refs(&services.corp, &ids).await?;
        let named = rows.into_iter().map(|(id, row)| {
            let party = PartyRef { id: row.id, kind: row.kind, name: row.name, left: row.left };
            (id, party)
        });
        Ok(Self(named.collect()))
    }

    /// Names one; a party that the directory does not know is told by the look of its id.
    pub(crate) fn get(&self, id: &PartyId) -> PartyRef {
        self.0.get(id).cloned().unwrap_or_else(|| {
            let kind: PartyKind = id.guess_kind();
            PartyRef { id: id.clone(), kind, name: None, left: false }
        })
    }

    /// The name, else the id.
    pub(crate) fn text(&self, id: &PartyId) -> String {
        self.get(id).name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.as_str().to_owned())
    }
}
