//! Running an export: hits are read, made rows and written, side by side and in bounded memory.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use futures::StreamExt;
use huicun_domain::code::Language;
use huicun_domain::ids::{ConversationId, Position};
use jiff::Timestamp;
use tokio::sync::mpsc;

use super::bundle;
use super::cover::{Occasion, cover};
use super::row::Row;
use super::source::{Batch, Source};
use super::writer::{About, ExportSummary, RowWriter};
use super::{ExportFormat, TableFormat};
use crate::access::Sight;
use crate::browse;
use crate::error::AppResult;
use crate::search::SearchRequest;
use crate::services::Services;
use crate::view::{ConversationRef, MessageView};

/// How many batches wait for the writer.
const WAITING: usize = 3;
/// How many conversations' titles are remembered.
const TITLES: usize = 20_000;

/// What is exported.
pub(super) struct Order<'a> {
    pub(super) format: ExportFormat,
    pub(super) table: TableFormat,
    pub(super) search: &'a SearchRequest,
    /// What whoever asked sees.
    pub(super) sight: &'a Sight,
    pub(super) language: Language,
    /// Who asked, as shown.
    pub(super) operator: &'a str,
    pub(super) id: Option<String>,
    pub(super) created_at: i64,
    /// What the archive held then, and no more, is exported.
    pub(super) snapshot: Position,
}

/// How far an export is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// How many rows were handed to the writer.
    pub(super) rows: u64,
    /// How many messages were looked at.
    pub(super) examined: u64,
    /// How many there are to look at.
    pub(super) candidates: u64,
    /// Whether every one that is looked at becomes a row.
    pub(super) counted: bool,
}

impl Progress {
    /// How many rows there will be, where that is known.
    pub(super) fn total(&self) -> Option<u64> {
        self.counted.then_some(self.candidates)
    }
}

type Titled = (MessageView, Option<Arc<ConversationRef>>);

enum Input {
    Rows(Vec<Titled>),
    End,
}

/// Writes an export into a sink and gives it back.
///
/// Dropping the future gives the export up: the sink is then dropped with whatever is in it.
pub(super) async fn produce<W: Write + Send + 'static>(
    services: &Services,
    order: &Order<'_>,
    sink: W,
    progress: impl FnMut(Progress),
) -> AppResult<(ExportSummary, W)> {
    let table = match order.format {
        ExportFormat::Csv => TableFormat::Csv,
        ExportFormat::Xlsx => TableFormat::Xlsx,
        ExportFormat::Zip | ExportFormat::Pdf => {
            return bundle::produce(services, order, sink, progress).await;
        }
    };
    let source = Source::new(services, order.sight, order.search, order.snapshot).await?;
    let about = about(services, order).await?;
    write_table(services, source, (table, about), sink, |_| (), progress).await
}

/// What a file says about itself.
pub(super) async fn about(services: &Services, order: &Order<'_>) -> AppResult<About> {
    let occasion = Occasion {
        language: order.language,
        operator: order.operator,
        id: order.id.clone(),
        created_at: order.created_at,
        snapshot: order.snapshot,
    };
    Ok(About {
        language: order.language,
        created_at: Timestamp::from_millisecond(order.created_at)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .strftime("%Y-%m-%dT%H:%M:%SZ")
            .to_string(),
        cover: cover(services, &occasion, order.sight, order.search).await?,
    })
}

/// Writes the table; `seen` is shown what goes into it.
pub(super) async fn write_table<W: Write + Send + 'static>(
    services: &Services,
    source: Source,
    (table, about): (TableFormat, About),
    sink: W,
    seen: impl FnMut(&[MessageView]),
    progress: impl FnMut(Progress),
) -> AppResult<(ExportSummary, W)> {
    let (sender, receiver) = mpsc::channel(WAITING);
    let zone = services.zone.clone();
    let writing = tokio::task::spawn_blocking(move || write_all(table, sink, about, &zone, receiver));
    let pumped = pump(services, source, &sender, seen, progress).await;
    drop(sender);
    let written = writing.await?;
    pumped?;
    Ok(written?)
}

/// Reads everything and hands it to the writer; ends early where the writer does, which then tells why.
async fn pump(
    services: &Services,
    source: Source,
    sender: &mpsc::Sender<Input>,
    mut seen: impl FnMut(&[MessageView]),
    mut progress: impl FnMut(Progress),
) -> AppResult<()> {
    let mut state =
        Progress { candidates: source.candidates(), counted: source.is_counted(), ..Progress::default() };
    progress(state);
    let mut titles = Titles::default();
    let (mut batches, walking) = source.read();
    while let Some(batch) = batches.next().await {
        let Batch { messages, examined } = batch?;
        state.rows += messages.len() as u64;
        state.examined += examined;
        seen(&messages);
        if sender.send(Input::Rows(titles.add(services, messages).await?)).await.is_err() {
            return Ok(());
        }
        progress(state);
    }
    drop(batches);
    // The stream also ends where walking failed: only a whole walk makes a whole file.
    walking.await??;
    let _ = sender.send(Input::End).await;
    Ok(())
}

fn write_all<W: Write>(
    table: TableFormat,
    sink: W,
    about: About,
    zone: &jiff::tz::TimeZone,
    mut receiver: mpsc::Receiver<Input>,
) -> io::Result<(ExportSummary, W)> {
    let language = about.language;
    let mut writer = RowWriter::new(table, sink, about)?;
    while let Some(input) = receiver.blocking_recv() {
        match input {
            Input::Rows(messages) => {
                for (message, conversation) in messages {
                    writer.write(&Row::new(&message, conversation.as_deref(), language, zone))?;
                }
            }
            Input::End => return writer.finish(),
        }
    }
    Err(io::Error::new(io::ErrorKind::Interrupted, "the export was given up"))
}

/// The titles of conversations, each read once while there is room to remember it.
#[derive(Default)]
struct Titles(HashMap<ConversationId, Arc<ConversationRef>>);

impl Titles {
    async fn add(&mut self, services: &Services, messages: Vec<MessageView>) -> AppResult<Vec<Titled>> {
        if self.0.len() > TITLES {
            self.0.clear();
        }
        let mut unknown: Vec<ConversationId> = messages
            .iter()
            .map(|message| message.conversation_id)
            .filter(|id| !self.0.contains_key(id))
            .collect();
        unknown.sort_unstable();
        unknown.dedup();
        if !unknown.is_empty() {
            let read = browse::conversations::refs(services, &unknown).await?;
            self.0.extend(read.into_iter().map(|(id, conversation)| (id, Arc::new(conversation))));
        }
        let titled = messages.into_iter().map(|message| {
            let conversation = self.0.get(&message.conversation_id).cloned();
            (message, conversation)
        });
        Ok(titled.collect())
    }
}
