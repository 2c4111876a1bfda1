//! Searching: the index and the tail together, authorised and audited, with what the answer covered.

mod answer;
mod exact;
mod plan;
mod snippet;

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{ConversationId, Seq};
use huicun_domain::query::{Filters, Matching, Order, Place};
use huicun_search::{Found, Request};
use serde::{Deserialize, Serialize};

pub(crate) use answer::coverage;
pub use answer::{Coverage, Hit, KindCount, NotSearchable, SearchAnswer};
pub use plan::Plan;
pub use snippet::{SnippetPiece, snippet};

use crate::access::{self, Sight};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::token;

/// The most hits that one page holds.
pub const MAX_LIMIT: usize = 200;
/// The most hits listed for stepping through a conversation.
pub const MAX_STEPS: usize = 10_000;

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SearchRequest {
    /// The query: blanks separate terms, `"…"` keeps them together, `-` excludes.
    pub q: String,
    /// Whether width, case and script do not matter; if not, the whole query is one text, compared byte for byte.
    pub fold: bool,
    /// What restricts it besides.
    #[serde(flatten)]
    pub filters: Filters,
    /// In which order hits come.
    pub order: Order,
    /// Where the page continues: `next` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// How many hits to return, at most 200; 0 only counts.
    pub limit: usize,
    /// Whether to count the hits of each kind.
    pub kinds_count: bool,
    /// Whether to return the message before and after each hit.
    pub context: bool,
}

impl Default for SearchRequest {
    fn default() -> Self {
        Self {
            q: String::new(),
            fold: true,
            filters: Filters::default(),
            order: Order::Newest,
            after: None,
            limit: 30,
            kinds_count: false,
            context: false,
        }
    }
}

impl SearchRequest {
    fn matching(&self) -> Matching {
        if self.fold { Matching::Folded } else { Matching::Exact }
    }
}

/// Searches and returns one page of hits, the exact total and what was covered.
///
/// # Errors
/// Problems of the query, of the page token, and [`ProblemCode::Forbidden`].
pub async fn search(ctx: &Ctx, services: &Services, request: &SearchRequest) -> AppResult<SearchAnswer> {
    let sight = access::sight(ctx, services, Permission::Search).await?;
    let started = std::time::Instant::now();
    let plan = Plan::new(services, &sight, request).await?;
    plan.must_ask(&request.filters)?;
    let after = match &request.after {
        Some(text) => Some(token::decode_place(&services.ring, &list(ctx), text)?),
        None => None,
    };
    let admission = audit::admit(ctx, services, "search", audit_object(services, request)?).await?;
    let limit = request.limit.min(MAX_LIMIT);
    let page = find(services, &plan, after, limit, request.kinds_count).await?;
    let next = match page.places.last().filter(|_| page.more && limit > 0) {
        Some(place) => Some(token::encode_place(&services.ring, &list(ctx), *place)?),
        None => None,
    };
    let answer = answer::compose(services, &sight, request, &plan, page, started).await?;
    let answer = SearchAnswer { next, ..answer };
    admission.finish(services, "answered", answer.total).await?;
    Ok(answer)
}

/// Binds page tokens to whoever searches.
fn list(ctx: &Ctx) -> String {
    format!("search {:?}", ctx.operator())
}

/// Searches and returns as many hits as asked for, page by page; for the command line.
///
/// # Errors
/// As [`search`].
pub async fn search_all(ctx: &Ctx, services: &Services, request: &SearchRequest) -> AppResult<SearchAnswer> {
    let mut answer = search(ctx, services, request).await?;
    while answer.hits.len() < request.limit && answer.next.is_some() {
        let limit = request.limit - answer.hits.len();
        let page = SearchRequest { after: answer.next.take(), limit, ..request.clone() };
        let more = search(ctx, services, &page).await?;
        answer.hits.extend(more.hits);
        answer.next = more.next;
    }
    Ok(answer)
}

/// Lists the hits of one conversation, oldest first, for stepping from one to the next.
///
/// # Errors
/// Problems of the query, and [`ProblemCode::Forbidden`].
pub async fn hits_in_conversation(
    ctx: &Ctx,
    services: &Services,
    conversation: ConversationId,
    q: &str,
    fold: bool,
) -> AppResult<(u64, Vec<Seq>)> {
    let sight = access::sight(ctx, services, Permission::Search).await?;
    let request = SearchRequest {
        q: q.to_owned(),
        fold,
        filters: Filters { conversation: Some(conversation), ..Filters::default() },
        order: Order::Oldest,
        ..SearchRequest::default()
    };
    let plan = Plan::new(services, &sight, &request).await?;
    if plan.terms.is_empty() {
        return Err(ProblemCode::QueryEmpty.into());
    }
    let admission = audit::admit(ctx, services, "search", audit_object(services, &request)?).await?;
    let page = find(services, &plan, None, MAX_STEPS, false).await?;
    admission.finish(services, "answered", page.total).await?;
    Ok((page.total, page.places.into_iter().map(|place| place.seq).collect()))
}

/// What a search found, before messages are read for it.
pub(crate) struct FoundPage {
    pub(crate) total: u64,
    pub(crate) places: Vec<Place>,
    pub(crate) kinds: Option<Vec<KindCount>>,
    pub(crate) searched: u64,
    pub(crate) more: bool,
}

/// Finds the hits of a plan in the index and in the tail.
pub(crate) async fn find(
    services: &Services,
    plan: &Plan,
    after: Option<Place>,
    limit: usize,
    count_kinds: bool,
) -> AppResult<FoundPage> {
    if plan.exact.is_some() {
        return exact::find(services, plan, after, limit, count_kinds).await;
    }
    let request = plan.request(after, limit.saturating_add(1), count_kinds);
    let services = services.clone();
    let (found, order) = tokio::task::spawn_blocking(move || {
        // The tail first: it then holds whatever the index's answer lacks.
        let tail = services.tail.snapshot();
        // An index that turns out damaged is not there the second time, and the answer says how little was searched.
        let mut found = services.index.search(&request).or_else(|_| services.index.search(&request))?;
        scan_tail(&tail, &request, &mut found);
        Ok::<_, crate::AppError>((found, request.order))
    })
    .await??;
    Ok(page_of(found, order, limit))
}

fn scan_tail(tail: &[std::sync::Arc<huicun_search::Document>], request: &Request, found: &mut Found) {
    let mut kinds: Vec<_> = found.kinds.take().unwrap_or_default();
    for document in tail.iter().filter(|document| document.position > found.reached) {
        found.searched += 1;
        if !huicun_search::matches(document, request) {
            continue;
        }
        found.total += 1;
        match kinds.iter_mut().find(|(kind, _)| *kind == document.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((document.kind, 1)),
        }
        let place = Place { sent_at: document.sent_at, seq: document.seq };
        if comes_after(place, request.after, request.order) {
            found.places.push(place);
        }
    }
    found.kinds = request.count_kinds.then_some(kinds);
}

fn comes_after(place: Place, after: Option<Place>, order: Order) -> bool {
    match (after, order) {
        (None, _) => true,
        (Some(after), Order::Newest) => place < after,
        (Some(after), Order::Oldest) => place > after,
    }
}

fn page_of(found: Found, order: Order, limit: usize) -> FoundPage {
    let mut places = found.places;
    match order {
        Order::Newest => places.sort_unstable_by(|one, other| other.cmp(one)),
        Order::Oldest => places.sort_unstable(),
    }
    let more = places.len() > limit;
    places.truncate(limit);
    let kinds = found.kinds.map(|kinds| {
        let mut kinds: Vec<KindCount> =
            kinds.into_iter().map(|(kind, count)| KindCount { kind, count }).collect();
        kinds.sort_unstable_by_key(|row| std::cmp::Reverse(row.count));
        kinds
    });
    FoundPage { total: found.total, places, kinds, searched: found.searched, more }
}

/// Counts what is seen and passes filters.
pub(crate) async fn count(services: &Services, sight: &Sight, filters: Filters) -> AppResult<u64> {
    let request = SearchRequest { filters, ..SearchRequest::default() };
    let plan = Plan::new(services, sight, &request).await?;
    Ok(find(services, &plan, None, 0, false).await?.total)
}

/// What the audit keeps of a search: the filters, and a keyed fingerprint in place of the text.
fn audit_object(services: &Services, request: &SearchRequest) -> AppResult<serde_json::Value> {
    let fingerprint = services.ring.fingerprint("audit query", request.q.as_bytes())?;
    let hex: String = fingerprint.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    Ok(serde_json::json!({
        "query_fingerprint": hex,
        "query_chars": request.q.chars().count(),
        "fold": request.fold,
        "filters": request.filters,
        "order": request.order,
    }))
}
