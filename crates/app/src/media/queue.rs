//! The queue: messages are looked through for files, in the order in which they were stored.

use std::time::Duration;

use huicun_domain::clock::{Millis, millis};
use huicun_domain::ids::Seq;
use huicun_domain::message::{FileRef, Message, files};
use huicun_store::{Lease, MessageRow, NewFile};

use super::MediaSettings;
use crate::error::{AppError, AppResult};
use crate::ingest::Phase;
use crate::plaintext::open_message;
use crate::services::Services;

/// Names the position up to which messages were looked through.
const CONSUMER: &str = "media";
/// How many messages are looked through at a time.
const BATCH: usize = 2_000;
/// How long to leave the database to ingest while it catches up: what is queued lasts for longer than that.
const LEAVE: Duration = Duration::from_secs(4);

/// Looks through messages for ever.
pub(super) async fn run(services: Services, settings: MediaSettings, lease: Lease) -> AppResult<()> {
    loop {
        let wait = match look(&services, &settings, &lease).await {
            Ok(_) if services.ingest.status().phase == Phase::Busy => LEAVE,
            Ok(BATCH) => Duration::ZERO,
            Ok(_) => settings.poll,
            Err(error) if error.is_fatal() => return Err(error),
            Err(error) => {
                tracing::warn!(code = error.code().as_str(), "files could not be queued");
                settings.poll
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// Looks through the next messages; returns how many there were.
async fn look(services: &Services, settings: &MediaSettings, lease: &Lease) -> AppResult<usize> {
    let (store, corp) = (&services.store, &services.corp);
    let reached = store.consumer_position(corp, CONSUMER).await?;
    let rows = store.messages_after(corp, reached, BATCH).await?;
    let Some(last) = rows.last().map(|row| row.position) else { return Ok(0) };
    let count = rows.len();
    let window = millis(settings.window);
    let owned = services.clone();
    let found = tokio::task::spawn_blocking(move || {
        rows.iter()
            .filter(|row| row.kind.may_carry_files())
            .flat_map(|row| files_in(&owned, row, window))
            .collect::<Vec<_>>()
    });
    let found = found.await.map_err(AppError::from)?;
    store.enqueue_files(lease, corp, CONSUMER, &found, last).await?;
    Ok(count)
}

fn files_in(services: &Services, row: &MessageRow, window: Millis) -> Vec<NewFile> {
    let message = open_message(&services.ring, &services.corp, row);
    message.map(|message| new_files(row.seq, &message, window)).unwrap_or_default()
}

/// Lists the files of a message that WeCom keeps for a window of time.
pub(crate) fn new_files(seq: Seq, message: &Message, window: Millis) -> Vec<NewFile> {
    let new = |file: FileRef<'_>| NewFile {
        seq,
        slot: file.media.slot,
        kind: file.kind,
        sent_at: message.sent_at,
        deadline: message.sent_at.saturating_add(window),
        expected_size: file.media.size.unwrap_or_default(),
    };
    files(&message.content).into_iter().map(new).collect()
}
