//! Conversations one after the other: what was exported is read again by conversation, the oldest message first.

use std::collections::HashMap;
use std::io::{self, Write};

use futures::StreamExt;
use huicun_domain::clock::Millis;
use huicun_domain::code::Language;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::{ConversationId, PartyKind};
use huicun_domain::query::Order;
use jiff::tz::TimeZone;

use super::Writing;
use super::archive::Archive;
use super::files::{FileRecord, Files};
use super::html::HtmlChat;
use super::layout::Viewpoint;
use super::pdf::PdfChat;
use super::pictures::{self, Picture};
use super::worker::Worker;
use crate::browse;
use crate::browse::Names;
use crate::error::AppResult;
use crate::export::run;
use crate::export::source::{Batch, Source};
use crate::export::time::moment;
use crate::search::SearchRequest;
use crate::services::Services;
use crate::view::MessageView;

/// Who asked and when, as every page tells.
#[derive(Clone)]
pub(super) struct Occasion {
    pub(super) language: Language,
    pub(super) zone: TimeZone,
    pub(super) operator: String,
    pub(super) created_at: Millis,
}

/// What stands above a conversation.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// Its number within the export, from 1.
    pub(super) number: usize,
    pub(super) title: String,
    pub(super) kind: Option<ConversationKind>,
    pub(super) viewpoint: Viewpoint,
    /// How many of its messages the table has.
    pub(super) expected: u64,
}

/// A message with its files.
pub(super) struct Line {
    pub(super) message: MessageView,
    pub(super) files: Vec<FileRecord>,
    /// A picture of each, where it is one and the format shows them so; else none or nothing.
    pub(super) pictures: Vec<Option<Picture>>,
    /// When it was sent, as shown.
    pub(super) moment: String,
}

impl Line {
    /// The sender's name, else the id.
    pub(super) fn sender(&self) -> &str {
        let sender = &self.message.sender;
        sender.name.as_deref().filter(|name| !name.is_empty()).unwrap_or(sender.id.as_str())
    }

    /// The time of day.
    pub(super) fn clock(&self) -> &str {
        self.moment.split_once(' ').map_or(self.moment.as_str(), |(_, clock)| clock)
    }
}

/// How conversations are written.
pub(super) enum Chat {
    Html(Box<HtmlChat>),
    Pdf(Box<PdfChat>),
}

impl Chat {
    pub(super) fn begin(&mut self, head: Head) {
        match self {
            Self::Html(chat) => chat.begin(head),
            Self::Pdf(chat) => chat.begin(head),
        }
    }

    pub(super) fn add<W: Write>(&mut self, archive: &mut Archive<W>, line: &Line) -> io::Result<()> {
        match self {
            Self::Html(chat) => chat.add(archive, line),
            Self::Pdf(chat) => chat.add(archive, line),
        }
    }

    pub(super) fn end<W: Write>(&mut self, archive: &mut Archive<W>) -> io::Result<()> {
        match self {
            Self::Html(chat) => chat.end(archive),
            Self::Pdf(chat) => {
                chat.end();
                Ok(())
            }
        }
    }

    pub(super) fn finish<W: Write>(&mut self, archive: &mut Archive<W>) -> io::Result<()> {
        match self {
            Self::Html(chat) => chat.finish(archive),
            Self::Pdf(chat) => chat.finish(archive),
        }
    }
}

/// The conversations of an export, and how much of each is in it.
#[derive(Debug, Default)]
pub(super) struct Seen(HashMap<ConversationId, (u64, Millis)>);

impl Seen {
    /// Notes some rows of the table.
    pub(super) fn note(&mut self, messages: &[MessageView]) {
        for message in messages {
            let (count, last) = self.0.entry(message.conversation_id).or_insert((0, message.sent_at));
            *count += 1;
            *last = message.sent_at.max(*last);
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> u64 {
        self.0.len() as u64
    }

    /// The conversations, the last active first, as in the reading room.
    fn into_ordered(self) -> Vec<(ConversationId, u64)> {
        let mut all: Vec<_> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|(id, (_, last))| (std::cmp::Reverse(*last), *id));
        all.into_iter().map(|(id, (count, _))| (id, count)).collect()
    }
}

/// What becomes of the files of messages.
pub(super) enum Media {
    /// They are written beside the conversations.
    Files(Files),
    /// Those that are pictures are shown, made small.
    Pictures,
}

/// Writes every conversation with its files, telling how many messages were written.
pub(super) async fn write_all<W: Write + Send + 'static>(
    services: &Services,
    exported: &run::Order<'_>,
    seen: Seen,
    worker: &mut Worker<Writing<W>>,
    media: &mut Media,
    mut written: impl FnMut(u64),
) -> AppResult<()> {
    for (index, (id, expected)) in seen.into_ordered().into_iter().enumerate() {
        let head = head(services, id, index + 1, expected).await?;
        worker
            .run(move |writing| {
                writing.chat.begin(head);
                Ok(())
            })
            .await?;
        let mut search = SearchRequest { order: Order::Oldest, ..exported.search.clone() };
        search.filters.conversation = Some(id);
        let source = Source::new(services, exported.sight, &search, exported.snapshot).await?;
        let (mut batches, walking) = source.read();
        while let Some(batch) = batches.next().await {
            let Batch { messages, .. } = batch?;
            let count = messages.len() as u64;
            let lines = lines(services, worker, media, messages).await?;
            worker
                .run(move |writing| {
                    lines.iter().try_for_each(|line| writing.chat.add(&mut writing.archive, line))
                })
                .await?;
            written(count);
        }
        drop(batches);
        // The stream also ends where walking failed.
        walking.await??;
        worker.run(|writing| writing.chat.end(&mut writing.archive)).await?;
    }
    worker.run(|writing| writing.chat.finish(&mut writing.archive)).await
}

/// Puts messages and their files together.
async fn lines<W: Write + Send + 'static>(
    services: &Services,
    worker: &mut Worker<Writing<W>>,
    media: &mut Media,
    messages: Vec<MessageView>,
) -> AppResult<Vec<Line>> {
    let told = match media {
        Media::Files(files) => {
            let told = files.add(services, worker, &messages).await?;
            told.into_iter().map(|files| (files, Vec::new())).collect()
        }
        Media::Pictures => {
            let told = pictures::look(services, &messages).await?;
            let records: Vec<FileRecord> = told.iter().flat_map(|(files, _)| files).cloned().collect();
            worker
                .run(move |writing| records.iter().try_for_each(|record| writing.files.push(record)))
                .await?;
            told
        }
    };
    let lines = messages.into_iter().zip(told).map(|(message, (files, pictures))| {
        let moment = moment(message.sent_at, &services.zone);
        Line { message, files, pictures, moment }
    });
    Ok(lines.collect())
}

async fn head(services: &Services, id: ConversationId, number: usize, expected: u64) -> AppResult<Head> {
    let mut known = browse::conversations::refs(services, &[id]).await?;
    let rows = services.store.conversations_by_id(&services.corp, &[id]).await?;
    let external = rows.first().is_none_or(|row| row.external);
    let viewpoint = if external { Viewpoint::Members } else { first_member(services, id).await? };
    let named = known.remove(&id);
    Ok(Head {
        number,
        title: named.as_ref().map_or_else(|| id.to_string(), |known| known.title.clone()),
        kind: named.map(|known| known.kind),
        viewpoint,
        expected,
    })
}

/// Among members, the first by id is at the right, as in the reading room.
async fn first_member(services: &Services, id: ConversationId) -> AppResult<Viewpoint> {
    const LOOKED_AT: usize = 50;
    let (parties, _) = services.store.conversation_parties(&services.corp, id, LOOKED_AT).await?;
    let names = Names::of(services, parties.clone()).await?;
    let member = parties.into_iter().find(|party| names.get(party).kind == PartyKind::Member);
    Ok(member.map_or(Viewpoint::Members, Viewpoint::One))
}
