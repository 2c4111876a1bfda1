//! Exports as archives: the table, every kept file, the conversations to read, and a manifest of it all.
//!
//! One ZIP is written as one stream, sealed while it is written like any export. First the table, which tells which
//! conversations there are; then each conversation with its files, read again in its own order; the manifest last,
//! since it has the hash of everything before it. Memory holds one page of a conversation, a piece of a file, and a
//! record of some hundred bytes for each entry.

mod archive;
mod chat;
mod files;
mod html;
mod layout;
mod manifest;
mod name;
mod records;
mod worker;

use std::io::Write;

use self::archive::{Archive, Method};
use self::chat::{Chat, Occasion, Seen};
use self::files::Files;
use self::html::HtmlChat;
use self::manifest::{Covered, Fact, Told};
use self::records::Records;
use self::worker::Worker;
use super::run::{Order, Progress, write_table};
use super::source::Source;
use super::writer::{About, ExportSummary};
use super::{TableFormat, run};
use crate::error::AppResult;
use crate::search::coverage;
use crate::services::Services;

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
    mut progress: impl FnMut(Progress),
) -> AppResult<(ExportSummary, W)> {
    let source = Source::new(services, order.search, order.snapshot).await?;
    let about = run::about(services, order).await?;
    let told = told(services, order, &about).await?;
    let (path, method) = match order.table {
        TableFormat::Csv => ("messages.csv", Method::Deflated),
        // It is an archive of its own.
        TableFormat::Xlsx => ("messages.xlsx", Method::Stored),
    };
    let mut archive = Archive::new(sink);
    archive.begin(path, method, None)?;
    let mut seen = Seen::default();
    let mut state = Progress::default();
    let (mut summary, archive) = write_table(
        services,
        source,
        (order.table, about),
        archive,
        |messages| seen.note(messages),
        |told| {
            state = told;
            // Everything is read twice: for the table, then by conversation.
            progress(Progress { rows: told.rows / 2, examined: told.examined / 2, ..told });
        },
    )
    .await?;
    let occasion = Occasion {
        language: order.language,
        zone: services.zone.clone(),
        operator: order.operator.to_owned(),
        created_at: order.created_at,
    };
    let chat = Chat::Html(HtmlChat::new(occasion));
    let mut worker = Worker::new(Writing { archive, chat, files: Records::default() });
    worker.run(|writing| writing.archive.end(true)).await?;
    let (conversations, mut files) = (seen.len(), Files::default());
    let mut done = state.rows;
    chat::write_all(services, order.search, order.snapshot, seen, &mut worker, &mut files, |count| {
        done += count;
        let whole = state.rows.max(1).saturating_mul(2);
        let share = |of: u64| u64::try_from(u128::from(of) * u128::from(done.min(whole)) / u128::from(whole));
        let rows = share(state.rows).unwrap_or(state.rows);
        progress(Progress { rows, examined: share(state.candidates).unwrap_or(state.candidates), ..state });
    })
    .await?;
    summary.files = Some(files.counts);
    worker
        .finish(move |mut writing| {
            manifest::write(&mut writing.archive, &told, &summary, conversations, writing.files)?;
            Ok((summary, writing.archive.finish()?))
        })
        .await
}

async fn told(services: &Services, order: &Order<'_>, about: &About) -> AppResult<Told> {
    let coverage = coverage(services, 0).await?;
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
