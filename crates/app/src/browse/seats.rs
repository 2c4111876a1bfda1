//! Who sat in a room, as far as the directory tells.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{ConversationId, RoomId};

use super::directory::{StayPage, began, ended, stays};
use super::{LIST_LIMIT, Names, page_limit};
use crate::access;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::view::{RoomSeats, SeatView};

/// How many stays are told at once; of more, the latest.
const STAYS: usize = 1_000;

/// Tells who came into a room and who went after one moment and until another, which is included; nothing of a direct
/// chat. The beginning and the end of time where a moment is absent.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn seats(
    ctx: &Ctx,
    services: &Services,
    id: ConversationId,
    since: Option<Millis>,
    until: Option<Millis>,
) -> AppResult<RoomSeats> {
    let Some(room) = room_of(ctx, services, id).await? else {
        return Ok(RoomSeats { seats: Vec::new(), complete: true });
    };
    let (since, until) = (since.unwrap_or(Millis::MIN), until.unwrap_or(Millis::MAX));
    let mut sat = services.store.stays_between(&services.corp, &room, since, until, STAYS + 1).await?;
    let complete = sat.len() <= STAYS;
    sat.truncate(STAYS);
    let names = Names::of(services, sat.iter().map(|(party, _)| party.clone()).collect()).await?;
    let seats = sat.iter().rev().map(|(party, span)| SeatView {
        party: names.get(party),
        from: began(*span),
        until: ended(*span),
    });
    Ok(RoomSeats { seats: seats.collect(), complete })
}

/// Lists everybody who ever sat in a room by the last stay: who sits there still, then who left; nobody of a direct chat.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn last_seats(
    ctx: &Ctx,
    services: &Services,
    id: ConversationId,
    after: Option<&str>,
    limit: Option<usize>,
) -> AppResult<StayPage> {
    let Some(room) = room_of(ctx, services, id).await? else {
        return Ok(StayPage { items: Vec::new(), next: None, total: 0 });
    };
    let list = format!("conversation stays {:?} {id}", ctx.operator());
    stays(services, &list, &room, after, page_limit(limit, LIST_LIMIT)).await
}

async fn room_of(ctx: &Ctx, services: &Services, id: ConversationId) -> AppResult<Option<RoomId>> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    let rows = sight.narrow(services.store.conversations_by_id(&services.corp, &[id]).await?);
    let row = rows.into_iter().next().ok_or(ProblemCode::NotFound)?;
    Ok(row.room)
}
