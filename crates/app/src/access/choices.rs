//! What a data scope may name.

use huicun_domain::access::Permission;
use huicun_domain::ids::{PartyKind, RoomId};
use huicun_store::ListRooms;
use serde::Serialize;

use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::scope::{self, ScopeCandidates, ScopeChoices};
use crate::services::Services;

/// How many rooms are proposed for what was typed.
const PROPOSED: usize = 20;

/// A room that a data scope may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomChoice {
    /// The id.
    pub id: RoomId,
    /// The name, where it has one.
    pub name: Option<String>,
}

/// Rooms that a data scope may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomChoices {
    /// The first of them.
    pub items: Vec<RoomChoice>,
    /// How many there are.
    pub total: u64,
}

/// Lists the departments and tags that a data scope may name.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`], the store's failures.
pub async fn choices(ctx: &Ctx, services: &Services) -> AppResult<ScopeChoices> {
    ctx.authorize(Permission::ManageAccess)?;
    scope::list_choices(services).await
}

/// Finds members or external contacts by a part of their name or id, the last active first.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`], the store's failures.
pub async fn parties(
    ctx: &Ctx,
    services: &Services,
    kind: PartyKind,
    text: &str,
) -> AppResult<ScopeCandidates> {
    ctx.authorize(Permission::ManageAccess)?;
    scope::find_parties(services, kind, text).await
}

/// Finds rooms by a part of their name or id.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`], the store's failures.
pub async fn rooms(ctx: &Ctx, services: &Services, text: &str) -> AppResult<RoomChoices> {
    ctx.authorize(Permission::ManageAccess)?;
    let text = Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let list = ListRooms { text, ..ListRooms::default() };
    let (rows, total) = services.store.rooms(&services.corp, &list, PROPOSED).await?;
    let items = rows.into_iter().map(|row| RoomChoice { id: row.id, name: row.name }).collect();
    Ok(RoomChoices { items, total })
}
