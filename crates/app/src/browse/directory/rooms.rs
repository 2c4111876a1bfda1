//! Rooms: how much is said in them, and who sits and sat there.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::conversation::ConversationKey;
use huicun_domain::ids::{PartyId, RoomId};
use huicun_store::{ListRooms, RoomRow};

use super::view::{DirectoryRoom, DirectoryRoomPage, StayPage};
use super::{began, continued, cut, ended, wanted};
use crate::audit;
use crate::browse::{LIST_LIMIT, Names, page_limit};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::token;
use crate::view::SeatView;

/// Which rooms are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoomQuery {
    /// Only those in which this party sits or sat.
    pub party: Option<PartyId>,
    /// Only those with somebody outside, or only those without.
    pub external: Option<bool>,
    /// A part of the name or of the id; empty for all.
    pub q: String,
    /// Where the page continues.
    pub after: Option<String>,
    /// How many to return, at most 200.
    pub limit: Option<usize>,
}

/// Lists rooms by id.
///
/// # Errors
/// [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn rooms(ctx: &Ctx, services: &Services, query: &RoomQuery) -> AppResult<DirectoryRoomPage> {
    ctx.authorize(Permission::ViewDirectory)?;
    let RoomQuery { party, external, q, .. } = query;
    let list = format!("rooms {:?} {party:?} {external:?} {q}", ctx.operator());
    let wanted = ListRooms {
        text: wanted(q),
        party: party.clone(),
        external: *external,
        after: continued(services, &list, query.after.as_deref())?.map(RoomId::new),
    };
    let object = serde_json::json!({ "part": "rooms", "party": party, "external": external });
    let admission = audit::admit(ctx, services, "list_directory", object).await?;
    let limit = page_limit(query.limit, LIST_LIMIT);
    let (mut rows, total) = services.store.rooms(&services.corp, &wanted, limit + 1).await?;
    let next = cut(services, &list, &mut rows, limit, |row| row.id.as_str().into())?;
    let items = views(services, rows).await?;
    admission.finish(services, "answered", items.len() as u64).await?;
    Ok(DirectoryRoomPage { items, next, total })
}

async fn views(services: &Services, rows: Vec<RoomRow>) -> AppResult<Vec<DirectoryRoom>> {
    let ids: Vec<RoomId> = rows.iter().map(|row| row.id.clone()).collect();
    let seats = services.store.seat_counts(&services.corp, &ids).await?;
    let names = Names::of(services, rows.iter().filter_map(|row| row.owner.clone()).collect()).await?;
    let view = |row: RoomRow| {
        let (seats, seats_ever) = seats.get(&row.id).copied().unwrap_or_default();
        DirectoryRoom {
            name: row.name,
            external: row.external,
            owner: row.owner.map(|owner| names.get(&owner)),
            seats,
            seats_ever,
            messages: row.messages,
            first_at: row.extent.map(|(first, _)| first),
            last_at: row.extent.map(|(_, last)| last),
            conversation: row.extent.map(|_| ConversationKey::Room(row.id.clone()).id(&services.corp)),
            id: row.id,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Shows one room.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn room(ctx: &Ctx, services: &Services, id: &RoomId) -> AppResult<DirectoryRoom> {
    ctx.authorize(Permission::ViewDirectory)?;
    let rows = services.store.rooms_by_id(&services.corp, std::slice::from_ref(id)).await?;
    if rows.is_empty() {
        return Err(ProblemCode::NotFound.into());
    }
    let admission = audit::admit(ctx, services, "view_directory", serde_json::json!({ "room": id })).await?;
    let room = views(services, rows.into_values().collect()).await?.pop().ok_or(ProblemCode::NotFound)?;
    admission.finish(services, "answered", 1).await?;
    Ok(room)
}

/// Lists who sits in a room, and who sat there.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn room_stays(
    ctx: &Ctx,
    services: &Services,
    id: &RoomId,
    after: Option<&str>,
    limit: Option<usize>,
) -> AppResult<StayPage> {
    ctx.authorize(Permission::ViewDirectory)?;
    let rows = services.store.rooms_by_id(&services.corp, std::slice::from_ref(id)).await?;
    if rows.is_empty() {
        return Err(ProblemCode::NotFound.into());
    }
    let admission =
        audit::admit(ctx, services, "list_directory", serde_json::json!({ "part": "seats", "room": id }))
            .await?;
    let list = format!("stays {:?} {id}", ctx.operator());
    let page = stays(services, &list, id, after, page_limit(limit, LIST_LIMIT)).await;
    let (outcome, count) = page.as_ref().map_or(("failed", 0), |page| ("answered", page.items.len()));
    admission.finish(services, outcome, count as u64).await?;
    page
}

/// One page of the last stays in a room; tokens are of `list`.
pub(crate) async fn stays(
    services: &Services,
    list: &str,
    room: &RoomId,
    after: Option<&str>,
    limit: usize,
) -> AppResult<StayPage> {
    let after = after.map(|text| decode(services, list, text)).transpose()?;
    let (mut rows, total) =
        services.store.last_stays(&services.corp, room, after.as_ref(), limit + 1).await?;
    let next = cut(services, list, &mut rows, limit, |(party, span)| {
        let mut state = span.until.to_be_bytes().to_vec();
        state.extend_from_slice(party.as_str().as_bytes());
        state
    })?;
    let names = Names::of(services, rows.iter().map(|(party, _)| party.clone()).collect()).await?;
    let stay = |(party, span): &(PartyId, _)| SeatView {
        party: names.get(party),
        from: began(*span),
        until: ended(*span),
    };
    Ok(StayPage { items: rows.iter().map(stay).collect(), next, total })
}

fn decode(services: &Services, list: &str, text: &str) -> AppResult<(Millis, PartyId)> {
    let state = token::decode(&services.ring, list, text)?;
    let (until, id) = state.split_first_chunk::<8>().ok_or(ProblemCode::BadPageToken)?;
    let id = std::str::from_utf8(id).map_err(|_| ProblemCode::BadPageToken)?;
    Ok((Millis::from_be_bytes(*until), PartyId::from(id)))
}
