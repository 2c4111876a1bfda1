//! Who sat in a room, as far as the directory tells.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::ConversationId;

use super::Names;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::view::{RoomSeats, SeatView};

/// Tells who came into a room and who went, and when; nothing of a direct chat.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn seats(ctx: &Ctx, services: &Services, id: ConversationId) -> AppResult<RoomSeats> {
    ctx.authorize(Permission::ViewConversation)?;
    let rows = services.store.conversations_by_id(&services.corp, &[id]).await?;
    let row = rows.first().ok_or(ProblemCode::NotFound)?;
    let Some(room) = &row.room else { return Ok(RoomSeats { seats: Vec::new() }) };
    let sat = services.store.who_sat_in(&services.corp, room).await?;
    let names = Names::of(services, sat.iter().map(|(party, _)| party.clone()).collect()).await?;
    let seats = sat.iter().map(|(party, span)| SeatView {
        party: names.get(party),
        from: (span.from != Millis::MIN).then_some(span.from),
        until: (!span.is_open()).then_some(span.until),
    });
    Ok(RoomSeats { seats: seats.collect() })
}
