//! Rooms: their names and who sits in them, since when.

use std::collections::HashMap;

use futures::{Stream, StreamExt, stream};
use huicun_domain::clock::Millis;
use huicun_domain::directory::Fact;
use huicun_domain::ids::{PartyId, PartyKind, RoomId};
use huicun_store::{DirectoryWrite, PartyInfo, RoomInfo};
use huicun_wecom::api::Group;
use huicun_wecom::sdk::WecomError;

use super::{Reader, unread};
use crate::error::AppResult;

/// How many rooms are read at once.
const AT_ONCE: usize = 4;
/// How many internal rooms are looked at in one reading: a minute's worth of calls.
const ROOMS: usize = 2_000;

impl Reader<'_> {
    /// Reads the customer rooms; tells how many there are.
    pub(super) async fn customer_rooms(&self, secret: &str) -> AppResult<usize> {
        let ids = match self.client.customer_groups(secret).await {
            Ok(ids) => ids,
            Err(error) => {
                unread("customer groups", &error);
                return Ok(0);
            }
        };
        let groups = stream::iter(ids).map(|id| async move { self.client.customer_group(secret, &id).await });
        self.keep_groups(groups.buffered(AT_ONCE)).await
    }

    /// Reads the internal rooms that have no name yet, or in which somebody wrote since a moment.
    pub(super) async fn internal_rooms(&self, secret: &str, talked_since: Millis) -> AppResult<usize> {
        let services = self.services;
        let ids = services.store.internal_rooms(&services.corp, talked_since, ROOMS).await?;
        let groups =
            stream::iter(ids).map(|id| async move { self.client.internal_group(secret, id.as_str()).await });
        self.keep_groups(groups.buffered(AT_ONCE)).await
    }

    async fn keep_groups(
        &self,
        groups: impl Stream<Item = Result<Option<Group>, WecomError>> + Send,
    ) -> AppResult<usize> {
        let mut groups = std::pin::pin!(groups);
        let mut kept = 0;
        while let Some(group) = groups.next().await {
            match group {
                Ok(Some(group)) => {
                    self.keep_group(&group, self.services.now()).await?;
                    kept += 1;
                }
                Ok(None) => {}
                Err(error) => unread("a room", &error),
            }
        }
        Ok(kept)
    }

    /// Keeps a room's name and who sits in it, as of a moment.
    async fn keep_group(&self, group: &Group, at: Millis) -> AppResult<()> {
        let services = self.services;
        let room = RoomId::new(group.chat_id.as_str());
        let owner = group.owner.as_deref().map(PartyId::new);
        let sat = services.store.who_sat_in(&services.corp, &room).await?;
        let is_first = sat.is_empty();
        let known: Vec<PartyId> =
            sat.into_iter().filter(|(_, span)| span.is_open()).map(|(party, _)| party).collect();
        let since = |told: i64| match told {
            told if told > 0 => told.saturating_mul(1_000),
            _ if is_first => Millis::MIN,
            _ => at,
        };
        let seats: HashMap<PartyId, Millis> =
            group.seats.iter().map(|seat| (PartyId::new(seat.id.as_str()), since(seat.since))).collect();
        let in_room = |party: &PartyId| Fact::InRoom(party.clone(), room.clone());
        let write = DirectoryWrite {
            // A stranger's name is told nowhere else.
            parties: strangers(group),
            rooms: vec![RoomInfo { id: room.clone(), name: Some(group.name.clone()), owner }],
            ended: known.iter().filter(|party| !seats.contains_key(party)).map(in_room).collect(),
            begun: seats
                .iter()
                .filter(|(party, _)| !known.contains(party))
                .map(|(party, since)| (in_room(party), *since))
                .collect(),
            at,
            ..DirectoryWrite::default()
        };
        Ok(services.store.write_directory(&services.corp, &write, services.now()).await?)
    }

    /// Reads a customer room again, as of a moment.
    pub(super) async fn room_again(
        &self,
        secret: &str,
        room: &RoomId,
        at: Millis,
    ) -> AppResult<Result<(), WecomError>> {
        match self.client.customer_group(secret, room.as_str()).await {
            Ok(Some(group)) => self.keep_group(&group, at).await.map(Ok),
            // Dismissed: who sat in it stays known.
            Ok(None) => Ok(Ok(())),
            Err(error) => Ok(Err(error)),
        }
    }
}

/// External people of a room, with the names they have in it.
fn strangers(group: &Group) -> Vec<PartyInfo> {
    let is_stranger = |seat: &&huicun_wecom::api::Seat| !seat.is_member && !seat.name.is_empty();
    let stranger = |seat: &huicun_wecom::api::Seat| PartyInfo {
        id: PartyId::new(seat.id.as_str()),
        kind: PartyKind::ExternalContact,
        name: Some(seat.name.clone()),
        detail: None,
        left: false,
    };
    group.seats.iter().filter(is_stranger).map(stranger).collect()
}
