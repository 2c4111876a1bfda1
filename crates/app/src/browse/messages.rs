//! Messages: from stored rows to what is shown, alone and as stretches of a conversation.

use std::collections::{BTreeMap, HashMap};

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{ConversationId, MsgId, PartyId, Seq};
use huicun_domain::message::{Action, Content, Message, MessageKind};
use huicun_domain::query::Place;
pub use huicun_store::Timeline;
use huicun_store::{MessageRow, PageAt, TimelinePage};
use serde::{Deserialize, Serialize};

use super::conversations::refs;
use super::{Names, SHOWN_PARTIES, page_limit};
use crate::access::{self, Sight};
use crate::audit;
use crate::calendar;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::media;
use crate::plaintext::{open_message, open_plaintext};
use crate::services::Services;
use crate::token;
use crate::view::{
    ConversationDays, ConversationRef, DayCount, FileView, MessagePage, MessageView, PartyRef, PlaintextView,
    RecallView,
};

/// How many messages a stretch holds unless told.
const STRETCH: usize = 60;
/// Batches of at least this many messages are unsealed away from the threads that answer requests.
const MANY: usize = 4;

/// An end of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Edge {
    /// The oldest messages.
    First,
    /// The newest messages.
    Last,
}

/// A stretch of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    /// At one end.
    Edge(Edge),
    /// What comes before a page: its `before`.
    Before(String),
    /// What comes after a page: its `after`.
    After(String),
    /// What surrounds a message.
    Around(Seq),
    /// What surrounds a moment.
    At(Millis),
}

/// Turns rows into what is shown, in their order. A row that does not open is shown as unknown, and stops nothing.
///
/// # Errors
/// The store's failures.
pub async fn views(services: &Services, rows: Vec<MessageRow>) -> AppResult<Vec<MessageView>> {
    let recalls: Vec<Seq> =
        rows.iter().filter(|row| row.kind == MessageKind::Revoke).map(|row| row.seq).collect();
    let originals = if recalls.is_empty() {
        HashMap::new()
    } else {
        services.store.recalled_by(&services.corp, &recalls).await?
    };
    let carriers: Vec<Seq> =
        rows.iter().filter(|row| row.kind.may_carry_files()).map(|row| row.seq).collect();
    let mut files: HashMap<Seq, Vec<FileView>> = HashMap::new();
    let kept = services.store.files_of(&services.corp, &carriers).await?;
    let of: Vec<Seq> = kept.iter().map(|file| file.seq).collect();
    for (seq, file) in of.into_iter().zip(media::views(services, kept).await?) {
        files.entry(seq).or_default().push(file);
    }
    let opened = open_all(services, rows).await?;
    let senders = opened.iter().map(|(row, _)| row.sender.clone()).collect();
    let former = FormerNames::of(services, senders).await?;
    let mut parties: Vec<PartyId> = Vec::new();
    for (row, message) in &opened {
        parties.push(row.sender.clone());
        parties.extend(row.recalled.iter().map(|(_, by)| by.clone()));
        parties.extend(
            message.iter().flat_map(|message| message.recipients.iter().take(SHOWN_PARTIES)).cloned(),
        );
    }
    let names = Names::of(services, parties).await?;
    Ok(opened
        .into_iter()
        .map(|(row, message)| {
            let recalls_seq = originals.get(&row.seq).copied();
            let files = files.remove(&row.seq).unwrap_or_default();
            let sender_then = former.then(&row.sender, row.sent_at, &names);
            MessageView { sender_then, ..view(&names, row, message, recalls_seq, files) }
        })
        .collect())
}

async fn open_all(
    services: &Services,
    rows: Vec<MessageRow>,
) -> AppResult<Vec<(MessageRow, Option<Message>)>> {
    let (ring, corp) = (services.ring.clone(), services.corp.clone());
    let many = rows.len() >= MANY;
    let open = move || -> Vec<(MessageRow, Option<Message>)> {
        rows.into_iter()
            .map(|row| {
                let message = open_message(&ring, &corp, &row);
                (row, message)
            })
            .collect()
    };
    Ok(if many { tokio::task::spawn_blocking(open).await? } else { open() })
}

fn view(
    names: &Names,
    row: MessageRow,
    message: Option<Message>,
    recalls_seq: Option<Seq>,
    files: Vec<FileView>,
) -> MessageView {
    let message = message.unwrap_or_else(|| unreadable(&row));
    let recalled = row.recalled.map(|(at, by)| RecallView {
        at,
        by: names.get(&by),
        after_ms: at.saturating_sub(row.sent_at),
    });
    let recipients: Vec<PartyRef> =
        message.recipients.iter().take(SHOWN_PARTIES).map(|party| names.get(party)).collect();
    MessageView {
        seq: row.seq,
        msgid: message.msgid,
        conversation_id: row.conversation,
        action: message.action,
        sender: names.get(&row.sender),
        sender_then: None,
        recipients,
        recipient_count: message.recipients.len(),
        room: message.room,
        sent_at: row.sent_at,
        kind: row.kind,
        content: message.content,
        files,
        external: row.external,
        recalled,
        recalls_seq,
        received_at: row.received_at,
        consent: row.consent,
    }
}

/// Stands for a message whose plaintext does not open: what the row tells is shown, and that there is no more.
fn unreadable(row: &MessageRow) -> Message {
    Message {
        msgid: MsgId::new(String::new()),
        action: Action::Send,
        sender: row.sender.clone(),
        recipients: Vec::new(),
        room: None,
        sent_at: row.sent_at,
        kind: row.kind,
        content: Content::Unknown {
            msgtype: row.kind.as_str().to_owned(),
            raw: String::new(),
            texts: Vec::new(),
        },
    }
}

/// Reads a stretch of a timeline, of some kinds only where any are given.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn page(
    ctx: &Ctx,
    services: &Services,
    timeline: Timeline,
    kinds: Vec<MessageKind>,
    stretch: &Stretch,
    limit: Option<usize>,
) -> AppResult<MessagePage> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    must_exist(services, &sight, &timeline).await?;
    let limit = page_limit(limit, STRETCH);
    let reader = Reader { ctx, services, sight, timeline, kinds };
    let found = reader.find(stretch, limit).await?;
    let mut object = serde_json::json!({ "stretch": stretch.word() });
    match &reader.timeline {
        Timeline::Conversation(id) => object["conversation"] = serde_json::json!(id),
        Timeline::Party(id) => object["party"] = serde_json::json!(id),
    }
    let admission = audit::admit(ctx, services, "view_conversation", object).await?;
    let (before, after) = (reader.token(found.before)?, reader.token(found.after)?);
    let items = views(services, found.rows).await?;
    let conversations = match &reader.timeline {
        Timeline::Conversation(_) => Vec::new(),
        Timeline::Party(_) => met(services, &items).await?,
    };
    admission.finish(services, "answered", items.len() as u64).await?;
    Ok(MessagePage { items, conversations, before, after, focus: found.focus })
}

/// Counts a timeline's messages by civil day.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn days(ctx: &Ctx, services: &Services, timeline: Timeline) -> AppResult<ConversationDays> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    must_exist(services, &sight, &timeline).await?;
    let offset = calendar::offset(services);
    let days = match sight.is_part() {
        true => days_seen(services, &sight, &timeline, offset).await?,
        false => services.store.timeline_days(&services.corp, &timeline, offset).await?,
    };
    let days =
        days.into_iter().map(|(day, count)| DayCount { day: calendar::day_text(day), count }).collect();
    Ok(ConversationDays { days })
}

/// Counts by day what is seen of a timeline.
async fn days_seen(
    services: &Services,
    sight: &Sight,
    timeline: &Timeline,
    offset: Millis,
) -> AppResult<Vec<(i64, u64)>> {
    let mut ids = conversations_of(services, timeline).await?;
    ids.retain(|id| sight.sees_conversation(*id));
    let mut days: BTreeMap<i64, u64> = BTreeMap::new();
    for (_, place) in services.store.message_places(&ids).await? {
        if sight.sees(place.seq) {
            *days.entry((place.sent_at + offset).div_euclid(calendar::DAY_MS)).or_default() += 1;
        }
    }
    Ok(days.into_iter().collect())
}

async fn conversations_of(services: &Services, timeline: &Timeline) -> AppResult<Vec<ConversationId>> {
    Ok(match timeline {
        Timeline::Conversation(id) => vec![*id],
        Timeline::Party(id) => {
            let took_part = services.store.participations(&services.corp, std::slice::from_ref(id)).await?;
            took_part.into_iter().map(|(id, _)| id).collect()
        }
    })
}

/// Refuses a timeline that is not there, or of which nothing is seen.
async fn must_exist(services: &Services, sight: &Sight, timeline: &Timeline) -> AppResult<()> {
    let (store, corp) = (&services.store, &services.corp);
    let exists = match timeline {
        _ if sight.is_part() => {
            let ids = conversations_of(services, timeline).await?;
            ids.into_iter().any(|id| sight.sees_conversation(id))
        }
        Timeline::Conversation(id) => !store.conversations_by_id(corp, &[*id]).await?.is_empty(),
        Timeline::Party(id) => !store.party_refs(corp, std::slice::from_ref(id)).await?.is_empty(),
    };
    if exists { Ok(()) } else { Err(ProblemCode::NotFound.into()) }
}

/// Names the conversations that messages belong to, in the order in which they are met.
async fn met(services: &Services, items: &[MessageView]) -> AppResult<Vec<ConversationRef>> {
    let mut ids: Vec<ConversationId> = Vec::new();
    for item in items {
        if !ids.contains(&item.conversation_id) {
            ids.push(item.conversation_id);
        }
    }
    let mut named = refs(services, &ids).await?;
    Ok(ids.iter().filter_map(|id| named.remove(id)).collect())
}

/// Shows a message.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn get(ctx: &Ctx, services: &Services, seq: Seq) -> AppResult<MessageView> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    let rows = sight.keep(services.store.messages_by_seq(&services.corp, &[seq]).await?);
    if rows.is_empty() {
        return Err(ProblemCode::NotFound.into());
    }
    let admission = audit::admit(ctx, services, "view_message", serde_json::json!({ "seq": seq })).await?;
    let view = views(services, rows).await?.into_iter().next().ok_or(ProblemCode::NotFound)?;
    admission.finish(services, "answered", 1).await?;
    Ok(view)
}

/// Shows the exact plaintext of a message.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`], [`crate::AppError::Open`] where it does not open.
pub async fn raw(ctx: &Ctx, services: &Services, seq: Seq) -> AppResult<PlaintextView> {
    let sight = access::sight(ctx, services, Permission::ViewConversation).await?;
    let rows = sight.keep(services.store.messages_by_seq(&services.corp, &[seq]).await?);
    let row = rows.first().ok_or(ProblemCode::NotFound)?;
    let object = serde_json::json!({ "seq": seq, "raw": true });
    let admission = audit::admit(ctx, services, "view_message", object).await?;
    let plaintext = match open_plaintext(&services.ring, &services.corp, row) {
        Ok(plaintext) => plaintext,
        Err(error) => {
            admission.finish(services, "not_opened", 0).await?;
            return Err(error.into());
        }
    };
    let view = PlaintextView { plaintext: String::from_utf8_lossy(&plaintext).into_owned() };
    admission.finish(services, "answered", 1).await?;
    Ok(view)
}

impl Stretch {
    fn word(&self) -> &'static str {
        match self {
            Self::Edge(Edge::First) => "first",
            Self::Edge(Edge::Last) => "last",
            Self::Before(_) => "before",
            Self::After(_) => "after",
            Self::Around(_) => "around",
            Self::At(_) => "at",
        }
    }
}

/// What senders were called when, as far as the archive saw them change their names.
struct FormerNames(HashMap<PartyId, Vec<(Millis, String)>>);

impl FormerNames {
    async fn of(services: &Services, mut ids: Vec<PartyId>) -> AppResult<Self> {
        ids.sort_unstable();
        ids.dedup();
        Ok(Self(services.store.party_names(&services.corp, &ids).await?))
    }

    /// What a party was called at a moment, where it is called otherwise now. Before the first name that the archive
    /// heard of, that one is taken.
    fn then(&self, id: &PartyId, at: Millis, names: &Names) -> Option<String> {
        let known = self.0.get(id)?;
        let then = known.iter().rfind(|(from, _)| *from <= at).or(known.first())?;
        (names.get(id).name.as_ref() != Some(&then.1)).then(|| then.1.clone())
    }
}

/// Rows of a stretch, and where the timeline goes on.
struct Found {
    rows: Vec<MessageRow>,
    /// The place that older messages lie before.
    before: Option<Place>,
    /// The place that newer messages lie after.
    after: Option<Place>,
    focus: Option<Seq>,
}

fn place(row: &MessageRow) -> Place {
    Place { sent_at: row.sent_at, seq: row.seq }
}

/// Who reads which timeline.
struct Reader<'a> {
    ctx: &'a Ctx,
    services: &'a Services,
    sight: Sight,
    timeline: Timeline,
    kinds: Vec<MessageKind>,
}

impl Reader<'_> {
    /// Binds page tokens to one reader and one timeline.
    fn list_name(&self) -> String {
        format!("messages {:?} {:?} {:?}", self.timeline, self.kinds, self.ctx.operator())
    }

    fn token(&self, place: Option<Place>) -> AppResult<Option<String>> {
        place.map(|place| token::encode_place(&self.services.ring, &self.list_name(), place)).transpose()
    }

    fn place_of(&self, text: &str) -> AppResult<Place> {
        token::decode_place(&self.services.ring, &self.list_name(), text)
    }

    async fn read(&self, at: PageAt, limit: usize) -> AppResult<TimelinePage> {
        timeline_page(self.services, &self.sight, &self.timeline, at, &self.kinds, limit).await
    }

    async fn find(&self, stretch: &Stretch, limit: usize) -> AppResult<Found> {
        Ok(match stretch {
            Stretch::Edge(Edge::First) => forwards(self.read(PageAt::First, limit).await?, None),
            Stretch::Edge(Edge::Last) => backwards(self.read(PageAt::Last, limit).await?, None),
            Stretch::Before(text) => {
                let from = self.place_of(text)?;
                backwards(self.read(PageAt::Before(from), limit).await?, Some(from))
            }
            Stretch::After(text) => {
                let from = self.place_of(text)?;
                forwards(self.read(PageAt::After(from), limit).await?, Some(from))
            }
            Stretch::Around(seq) => {
                let middle = place(&self.member(*seq).await?);
                let older = self.read(PageAt::Before(middle), limit / 2).await?;
                // The message itself opens the newer half.
                let inclusive = Place { seq: Seq(middle.seq.0.saturating_sub(1)), ..middle };
                let newer = self.read(PageAt::After(inclusive), limit - older.rows.len()).await?;
                joined(older, newer, Some(*seq))
            }
            Stretch::At(moment) => {
                let first = Place { sent_at: *moment, seq: Seq(i64::MIN) };
                let older = self.read(PageAt::Before(first), limit / 2).await?;
                let newer = self.read(PageAt::From(*moment), limit - older.rows.len()).await?;
                let focus = newer.rows.first().or(older.rows.last()).map(|row| row.seq);
                joined(older, newer, focus)
            }
        })
    }

    /// The row of a message that belongs to the timeline.
    async fn member(&self, seq: Seq) -> AppResult<MessageRow> {
        let Services { store, corp, .. } = self.services;
        let row = self.sight.keep(store.messages_by_seq(corp, &[seq]).await?).pop();
        let row = row.ok_or(ProblemCode::NotFound)?;
        let belongs = match &self.timeline {
            Timeline::Conversation(id) => row.conversation == *id,
            Timeline::Party(party) => store.takes_part(corp, party, row.conversation).await?,
        };
        if belongs { Ok(row) } else { Err(ProblemCode::NotFound.into()) }
    }
}

/// Reads a page of what is seen of a timeline: pages of all of it, until as much is seen as asked for.
pub(crate) async fn timeline_page(
    services: &Services,
    sight: &Sight,
    timeline: &Timeline,
    at: PageAt,
    kinds: &[MessageKind],
    limit: usize,
) -> AppResult<TimelinePage> {
    let Services { store, corp, .. } = services;
    if !sight.is_part() {
        return Ok(store.timeline_page(corp, timeline, at, kinds, limit).await?);
    }
    let backwards = matches!(at, PageAt::Last | PageAt::Before(_));
    let mut seen: Vec<MessageRow> = Vec::new();
    let mut from = at;
    loop {
        let page =
            store.timeline_page(corp, timeline, from, kinds, limit.max(MANY).saturating_add(1)).await?;
        let furthest = if backwards { page.rows.first() } else { page.rows.last() };
        let furthest = furthest.map(place);
        let mut rows = sight.keep(page.rows);
        if backwards {
            rows.append(&mut seen);
            seen = rows;
        } else {
            seen.append(&mut rows);
        }
        let (Some(furthest), true, true) = (furthest, page.more, seen.len() <= limit) else { break };
        from = if backwards { PageAt::Before(furthest) } else { PageAt::After(furthest) };
    }
    let more = seen.len() > limit;
    if backwards {
        seen.drain(..seen.len().saturating_sub(limit));
    } else {
        seen.truncate(limit);
    }
    Ok(TimelinePage { rows: seen, more })
}

/// A page read from an end or a place towards older messages; `from` is what it ends before.
fn backwards(page: TimelinePage, from: Option<Place>) -> Found {
    let before = page.rows.first().filter(|_| page.more).map(place);
    // Where nothing came before, what comes after begins with the place itself.
    let itself = |from: Place| Place { seq: Seq(from.seq.0.saturating_sub(1)), ..from };
    let after = from.map(|from| page.rows.last().map_or(itself(from), place));
    Found { rows: page.rows, before, after, focus: None }
}

/// A page read from an end or a place towards newer messages; `from` is what it begins after.
fn forwards(page: TimelinePage, from: Option<Place>) -> Found {
    let after = page.rows.last().filter(|_| page.more).map(place);
    let itself = |from: Place| Place { seq: Seq(from.seq.0.saturating_add(1)), ..from };
    let before = from.map(|from| page.rows.first().map_or(itself(from), place));
    Found { rows: page.rows, before, after, focus: None }
}

fn joined(older: TimelinePage, newer: TimelinePage, focus: Option<Seq>) -> Found {
    let (more_older, more_newer) = (older.more, newer.more);
    let mut rows = older.rows;
    rows.extend(newer.rows);
    let before = rows.first().filter(|_| more_older).map(place);
    let after = rows.last().filter(|_| more_newer).map(place);
    Found { rows, before, after, focus }
}
