//! Exports as archives: the table, every kept file, the conversations to read, and a manifest of it all.
//!
//! One ZIP is written as one stream, sealed while it is written like any export. First the table, which tells which
//! conversations there are; then each conversation with its files, read again in its own order; the manifest last,
//! since it has the hash of everything before it. Memory holds one page of a conversation, a piece of a file, and a
//! record of some hundred bytes for each entry.

mod archive;
mod chat;
mod files;
mod fonts;
mod html;
mod layout;
mod manifest;
mod name;
mod pdf;
mod pictures;
mod records;
mod worker;

use std::io::{self, Write};

use self::archive::{Archive, Method};
use self::chat::{Chat, Media, Occasion, Seen};
use self::files::Files;
use self::fonts::Fonts;
use self::html::HtmlChat;
use self::manifest::{Covered, Fact, Told};
use self::pdf::PdfChat;
use self::records::Records;
use self::worker::Worker;
use super::run::{Order, Progress, write_table};
use super::source::Source;
use super::writer::{About, ExportSummary};
use super::{ExportFormat, TableFormat, run};
use crate::error::AppResult;
use crate::search::coverage;
use crate::services::Services;

/// More than the rows of a table are on average: messages of more than 4 KB are few.
const ROW: u64 = 16 << 10;

/// What is written, and where.
struct Writing<W: Write> {
    archive: Archive<W>,
    chat: Chat,
    files: Records,
}

/// Writes an archive into a sink and gives it back; dropping the future gives it up.
pub(super) async fn produce<W: Write + Send + 'static>(
    services: &Services,
    order: &Order<'_>,
    sink: W,
    progress: impl FnMut(Progress),
) -> AppResult<(ExportSummary, W)> {
    let occasion = Occasion {
        language: order.language,
        zone: services.zone.clone(),
        operator: order.operator.to_owned(),
        created_at: order.created_at,
    };
    let (chat, mut media) = match order.format {
        ExportFormat::Pdf => {
            let fonts = find_fonts(services).await?;
            (Chat::Pdf(Box::new(PdfChat::new(occasion, fonts))), Media::Pictures)
        }
        _ => (Chat::Html(Box::new(HtmlChat::new(occasion))), Media::Files(Files::default())),
    };
    let about = run::about(services, order).await?;
    let told = told(services, order, &about).await?;
    let mut halves = Halves { first: Progress::default(), done: 0, progress };
    let mut seen = Seen::default();
    let (mut summary, archive) = table(services, order, about, sink, &mut seen, &mut halves).await?;
    let mut worker = Worker::new(Writing { archive, chat, files: Records::default() });
    let conversations = seen.len();
    let told_of = |count| halves.second(count);
    chat::write_all(services, order, seen, &mut worker, &mut media, told_of).await?;
    if let Media::Files(files) = media {
        summary.files = Some(files.counts);
    }
    worker
        .finish(move |mut writing| {
            manifest::write(&mut writing.archive, &told, &summary, conversations, writing.files)?;
            Ok((summary, writing.archive.finish()?))
        })
        .await
}

/// Finds the fonts that documents are written with.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::FontsMissing`].
async fn find_fonts(services: &Services) -> AppResult<Fonts> {
    let places = services.fonts.clone();
    tokio::task::spawn_blocking(move || Fonts::find(&places)).await?
}

/// Fails where the machine lacks what a format needs.
pub(super) async fn must_be_able(services: &Services, format: ExportFormat) -> AppResult<()> {
    if format == ExportFormat::Pdf {
        find_fonts(services).await?;
    }
    Ok(())
}

/// Writes the table as the first entry; documents go without one, but its rows are counted and hashed all the same.
async fn table<W: Write + Send + 'static, P: FnMut(Progress)>(
    services: &Services,
    order: &Order<'_>,
    about: About,
    sink: W,
    seen: &mut Seen,
    halves: &mut Halves<P>,
) -> AppResult<(ExportSummary, Archive<W>)> {
    let source = Source::new(services, order.sight, order.search, order.snapshot).await?;
    let mut archive = Archive::new(sink);
    let note = |messages: &[_]| seen.note(messages);
    let told_of = |state| halves.first(state);
    let (path, method) = match (order.format, order.table) {
        (ExportFormat::Pdf, _) => {
            let counted = (TableFormat::Csv, about);
            let (summary, _) = write_table(services, source, counted, io::sink(), note, told_of).await?;
            return Ok((summary, archive));
        }
        (_, TableFormat::Csv) => ("messages.csv", Method::Deflated),
        // It is an archive of its own.
        (_, TableFormat::Xlsx) => ("messages.xlsx", Method::Stored),
    };
    archive.begin(path, method, source.candidates().saturating_mul(ROW))?;
    let table = (order.table, about);
    let (summary, mut archive) = write_table(services, source, table, archive, note, told_of).await?;
    archive.end(true)?;
    Ok((summary, archive))
}

/// Progress where everything is read twice: for the table, then by conversation.
struct Halves<P> {
    first: Progress,
    done: u64,
    progress: P,
}

impl<P: FnMut(Progress)> Halves<P> {
    fn first(&mut self, state: Progress) {
        self.first = state;
        (self.progress)(Progress { rows: state.rows / 2, examined: state.examined / 2, ..state });
    }

    /// Some messages more are with their conversations.
    fn second(&mut self, count: u64) {
        self.done = (self.done + count).min(self.first.rows);
        let Progress { rows, candidates, .. } = self.first;
        let share = u128::from(candidates) * u128::from(rows + self.done) / u128::from(rows.max(1) * 2);
        let examined = u64::try_from(share).unwrap_or(candidates);
        (self.progress)(Progress { rows: (rows + self.done) / 2, examined, ..self.first });
    }
}

async fn told(services: &Services, order: &Order<'_>, about: &About) -> AppResult<Told> {
    let coverage = coverage(services, order.sight, 0).await?;
    let cover = about.cover.iter().cloned();
    Ok(Told {
        format: order.format,
        export: order.id.clone(),
        operator: order.operator.to_owned(),
        created_at: about.created_at.clone(),
        time_zone: services.zone.iana_name().unwrap_or("UTC").to_owned(),
        search: order.search.clone(),
        cover: cover.map(|(name, text)| Fact { name, text }).collect(),
        coverage: Covered {
            archive_position: order.snapshot.0,
            messages_in_archive: coverage.visible,
            not_searchable: coverage.not_searchable,
        },
    })
}
