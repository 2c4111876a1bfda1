//! Parties: members, external contacts, robots.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{PartyId, PartyKind};
use huicun_store::{ListParties, PartyRow};

use super::{LIST_LIMIT, page_limit};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::token;
use crate::view::{Extent, PartyName, PartyPage, PartyView};

/// Which parties are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartyQuery {
    /// Of which kind.
    pub kind: Option<PartyKind>,
    /// A part of the name or of the id; empty for all.
    pub q: String,
    /// Where the page continues.
    pub after: Option<String>,
    /// How many to return, at most 200.
    pub limit: Option<usize>,
}

/// Lists parties, the last active first.
///
/// # Errors
/// [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn list(ctx: &Ctx, services: &Services, query: &PartyQuery) -> AppResult<PartyPage> {
    ctx.authorize(Permission::ViewDirectory)?;
    let list = format!("parties {:?} {:?} {}", ctx.operator(), query.kind, query.q);
    let text = query.q.trim();
    let wanted = ListParties {
        kind: query.kind,
        text: (!text.is_empty()).then(|| text.to_owned()),
        after: query.after.as_deref().map(|text| decode(services, &list, text)).transpose()?,
    };
    let limit = page_limit(query.limit, LIST_LIMIT);
    let (mut rows, total) = services.store.parties(&services.corp, &wanted, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| encode(services, &list, row)).transpose()?;
    Ok(PartyPage { items: rows.into_iter().map(view).collect(), next, total })
}

/// Shows a party.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn get(ctx: &Ctx, services: &Services, id: &PartyId) -> AppResult<PartyView> {
    ctx.authorize(Permission::ViewDirectory)?;
    let (store, corp, ids) = (&services.store, &services.corp, std::slice::from_ref(id));
    let row = store.party_refs(corp, ids).await?.remove(id).ok_or(ProblemCode::NotFound)?;
    let names = store.party_names(corp, ids).await?.remove(id).unwrap_or_default();
    let names = names.into_iter().map(|(from, name)| PartyName { from, name }).collect();
    let extent = store.party_extent(corp, id).await?;
    let extent = extent.map(|(message_count, first_at, last_at)| Extent { message_count, first_at, last_at });
    Ok(PartyView { names, extent, ..view(row) })
}

fn view(row: PartyRow) -> PartyView {
    PartyView {
        id: row.id,
        kind: row.kind,
        name: row.name,
        detail: row.detail,
        left: row.left,
        conversations: row.conversations,
        messages: row.messages,
        last_at: row.last_at,
        names: Vec::new(),
        extent: None,
    }
}

fn encode(services: &Services, list: &str, row: &PartyRow) -> AppResult<String> {
    let mut state = row.last_at.unwrap_or_default().to_be_bytes().to_vec();
    state.extend_from_slice(row.id.as_str().as_bytes());
    token::encode(&services.ring, list, &state)
}

fn decode(services: &Services, list: &str, text: &str) -> AppResult<(Millis, PartyId)> {
    let state = token::decode(&services.ring, list, text)?;
    let (last_at, id) = state.split_first_chunk::<8>().ok_or(ProblemCode::BadPageToken)?;
    let id = std::str::from_utf8(id).map_err(|_| ProblemCode::BadPageToken)?;
    Ok((Millis::from_be_bytes(*last_at), PartyId::from(id)))
}
