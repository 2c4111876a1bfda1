//! From places to an answer that people can read.

use std::collections::HashMap;
use std::time::Instant;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::{Filters, Place, Term};
use huicun_search::{Filter, Request};
use huicun_store::{Counters, PageAt, Timeline};
use serde::Serialize;

use super::snippet::{SnippetPiece, snippet, snippet_of};
use super::{FoundPage, Plan, SearchRequest};
use crate::access::Sight;
use crate::browse;
use crate::error::AppResult;
use crate::file_texts::{self, OpenText};
use crate::services::Services;
use crate::view::{ConversationRef, MessageView};

/// How many hits are of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindCount {
    /// The kind.
    pub kind: MessageKind,
    /// How many.
    pub count: u64,
}

/// One message that was found.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Hit {
    /// The message.
    pub message: MessageView,
    /// The part that shows why.
    pub snippet: Vec<SnippetPiece>,
    /// The file that the part was drawn from, where it is not of the message's own text.
    pub drawn_from: Option<DrawnFrom>,
    /// Where it was said.
    pub conversation: ConversationRef,
    /// The message before it, where asked.
    pub before: Option<MessageView>,
    /// The message after it, where asked.
    pub after: Option<MessageView>,
}

/// A file that a text was drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DrawnFrom {
    /// The file's number within the message.
    pub slot: u32,
    /// How: `file`, `listing`, `ocr`, `qr`, `speech`.
    pub source: String,
}

/// Messages whose content a search cannot look into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NotSearchable {
    /// `parked`, `poison`, or a kind of message that carries no text.
    pub what: String,
    /// How many.
    pub count: u64,
}

/// What an answer covered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Coverage {
    /// How many messages were searched.
    pub searched: u64,
    /// How many messages the operator may see.
    pub visible: u64,
    /// How many of those searched were scanned because the index had not reached them.
    pub lag_messages: u64,
    /// How long the oldest of those has been waiting, in milliseconds.
    pub lag_ms: i64,
    /// What was not searchable, and how much of it.
    pub not_searchable: Vec<NotSearchable>,
}

/// The answer to a search.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchAnswer {
    /// How many messages were found; exact.
    pub total: u64,
    /// One page of them.
    pub hits: Vec<Hit>,
    /// Where the next page continues.
    pub next: Option<String>,
    /// What was covered.
    pub coverage: Coverage,
    /// What was understood.
    pub understood: Vec<Term>,
    /// The hits of each kind, where asked.
    pub kinds: Option<Vec<KindCount>>,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
}

/// Kinds whose content is in a file: what no text could be drawn from is not searchable.
const IN_FILES: [MessageKind; 5] = [
    MessageKind::Voice,
    MessageKind::Image,
    MessageKind::Video,
    MessageKind::MeetingVoiceCall,
    MessageKind::File,
];

pub(super) async fn compose(
    services: &Services,
    sight: &Sight,
    request: &SearchRequest,
    plan: &Plan,
    page: FoundPage,
    started: Instant,
) -> AppResult<SearchAnswer> {
    let coverage = coverage(services, sight, page.searched).await?;
    let hits = hits(services, sight, request, plan, &page.places).await?;
    let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(SearchAnswer {
        total: page.total,
        hits,
        next: None,
        coverage,
        understood: plan.terms.clone(),
        kinds: page.kinds,
        took_ms,
    })
}

async fn hits(
    services: &Services,
    sight: &Sight,
    request: &SearchRequest,
    plan: &Plan,
    places: &[Place],
) -> AppResult<Vec<Hit>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let seqs: Vec<Seq> = places.iter().map(|place| place.seq).collect();
    let rows = services.store.messages_by_seq(&services.corp, &seqs).await?;
    let views = browse::messages::views(services, rows).await?;
    let ids: Vec<ConversationId> = views.iter().map(|view| view.conversation_id).collect();
    let conversations: HashMap<ConversationId, ConversationRef> =
        browse::conversations::refs(services, &ids).await?;
    let in_files: Vec<Seq> =
        places.iter().filter(|place| plan.also.binary_search(place).is_ok()).map(|place| place.seq).collect();
    let texts = file_texts::of_messages(services, &in_files).await?;
    let mut hits = Vec::with_capacity(views.len());
    for message in views {
        let (before, after) =
            if request.context { neighbours(services, sight, &message).await? } else { (None, None) };
        let conversation = conversations.get(&message.conversation_id).cloned();
        let Some(conversation) = conversation else { continue };
        let texts = texts.get(&message.seq).map(Vec::as_slice).unwrap_or_default();
        let (snippet, drawn_from) = why(&message, texts, plan);
        hits.push(Hit { snippet, drawn_from, conversation, before, after, message });
    }
    Ok(hits)
}

/// Cuts the part that shows why a message was found: of its own text, or else of a file's.
fn why(message: &MessageView, texts: &[OpenText], plan: &Plan) -> (Vec<SnippetPiece>, Option<DrawnFrom>) {
    let own = snippet(&message.content, plan);
    if own.iter().any(|piece| piece.hit) {
        return (own, None);
    }
    let drawn = texts.iter().find_map(|text| {
        let drawn_from = DrawnFrom { slot: text.place.slot, source: text.source.clone() };
        Some((snippet_of(&text.text, plan)?, Some(drawn_from)))
    });
    drawn.unwrap_or((own, None))
}

async fn neighbours(
    services: &Services,
    sight: &Sight,
    message: &MessageView,
) -> AppResult<(Option<MessageView>, Option<MessageView>)> {
    let place = Place { sent_at: message.sent_at, seq: message.seq };
    let timeline = Timeline::Conversation(message.conversation_id);
    let page = |at| browse::messages::timeline_page(services, sight, &timeline, at, &[], 1);
    let mut rows = page(PageAt::Before(place)).await?.rows;
    let has_before = !rows.is_empty();
    rows.extend(page(PageAt::After(place)).await?.rows);
    let mut views = browse::messages::views(services, rows).await?.into_iter();
    let before = if has_before { views.next() } else { None };
    Ok((before, views.next()))
}

/// Tells what is not searchable, beside how many messages were: of what is seen, as if nothing else were there.
pub(crate) async fn coverage(services: &Services, sight: &Sight, searched: u64) -> AppResult<Coverage> {
    let counters = services.store.counters(&services.corp).await?;
    let Sight::Part(portion) = sight else { return whole(services, &counters, searched).await };
    let searched = match searched >= counters.messages {
        true => portion.count(),
        false => super::count(services, sight, Filters::default()).await?,
    };
    let tail = services.tail.snapshot();
    let lag_messages = tail.iter().filter(|document| sight.sees(document.seq)).count() as u64;
    Ok(Coverage {
        searched,
        visible: portion.count(),
        lag_messages,
        lag_ms: if lag_messages > 0 { lag_ms(services) } else { 0 },
        not_searchable: unreadable(services, sight).await?,
    })
}

/// How much of what is seen is in files that no text could be drawn from.
async fn unreadable(services: &Services, sight: &Sight) -> AppResult<Vec<NotSearchable>> {
    let filters = Filters { kinds: IN_FILES.to_vec(), ..Filters::default() };
    let request = SearchRequest { filters, ..SearchRequest::default() };
    let plan = Plan::new(services, sight, &request).await?;
    let files = super::find(services, &plan, None, 0, true).await?.kinds.unwrap_or_default();
    // Texts of files have positions of their own: what the plan says of positions is not about them.
    let filter = sight.filter().into_iter().chain([Filter::Kinds(IN_FILES.to_vec())]);
    let asked = Request { filter: Filter::All(filter.collect()), ..plan.request(None, 0, true) };
    let index = services.file_index.clone();
    let drawn = tokio::task::spawn_blocking(move || index.search(&asked)).await??.kinds.unwrap_or_default();
    let rest = files.into_iter().map(|KindCount { kind, count }| {
        let drawn = drawn.iter().find(|(of, _)| *of == kind).map_or(0, |(_, count)| *count);
        NotSearchable { what: kind.as_str().to_owned(), count: count.saturating_sub(drawn) }
    });
    Ok(rest.filter(|rest| rest.count > 0).collect())
}

async fn whole(services: &Services, counters: &Counters, searched: u64) -> AppResult<Coverage> {
    let mut not_searchable = Vec::new();
    let parked: u64 = counters.parked.iter().map(|(_, count)| count).sum();
    let mut add = |what: &str, count: u64| {
        if count > 0 {
            not_searchable.push(NotSearchable { what: what.to_owned(), count });
        }
    };
    add("parked", parked);
    add("poison", counters.poison + counters.broken);
    let with_text = services.store.files_with_text(&services.corp).await?;
    for (kind, count) in services.store.kind_counts(&services.corp).await? {
        if IN_FILES.contains(&kind) {
            let drawn = with_text.iter().find(|(of, _)| of == kind.as_str()).map_or(0, |(_, count)| *count);
            add(kind.as_str(), count.saturating_sub(drawn));
        }
    }
    let lag_messages = services.tail.len() as u64;
    let lag_ms = lag_ms(services);
    Ok(Coverage { searched, visible: counters.messages, lag_messages, lag_ms, not_searchable })
}

fn lag_ms(services: &Services) -> Millis {
    services.tail.waiting_since().map_or(0, |since| (services.now() - since).max(0))
}
