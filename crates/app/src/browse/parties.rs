//! Parties: members, external contacts, robots.

use std::collections::HashMap;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{ConversationId, PartyId, PartyKind};
use huicun_domain::query::Filters;
use huicun_store::{ListParties, PartyRow};

use super::{LIST_LIMIT, page_limit};
use crate::access::{self, Extent, Sight};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::search;
use crate::services::Services;
use crate::token;
use crate::view::{self, PartyName, PartyPage, PartyView};

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

/// Lists parties, the last active first: everybody known, or whoever takes part in conversations that are seen.
///
/// # Errors
/// [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn list(ctx: &Ctx, services: &Services, query: &PartyQuery) -> AppResult<PartyPage> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    let list = format!("parties {:?} {:?} {}", ctx.operator(), query.kind, query.q);
    let text = query.q.trim();
    let wanted = ListParties {
        kind: query.kind,
        text: (!text.is_empty()).then(|| text.to_owned()),
        after: query.after.as_deref().map(|text| decode(services, &list, text)).transpose()?,
    };
    let limit = page_limit(query.limit, LIST_LIMIT);
    let (mut rows, total) = listed(services, &sight, &wanted, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| encode(services, &list, row)).transpose()?;
    Ok(PartyPage { items: rows.into_iter().map(shown).collect(), next, total })
}

/// Shows a party.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn get(ctx: &Ctx, services: &Services, id: &PartyId) -> AppResult<PartyView> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    let (store, corp, ids) = (&services.store, &services.corp, std::slice::from_ref(id));
    let row = store.party_refs(corp, ids).await?.remove(id).ok_or(ProblemCode::NotFound)?;
    let (row, extent) = match &sight {
        Sight::Everything => (row, store.party_extent(corp, id).await?),
        Sight::Part(portion) => {
            let took_part = store.participations(corp, ids).await?.into_iter();
            let seen: Vec<Extent> = took_part.filter_map(|(id, _)| portion.extent(id)).collect();
            let row = seen_row(services, &sight, row, &seen).await?.ok_or(ProblemCode::NotFound)?;
            (row, extent_of(&seen))
        }
    };
    let names = store.party_names(corp, ids).await?.remove(id).unwrap_or_default();
    let names = names.into_iter().map(|(from, name)| PartyName { from, name }).collect();
    let extent =
        extent.map(|(message_count, first_at, last_at)| view::Extent { message_count, first_at, last_at });
    Ok(PartyView { names, extent, ..shown(row) })
}

/// Lists parties as if there were no other conversations than those that are seen.
async fn listed(
    services: &Services,
    sight: &Sight,
    wanted: &ListParties,
    limit: usize,
) -> AppResult<(Vec<PartyRow>, u64)> {
    let (store, corp) = (&services.store, &services.corp);
    let Sight::Part(portion) = sight else { return Ok(store.parties(corp, wanted, limit).await?) };
    let ids: Vec<ConversationId> = portion.conversations().map(|(id, _)| id).collect();
    let mut seen: HashMap<PartyId, Vec<Extent>> = HashMap::new();
    for (id, party) in store.parties_of(corp, &ids).await? {
        seen.entry(party).or_default().extend(portion.extent(id));
    }
    let all = ListParties { after: None, ..wanted.clone() };
    let (rows, _) = store.parties(corp, &all, usize::MAX).await?;
    let last_at = |id: &PartyId| extent_of(seen.get(id)?).map(|(_, _, last_at)| last_at);
    let mut rows: Vec<(Millis, PartyRow)> =
        rows.into_iter().filter_map(|row| Some((last_at(&row.id)?, row))).collect();
    let total = rows.len() as u64;
    rows.sort_unstable_by(|one, other| (other.0, &other.1.id).cmp(&(one.0, &one.1.id)));
    rows.retain(|(at, row)| wanted.after.as_ref().is_none_or(|after| (*at, &row.id) < (after.0, &after.1)));
    rows.truncate(limit);
    let mut page = Vec::with_capacity(rows.len());
    for (_, row) in rows {
        let extents = seen.remove(&row.id).unwrap_or_default();
        page.extend(seen_row(services, sight, row, &extents).await?);
    }
    Ok((page, total))
}

/// A party as if there were no other conversations than these; nothing where there is none.
async fn seen_row(
    services: &Services,
    sight: &Sight,
    row: PartyRow,
    seen: &[Extent],
) -> AppResult<Option<PartyRow>> {
    let Some((_, _, last_at)) = extent_of(seen) else { return Ok(None) };
    let sent = Filters { sender: Some(row.id.clone()), ..Filters::default() };
    let messages = search::count(services, sight, sent).await?;
    Ok(Some(PartyRow { conversations: seen.len() as u64, messages, last_at: Some(last_at), ..row }))
}

/// How many messages, and when the first and the last was sent.
fn extent_of(seen: &[Extent]) -> Option<(u64, Millis, Millis)> {
    let count = seen.iter().map(|extent| extent.count).sum();
    let first = seen.iter().map(|extent| extent.first.sent_at).min()?;
    let last = seen.iter().map(|extent| extent.last.sent_at).max()?;
    Some((count, first, last))
}

fn shown(row: PartyRow) -> PartyView {
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
