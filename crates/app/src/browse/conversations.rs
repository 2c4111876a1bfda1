//! Conversations: lists by last activity, one with everybody in it, and what an operator notes of it.

use std::collections::HashMap;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{ConversationId, PartyId, Seq};
use huicun_domain::message::{MessageKind, search_texts};
use huicun_domain::query::Place;
use huicun_store::{ConversationRow, ListConversations, MessageRow};
use uuid::Uuid;

use super::{LIST_LIMIT, Names, SHOWN_PARTIES, page_limit};
use crate::access::{self, Sight};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::plaintext::open_message;
use crate::services::Services;
use crate::token;
use crate::view::{ConversationPage, ConversationRef, ConversationView, PartyRef};

/// How many members name a room that has no name.
const NAMING_PARTIES: usize = 3;
/// How many characters of the last message are shown in a list.
const PREVIEW_CHARS: usize = 80;

/// Which conversations are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConversationQuery {
    /// Whose.
    pub party: Option<PartyId>,
    /// Rooms or direct chats.
    pub kind: Option<ConversationKind>,
    /// A part of the room's name or of a party's name; empty for all.
    pub q: String,
    /// Only those that the operator who asks has pinned.
    pub pinned: bool,
    /// Where the page continues.
    pub after: Option<String>,
    /// How many to return, at most 200.
    pub limit: Option<usize>,
}

/// Lists conversations, the last active first.
///
/// # Errors
/// [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn list(ctx: &Ctx, services: &Services, query: &ConversationQuery) -> AppResult<ConversationPage> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    let ConversationQuery { party, kind, q, pinned, .. } = query;
    let list = format!("conversations {:?} {party:?} {kind:?} {pinned} {q}", ctx.operator());
    if *pinned && ctx.operator().is_none() {
        return Err(ProblemCode::BadRequest.into());
    }
    let text = query.q.trim();
    let wanted = ListConversations {
        party: query.party.clone(),
        kind: query.kind,
        text: (!text.is_empty()).then(|| text.to_owned()),
        pinned_by: ctx.operator().filter(|_| *pinned),
        after: query.after.as_deref().map(|text| decode(services, &list, text)).transpose()?,
    };
    let limit = page_limit(query.limit, LIST_LIMIT);
    let (mut rows, total) = listed(services, &sight, wanted, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| encode(services, &list, row)).transpose()?;
    // Each is listed with the beginning of its last message: that is content.
    let object = serde_json::json!({ "party": query.party, "kind": query.kind });
    let admission = audit::admit(ctx, services, "list_conversations", object).await?;
    let items = views(ctx, services, rows, SHOWN_PARTIES).await?;
    admission.finish(services, "answered", items.len() as u64).await?;
    Ok(ConversationPage { items, next, total })
}

/// Lists conversations as if there were no others than those that are seen.
async fn listed(
    services: &Services,
    sight: &Sight,
    wanted: ListConversations,
    limit: usize,
) -> AppResult<(Vec<ConversationRow>, u64)> {
    let (store, corp) = (&services.store, &services.corp);
    if !sight.is_part() {
        return Ok(store.conversations(corp, &wanted, limit).await?);
    }
    // What is seen of a conversation may end before it does: the order is made of what is seen.
    let after = wanted.after;
    let (rows, _) =
        store.conversations(corp, &ListConversations { after: None, ..wanted }, usize::MAX).await?;
    let mut rows = sight.narrow(rows);
    let total = rows.len() as u64;
    rows.retain(|row| after.is_none_or(|after| (row.last_at, row.id) < after));
    rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.last_at, row.id)));
    rows.truncate(limit);
    Ok((rows, total))
}

/// Shows a conversation and everybody who took part.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn get(ctx: &Ctx, services: &Services, id: ConversationId) -> AppResult<ConversationView> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    let rows = sight.narrow(services.store.conversations_by_id(&services.corp, &[id]).await?);
    if rows.is_empty() {
        return Err(ProblemCode::NotFound.into());
    }
    let object = serde_json::json!({ "conversation": id });
    let admission = audit::admit(ctx, services, "list_conversations", object).await?;
    let view =
        views(ctx, services, rows, usize::MAX).await?.into_iter().next().ok_or(ProblemCode::NotFound)?;
    admission.finish(services, "answered", 1).await?;
    Ok(view)
}

/// What an operator notes of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadingChange {
    /// The newest message that was read; what was read before stays read.
    pub read: Option<Seq>,
    /// Whether the conversation is pinned.
    pub pinned: Option<bool>,
}

/// Notes for the operator who asks what was read of a conversation, and whether it is pinned.
///
/// # Errors
/// [`ProblemCode::NotFound`], also where the message belongs to another conversation; [`ProblemCode::Forbidden`].
pub async fn note(
    ctx: &Ctx,
    services: &Services,
    id: ConversationId,
    change: ReadingChange,
) -> AppResult<()> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    let operator = ctx.operator().ok_or(ProblemCode::Forbidden)?;
    let Services { store, corp, .. } = services;
    if sight.narrow(store.conversations_by_id(corp, &[id]).await?).is_empty() {
        return Err(ProblemCode::NotFound.into());
    }
    if let Some(seq) = change.read {
        let row = store.messages_by_seq(corp, &[seq]).await?.pop();
        let row = row.filter(|row| row.conversation == id && sight.sees(seq)).ok_or(ProblemCode::NotFound)?;
        store.mark_read(corp, operator, id, Place { sent_at: row.sent_at, seq }).await?;
    }
    if let Some(pinned) = change.pinned {
        store.pin(corp, operator, id, pinned.then(|| services.now())).await?;
    }
    Ok(())
}

/// Names conversations, for showing beside hits.
///
/// # Errors
/// The store's failures.
pub async fn refs(
    services: &Services,
    ids: &[ConversationId],
) -> AppResult<HashMap<ConversationId, ConversationRef>> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let rows = services.store.conversations_by_id(&services.corp, &ids).await?;
    let seated = seat(services, rows, NAMING_PARTIES).await?;
    let names = names_of(services, &seated).await?;
    Ok(seated
        .into_iter()
        .map(|seated| {
            let title = title(&names, &seated);
            let row = seated.row;
            (row.id, ConversationRef { id: row.id, kind: row.kind, title })
        })
        .collect())
}

/// A conversation with some of those who took part.
struct Seated {
    row: ConversationRow,
    parties: Vec<PartyId>,
    count: u64,
}

async fn seat(services: &Services, rows: Vec<ConversationRow>, limit: usize) -> AppResult<Vec<Seated>> {
    let mut seated = Vec::with_capacity(rows.len());
    for row in rows {
        let (parties, count) = match &row.direct {
            Some((one, other)) if one == other => (vec![one.clone()], 1),
            Some((one, other)) => (vec![one.clone(), other.clone()], 2),
            None => services.store.conversation_parties(&services.corp, row.id, limit).await?,
        };
        seated.push(Seated { row, parties, count });
    }
    Ok(seated)
}

async fn names_of(services: &Services, seated: &[Seated]) -> AppResult<Names> {
    Names::of(services, seated.iter().flat_map(|seated| seated.parties.iter().cloned()).collect()).await
}

fn title(names: &Names, seated: &Seated) -> String {
    let named = seated.row.room_name.as_deref().filter(|name| !name.is_empty());
    if let Some(name) = named {
        return name.to_owned();
    }
    let texts: Vec<String> =
        seated.parties.iter().take(NAMING_PARTIES).map(|party| names.text(party)).collect();
    match seated.row.kind {
        ConversationKind::Direct => texts.join(" · "),
        ConversationKind::Room => format!("{} ({})", texts.join("、"), seated.count),
    }
}

async fn views(
    ctx: &Ctx,
    services: &Services,
    rows: Vec<ConversationRow>,
    shown: usize,
) -> AppResult<Vec<ConversationView>> {
    let last: Vec<Seq> = rows.iter().map(|row| row.last_seq).collect();
    let previews = previews(services, &last).await?;
    let ids: Vec<ConversationId> = rows.iter().map(|row| row.id).collect();
    let readings = match ctx.operator() {
        Some(operator) => services.store.reading_of(&services.corp, operator, &ids).await?,
        None => HashMap::new(),
    };
    let seated = seat(services, rows, shown).await?;
    let names = names_of(services, &seated).await?;
    Ok(seated
        .into_iter()
        .map(|seated| {
            let title = title(&names, &seated);
            let parties: Vec<PartyRef> = seated.parties.iter().map(|party| names.get(party)).collect();
            let row = seated.row;
            let last = previews.get(&row.last_seq);
            let reading = readings.get(&row.id).copied().unwrap_or_default();
            let newest = Place { sent_at: row.last_at, seq: row.last_seq };
            ConversationView {
                id: row.id,
                kind: row.kind,
                title,
                parties,
                party_count: seated.count,
                external: row.external,
                message_count: row.message_count,
                first_at: row.first_at,
                last_at: row.last_at,
                last_kind: last.map(|(kind, _)| *kind),
                last_preview: last.map(|(_, text)| text.clone()).unwrap_or_default(),
                pinned: reading.pinned,
                unread: reading.read.is_none_or(|read| read < newest),
            }
        })
        .collect())
}

async fn previews(services: &Services, seqs: &[Seq]) -> AppResult<HashMap<Seq, (MessageKind, String)>> {
    let rows = services.store.messages_by_seq(&services.corp, seqs).await?;
    let (ring, corp) = (services.ring.clone(), services.corp.clone());
    let open = move || rows.iter().map(|row| (row.seq, (row.kind, preview(&ring, &corp, row)))).collect();
    Ok(tokio::task::spawn_blocking(open).await?)
}

/// The beginning of a message's text in one line; empty where it has none or does not open.
fn preview(ring: &huicun_vault::KeyRing, corp: &huicun_domain::ids::CorpId, row: &MessageRow) -> String {
    let Some(message) = open_message(ring, corp, row) else { return String::new() };
    let texts = search_texts(&message.content);
    let words = texts.iter().flat_map(|text| text.split_whitespace());
    let mut line = String::new();
    for word in words {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().count() > PREVIEW_CHARS {
            return line.chars().take(PREVIEW_CHARS).chain(['…']).collect();
        }
    }
    line
}

fn encode(services: &Services, list: &str, row: &ConversationRow) -> AppResult<String> {
    let mut state = row.last_at.to_be_bytes().to_vec();
    state.extend_from_slice(row.id.0.as_bytes());
    token::encode(&services.ring, list, &state)
}

fn decode(services: &Services, list: &str, text: &str) -> AppResult<(Millis, ConversationId)> {
    let state = token::decode(&services.ring, list, text)?;
    let (last_at, id) = state.split_first_chunk::<8>().ok_or(ProblemCode::BadPageToken)?;
    let id = Uuid::from_slice(id).map_err(|_| ProblemCode::BadPageToken)?;
    Ok((Millis::from_be_bytes(*last_at), ConversationId(id)))
}
