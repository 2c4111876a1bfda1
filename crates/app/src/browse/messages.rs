//! Messages: from stored rows to what is shown, alone and as stretches of a conversation.

use std::collections::HashMap;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{ConversationId, MsgId, PartyId, Seq};
use huicun_domain::message::{Action, Content, Message, MessageKind};
use huicun_domain::query::Place;
use huicun_store::{ConversationPage, MessageRow, PageAt};
use serde::{Deserialize, Serialize};

use super::{Names, SHOWN_PARTIES, page_limit};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::media;
use crate::plaintext::{open_message, open_plaintext};
use crate::services::Services;
use crate::token;
use crate::view::{FileView, MessagePage, MessageView, PartyRef, PlaintextView, RecallView};

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

/// A stretch of a conversation.
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
            view(&names, row, message, recalls_seq, files)
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

/// Reads a stretch of a conversation.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn page(
    ctx: &Ctx,
    services: &Services,
    id: ConversationId,
    stretch: &Stretch,
    limit: Option<usize>,
) -> AppResult<MessagePage> {
    ctx.authorize(Permission::ViewConversation)?;
    let known = services.store.conversations_by_id(&services.corp, &[id]).await?;
    if known.is_empty() {
        return Err(ProblemCode::NotFound.into());
    }
    let limit = page_limit(limit, STRETCH);
    let found = find(ctx, services, id, stretch, limit).await?;
    let object = serde_json::json!({ "conversation": id, "stretch": stretch.word() });
    let admission = audit::admit(ctx, services, "view_conversation", object).await?;
    let tokens = found.tokens(ctx, services, id)?;
    let items = views(services, found.rows).await?;
    admission.finish(services, "answered", items.len() as u64).await?;
    Ok(MessagePage { items, before: tokens.0, after: tokens.1, focus: found.focus })
}

/// Shows a message.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn get(ctx: &Ctx, services: &Services, seq: Seq) -> AppResult<MessageView> {
    ctx.authorize(Permission::ViewConversation)?;
    let rows = services.store.messages_by_seq(&services.corp, &[seq]).await?;
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
    ctx.authorize(Permission::ViewConversation)?;
    let rows = services.store.messages_by_seq(&services.corp, &[seq]).await?;
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

/// Rows of a stretch, and where the conversation goes on.
struct Found {
    rows: Vec<MessageRow>,
    /// The place that older messages lie before.
    before: Option<Place>,
    /// The place that newer messages lie after.
    after: Option<Place>,
    focus: Option<Seq>,
}

impl Found {
    fn tokens(
        &self,
        ctx: &Ctx,
        services: &Services,
        id: ConversationId,
    ) -> AppResult<(Option<String>, Option<String>)> {
        let list = list_name(ctx, id);
        let encode = |place: Option<Place>| {
            place.map(|place| token::encode_place(&services.ring, &list, place)).transpose()
        };
        Ok((encode(self.before)?, encode(self.after)?))
    }
}

/// Binds page tokens to one reader and one conversation.
fn list_name(ctx: &Ctx, id: ConversationId) -> String {
    format!("messages {id} {:?}", ctx.operator())
}

fn place(row: &MessageRow) -> Place {
    Place { sent_at: row.sent_at, seq: row.seq }
}

async fn find(
    ctx: &Ctx,
    services: &Services,
    id: ConversationId,
    stretch: &Stretch,
    limit: usize,
) -> AppResult<Found> {
    let read = async |at, limit| services.store.conversation_page(&services.corp, id, at, limit).await;
    let decode = |text: &str| token::decode_place(&services.ring, &list_name(ctx, id), text);
    Ok(match stretch {
        Stretch::Edge(Edge::First) => forwards(read(PageAt::First, limit).await?, None),
        Stretch::Edge(Edge::Last) => backwards(read(PageAt::Last, limit).await?, None),
        Stretch::Before(text) => {
            let from = decode(text)?;
            backwards(read(PageAt::Before(from), limit).await?, Some(from))
        }
        Stretch::After(text) => {
            let from = decode(text)?;
            forwards(read(PageAt::After(from), limit).await?, Some(from))
        }
        Stretch::Around(seq) => {
            let rows = services.store.messages_by_seq(&services.corp, &[*seq]).await?;
            let row = rows.first().filter(|row| row.conversation == id).ok_or(ProblemCode::NotFound)?;
            let middle = place(row);
            let older = read(PageAt::Before(middle), limit / 2).await?;
            // The message itself opens the newer half.
            let inclusive = Place { seq: Seq(middle.seq.0.saturating_sub(1)), ..middle };
            let newer = read(PageAt::After(inclusive), limit - older.rows.len()).await?;
            joined(older, newer, Some(*seq))
        }
        Stretch::At(moment) => {
            let first = Place { sent_at: *moment, seq: Seq(i64::MIN) };
            let older = read(PageAt::Before(first), limit / 2).await?;
            let newer = read(PageAt::From(*moment), limit - older.rows.len()).await?;
            let focus = newer.rows.first().or(older.rows.last()).map(|row| row.seq);
            joined(older, newer, focus)
        }
    })
}

/// A page read from an end or a place towards older messages; `from` is what it ends before.
fn backwards(page: ConversationPage, from: Option<Place>) -> Found {
    let before = page.rows.first().filter(|_| page.more).map(place);
    // Where nothing came before, what comes after begins with the place itself.
    let itself = |from: Place| Place { seq: Seq(from.seq.0.saturating_sub(1)), ..from };
    let after = from.map(|from| page.rows.last().map_or(itself(from), place));
    Found { rows: page.rows, before, after, focus: None }
}

/// A page read from an end or a place towards newer messages; `from` is what it begins after.
fn forwards(page: ConversationPage, from: Option<Place>) -> Found {
    let after = page.rows.last().filter(|_| page.more).map(place);
    let itself = |from: Place| Place { seq: Seq(from.seq.0.saturating_add(1)), ..from };
    let before = from.map(|from| page.rows.first().map_or(itself(from), place));
    Found { rows: page.rows, before, after, focus: None }
}

fn joined(older: ConversationPage, newer: ConversationPage, focus: Option<Seq>) -> Found {
    let (more_older, more_newer) = (older.more, newer.more);
    let mut rows = older.rows;
    rows.extend(newer.rows);
    let before = rows.first().filter(|_| more_older).map(place);
    let after = rows.last().filter(|_| more_newer).map(place);
    Found { rows, before, after, focus }
}
