//! External contacts: who they are, who serves them, and who is served by nobody any more.

use std::collections::{BTreeSet, HashMap};

use futures::{StreamExt, stream};
use huicun_domain::clock::Millis;
use huicun_domain::directory::Fact;
use huicun_domain::ids::{PartyId, PartyKind};
use huicun_store::{DirectoryWrite, PartyInfo};
use huicun_wecom::api::Served;
use huicun_wecom::sdk::WecomError;

use super::{Reader, unread};
use crate::error::AppResult;

/// How many members' contacts are read and kept together: memory does not grow with the corp.
const TOGETHER: usize = 100;
/// How many of these are read at once.
const AT_ONCE: usize = 4;

fn contact(served: &Served) -> PartyInfo {
    PartyInfo {
        id: PartyId::new(served.contact.external_userid.as_str()),
        kind: PartyKind::ExternalContact,
        name: Some(served.contact.name.clone()).filter(|name| !name.is_empty()),
        detail: served.contact.corp_name.clone(),
        left: false,
    }
}

fn gone(id: PartyId) -> PartyInfo {
    PartyInfo { id, kind: PartyKind::ExternalContact, name: None, detail: None, left: true }
}

/// Since when somebody is served; always, where WeCom does not tell.
fn served_since(served: &[Served]) -> HashMap<Fact, Millis> {
    let fact = |one: &Served| {
        let contact = PartyId::new(one.contact.external_userid.as_str());
        let since = if one.since > 0 { one.since.saturating_mul(1_000) } else { Millis::MIN };
        (Fact::Serves(PartyId::new(one.userid.as_str()), contact), since)
    };
    served.iter().map(fact).collect()
}

/// Compares who is known to be served with who is found to be.
fn compare(known: &[Fact], served: &[Served], at: Millis) -> DirectoryWrite {
    let found = served_since(served);
    let known: BTreeSet<&Fact> = known.iter().collect();
    let mut parties: Vec<PartyInfo> = served.iter().map(contact).collect();
    parties.sort_by(|one, other| one.id.cmp(&other.id));
    parties.dedup_by(|one, other| one.id == other.id);
    DirectoryWrite {
        parties,
        ended: known.iter().filter(|fact| !found.contains_key(**fact)).map(|fact| (*fact).clone()).collect(),
        begun: found.into_iter().filter(|(fact, _)| !known.contains(fact)).collect(),
        at,
        ..DirectoryWrite::default()
    }
}

impl Reader<'_> {
    /// Reads the external contacts of members, and keeps what changed; tells how many there are.
    pub(super) async fn external_contacts(&self, secret: &str, members: &[PartyId]) -> AppResult<usize> {
        let services = self.services;
        let mut contacts = 0;
        let mut dropped = BTreeSet::new();
        let chunks: Vec<Vec<PartyId>> = members.chunks(TOGETHER).map(<[PartyId]>::to_vec).collect();
        let parts = stream::iter(chunks).map(|members| async move {
            let ids: Vec<String> = members.iter().map(PartyId::to_string).collect();
            (members, self.client.served_by(secret, &ids).await)
        });
        let mut parts = parts.buffered(AT_ONCE);
        while let Some((members, served)) = parts.next().await {
            let served = match served {
                Ok(served) => served,
                Err(error) => {
                    unread("external contacts", &error);
                    continue;
                }
            };
            let known = services.store.served_by(&services.corp, &members).await?;
            let write = compare(&known, &served, services.now());
            contacts += write.parties.len();
            dropped.extend(write.ended.iter().filter_map(dropped_by));
            services.store.write_directory(&services.corp, &write, services.now()).await?;
        }
        self.mark_unserved(dropped).await?;
        Ok(contacts)
    }

    /// Marks contacts whom nobody serves any more.
    async fn mark_unserved(&self, dropped: BTreeSet<PartyId>) -> AppResult<()> {
        let services = self.services;
        let mut parties = Vec::new();
        for id in dropped {
            let served = services.store.who_served(&services.corp, &id).await?;
            if !served.iter().any(|(_, span)| span.is_open()) {
                parties.push(gone(id));
            }
        }
        Ok(services.store.upsert_parties(&services.corp, &parties, services.now()).await?)
    }

    /// Reads an external contact again, as of a moment.
    pub(super) async fn contact_again(
        &self,
        secret: &str,
        id: &PartyId,
        at: Millis,
    ) -> AppResult<Result<(), WecomError>> {
        let served = match self.client.external_contact(secret, id.as_str()).await {
            Ok(served) => served.unwrap_or_default(),
            Err(error) => return Ok(Err(error)),
        };
        let services = self.services;
        let known = services.store.who_served(&services.corp, id).await?;
        let known: Vec<Fact> = known
            .into_iter()
            .filter(|(_, span)| span.is_open())
            .map(|(member, _)| Fact::Serves(member, id.clone()))
            .collect();
        let mut write = compare(&known, &served, at);
        if served.is_empty() {
            write.parties.push(gone(id.clone()));
        }
        services.store.write_directory(&services.corp, &write, services.now()).await?;
        Ok(Ok(()))
    }
}

fn dropped_by(ended: &Fact) -> Option<PartyId> {
    match ended {
        Fact::Serves(_, contact) => Some(contact.clone()),
        _ => None,
    }
}
