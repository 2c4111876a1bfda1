//! The directory: names of members, external contacts, rooms and robots, from WeCom's HTTP interface.
//!
//! Messages carry ids only. What is learnt here is kept with its history; who left or was deleted stays.

use std::collections::BTreeSet;

use huicun_domain::ids::{PartyId, PartyKind, RoomId};
use huicun_store::{PartyInfo, RoomInfo};
use huicun_wecom::api::Client;

use crate::error::AppResult;
use crate::services::Services;

/// The secrets that open the parts of the directory; a part without a secret is not synced.
#[derive(Clone, Default)]
pub struct DirectorySecrets {
    /// Members and departments.
    pub contact: Option<String>,
    /// External contacts and customer groups.
    pub customer: Option<String>,
    /// Internal groups and robots, by the archive's own secret.
    pub archive: Option<String>,
}

/// What a sync brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DirectorySync {
    /// Members named.
    pub members: usize,
    /// External contacts named.
    pub external_contacts: usize,
    /// Rooms named.
    pub rooms: usize,
}

/// Reads the whole directory and keeps what is new. A part that fails is logged and does not stop the others.
///
/// # Errors
/// The store's failures.
pub async fn sync(
    services: &Services,
    client: &Client,
    secrets: &DirectorySecrets,
) -> AppResult<DirectorySync> {
    let mut done = DirectorySync::default();
    let mut members = Vec::new();
    if let Some(secret) = &secrets.contact {
        members = members_of(client, secret).await;
        done.members = members.len();
        services.store.upsert_parties(&services.corp, &members, services.now()).await?;
    }
    if let Some(secret) = &secrets.customer {
        let contacts = external_contacts_of(client, secret, &members).await;
        done.external_contacts = contacts.len();
        services.store.upsert_parties(&services.corp, &contacts, services.now()).await?;
        let rooms = customer_rooms_of(client, secret).await;
        done.rooms += rooms.len();
        services.store.upsert_rooms(&services.corp, &rooms, services.now()).await?;
    }
    if let Some(secret) = &secrets.archive {
        done.rooms += name_the_rest(services, client, secret).await?;
    }
    tracing::info!(
        members = done.members,
        external_contacts = done.external_contacts,
        rooms = done.rooms,
        "the directory was synced"
    );
    Ok(done)
}

async fn members_of(client: &Client, secret: &str) -> Vec<PartyInfo> {
    let departments = match client.departments(secret).await {
        Ok(departments) => departments,
        Err(error) => {
            tracing::warn!(
                code = error.code.as_str(),
                errcode = error.errcode,
                "departments could not be read"
            );
            return Vec::new();
        }
    };
    let mut members = Vec::new();
    let mut seen = BTreeSet::new();
    for department in &departments {
        let listed = match client.members_of(secret, department.id).await {
            Ok(listed) => listed,
            Err(error) => {
                tracing::warn!(
                    code = error.code.as_str(),
                    errcode = error.errcode,
                    "members could not be read"
                );
                continue;
            }
        };
        for member in listed {
            if seen.insert(member.userid.clone()) {
                members.push(PartyInfo {
                    id: PartyId::new(member.userid),
                    kind: PartyKind::Member,
                    name: Some(member.name),
                    detail: Some(department.name.clone()),
                    left: member.status == Some(5),
                });
            }
        }
    }
    members
}

async fn external_contacts_of(client: &Client, secret: &str, members: &[PartyInfo]) -> Vec<PartyInfo> {
    let ids: Vec<String> = members.iter().map(|member| member.id.as_str().to_owned()).collect();
    match client.external_contacts_of(secret, &ids).await {
        Ok(contacts) => contacts
            .into_iter()
            .map(|contact| PartyInfo {
                id: PartyId::new(contact.external_userid),
                kind: PartyKind::ExternalContact,
                name: Some(contact.name),
                detail: contact.corp_name,
                left: false,
            })
            .collect(),
        Err(error) => {
            tracing::warn!(
                code = error.code.as_str(),
                errcode = error.errcode,
                "external contacts could not be read"
            );
            Vec::new()
        }
    }
}

async fn customer_rooms_of(client: &Client, secret: &str) -> Vec<RoomInfo> {
    match client.customer_groups(secret).await {
        Ok(groups) => groups
            .into_iter()
            .map(|group| RoomInfo { id: RoomId::new(group.chat_id), name: Some(group.name) })
            .collect(),
        Err(error) => {
            tracing::warn!(
                code = error.code.as_str(),
                errcode = error.errcode,
                "customer groups could not be read"
            );
            Vec::new()
        }
    }
}

/// Names rooms and robots that messages mention and the directory does not list.
async fn name_the_rest(services: &Services, client: &Client, secret: &str) -> AppResult<usize> {
    let unnamed = services.store.unnamed_rooms(&services.corp, 1_000).await?;
    let mut rooms = Vec::new();
    for room in unnamed {
        // A customer group is unknown to this interface, which says so with an error.
        if let Ok(group) = client.internal_group(secret, room.as_str()).await {
            rooms.push(RoomInfo { id: room, name: Some(group.name) });
        }
    }
    services.store.upsert_rooms(&services.corp, &rooms, services.now()).await?;
    let mut robots = Vec::new();
    for robot in services.store.unnamed_robots(&services.corp, 100).await? {
        if let Ok(info) = client.robot(secret, robot.as_str()).await {
            robots.push(PartyInfo {
                id: robot,
                kind: PartyKind::Robot,
                name: Some(info.name),
                detail: None,
                left: false,
            });
        }
    }
    services.store.upsert_parties(&services.corp, &robots, services.now()).await?;
    Ok(rooms.len())
}
