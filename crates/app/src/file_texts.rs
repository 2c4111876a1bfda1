//! The texts of files (文件文字): what was drawn from files, listings, pictures and sound is searched like what was
//! written. It has an index of its own, so that a text may come long after its message.

use std::collections::{BTreeSet, HashMap};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use huicun_domain::fold::fold_texts;
use huicun_domain::ids::{Position, Seq};
use huicun_domain::query::{Order, Place};
use huicun_search::{Document, Request};
use huicun_store::{FilePlace, FileText};
use huicun_vault::RecordKind;
use tokio::sync::watch;

use crate::error::{AppError, AppResult};
use crate::plaintext::{document, open_message};
use crate::search::Plan;
use crate::services::Services;

/// How many texts are read and committed at a time.
const BATCH: usize = 400;
/// How often new texts are looked for.
const POLL: Duration = Duration::from_secs(1);
/// The wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// A text drawn from a file, unsealed.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenText {
    /// The file.
    pub place: FilePlace,
    /// Where it was drawn from: `file`, `listing`, `ocr`, `qr`, `speech`.
    pub source: String,
    /// The text.
    pub text: String,
}

/// The id under which a text's seal is bound to its file.
#[must_use]
pub fn record_id(place: FilePlace, source: &str) -> Vec<u8> {
    let mut id = place.seq.0.to_be_bytes().to_vec();
    id.extend_from_slice(&place.slot.to_be_bytes());
    id.extend_from_slice(source.as_bytes());
    id
}

/// Unseals a text; `None` where that fails, which is noted and stops nothing.
fn open(services: &Services, row: &FileText) -> Option<OpenText> {
    let id = record_id(row.place, &row.source);
    let opened = services.ring.open_record(&services.corp, RecordKind::FileText, &id, &row.sealed);
    let bytes = opened
        .inspect_err(|error| tracing::error!(seq = row.place.seq.0, %error, "a file's text does not unseal"))
        .ok()?;
    Some(OpenText { place: row.place, source: row.source.clone(), text: String::from_utf8(bytes).ok()? })
}

/// Reads the texts of the files of messages.
pub(crate) async fn of_messages(services: &Services, seqs: &[Seq]) -> AppResult<HashMap<Seq, Vec<OpenText>>> {
    let mut found: HashMap<Seq, Vec<OpenText>> = HashMap::new();
    for row in services.store.file_texts_of(&services.corp, seqs).await? {
        if let Some(text) = open(services, &row) {
            found.entry(text.place.seq).or_default().push(text);
        }
    }
    Ok(found)
}

/// Finds the messages with a file whose text matches what a plan looks for, in the order of their places.
pub(crate) async fn matching(services: &Services, plan: &Plan) -> AppResult<Arc<[Place]>> {
    let request = Request { order: Order::Oldest, ..plan.request(None, 0, false) };
    let mut places = BTreeSet::new();
    // What the index has not reached is scanned first: it then holds whatever the index's answer lacks.
    let mut after = services.file_index.reached();
    loop {
        let (documents, last) = documents_after(services, after).await?;
        let matching = documents.iter().filter(|document| huicun_search::matches(document, &request));
        places.extend(matching.map(|document| Place { sent_at: document.sent_at, seq: document.seq }));
        let Some(last) = last else { break };
        after = last;
    }
    let index = services.file_index.pin();
    let indexed = tokio::task::spawn_blocking(move || {
        let mut found: Vec<Place> = Vec::new();
        let walked = index.for_each_match(&request, &mut |batch| {
            found.extend_from_slice(batch);
            ControlFlow::Continue(())
        });
        walked.map(|()| found)
    });
    places.extend(indexed.await??);
    Ok(places.into_iter().collect())
}

/// Reads the documents of the next texts, and the last position read.
async fn documents_after(
    services: &Services,
    after: Position,
) -> AppResult<(Vec<Document>, Option<Position>)> {
    let rows = services.store.file_texts_after(&services.corp, after, BATCH).await?;
    let Some(last) = rows.last().map(|row| row.position) else { return Ok((Vec::new(), None)) };
    let seqs: BTreeSet<Seq> = rows.iter().map(|row| row.place.seq).collect();
    let seqs: Vec<Seq> = seqs.into_iter().collect();
    let messages = services.store.messages_by_seq(&services.corp, &seqs).await?;
    let services = services.clone();
    let made = tokio::task::spawn_blocking(move || {
        let messages: HashMap<Seq, _> = messages
            .iter()
            .filter_map(|row| Some((row.seq, open_message(&services.ring, &services.corp, row)?)))
            .collect();
        rows.iter()
            .filter_map(|row| {
                let message = messages.get(&row.place.seq)?;
                let text = fold_texts([open(&services, row)?.text.as_str()]);
                Some(Document { text, ..document(&services.corp, row.position, row.place.seq, message) })
            })
            .collect()
    });
    Ok((made.await?, Some(last)))
}

/// Keeps the index of the files' texts until `stop` turns true.
///
/// # Errors
/// Failures of the store that end the process.
pub async fn keep_index(services: Services, mut stop: watch::Receiver<bool>) -> AppResult<()> {
    tokio::select! {
        outcome = keep(&services) => outcome,
        _ = stop.wait_for(|stopped| *stopped) => Ok(()),
    }
}

async fn keep(services: &Services) -> AppResult<()> {
    loop {
        let wait = match reindex(services).await {
            Ok(_) => POLL,
            Err(error @ AppError::Store(_)) if error.is_fatal() => return Err(error),
            Err(error) => {
                tracing::warn!(
                    code = error.code().as_str(),
                    "the index of the files' texts is behind: {error}"
                );
                AFTER_FAILURE
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// Brings the index of the files' texts up to the newest; from the beginning where it is empty. Returns how many it
/// added.
///
/// # Errors
/// The store's and the index's failures.
pub async fn reindex(services: &Services) -> AppResult<u64> {
    let mut added = 0;
    if !services.file_index.is_sound() {
        let index = services.file_index.clone();
        tokio::task::spawn_blocking(move || index.repair()).await??;
    }
    loop {
        let (documents, last) = documents_after(services, services.file_index.reached()).await?;
        let Some(last) = last else {
            services.file_index.is_complete();
            return Ok(added);
        };
        added += documents.len() as u64;
        let documents: Vec<Arc<Document>> = documents.into_iter().map(Arc::new).collect();
        let index = services.file_index.clone();
        // What has begun is finished: the writer would else hold what no commit knows of.
        let written = tokio::task::spawn_blocking(move || {
            index.add(&documents)?;
            index.commit(last)
        });
        written.await??;
    }
}
