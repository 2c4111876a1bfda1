//! Making: of files that are kept, pictures, playable sound and texts, beside everything else and after all of it.
//!
//! What is made can be made again. A file that ends the process which looks into it is tried once more and then left
//! as it is; its original is served all the same.

use std::time::Duration;

use futures::stream;
use huicun_derive::{Depth, DeriveError, Derived, Deriver, HostProgram, Problem, Wanted};
use huicun_store::{BlobId, FileRow, Lease, NewFileText};
use huicun_vault::RecordKind;
use tokio::sync::watch;
use uuid::Uuid;

use super::file::OpenFile;
use super::made::{Made, MadePicture, MadeSound};
use super::speech;
use crate::disk::Room;
use crate::error::{AppError, AppResult};
use crate::file_texts;
use crate::ingest::Phase;
use crate::lease;
use crate::service;
use crate::services::Services;

/// The version of what is made. With a higher one, everything is made anew.
pub(super) const VERSION: i64 = 2;
/// What a picture is marked with of which only the thumbnail is made.
const THUMBNAIL: i64 = 1;
/// How many thumbnails are made at a time.
const THUMBNAILS: usize = 32;
/// How many files are looked into at a time, which may take seconds each: thumbnails come between.
const TAKEN: usize = 4;
/// How often new files are looked for.
const POLL: Duration = Duration::from_secs(1);
/// The wait after a failure, and while something else needs the machine.
const LATER: Duration = Duration::from_secs(4);
/// How often a file may end the process that looks into it.
const TRIES: u32 = 2;
/// How much of a file is in memory at a time.
const PIECE: u64 = 1 << 20;

/// How things are made of files.
#[derive(Clone, Debug)]
pub struct DeriveSettings {
    /// The process that looks into files.
    pub program: HostProgram,
    /// Whether letters in pictures are recognised.
    pub ocr: bool,
    /// Names this process in the lease.
    pub holder: String,
}

/// Makes things of files until `stop` turns true.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::DataInUse`] where another process holds the lease, and failures that end the
/// process.
pub async fn derive(
    services: Services,
    settings: DeriveSettings,
    mut stop: watch::Receiver<bool>,
) -> AppResult<()> {
    let lease = lease::take(&services, "derive", &settings.holder).await?;
    let maker = Maker {
        deriver: Deriver::new(settings.program.clone()),
        services: services.clone(),
        lease: lease.clone(),
        ocr: settings.ocr,
    };
    let outcome = tokio::select! {
        outcome = maker.run() => outcome,
        outcome = lease::renew(&services, &lease) => outcome,
        _ = stop.wait_for(|stopped| *stopped) => Ok(()),
    };
    let released = services.store.release_lease(&lease).await;
    outcome.and(Ok(released?))
}

struct Maker {
    deriver: Deriver,
    services: Services,
    lease: Lease,
    ocr: bool,
}

impl Maker {
    async fn run(&self) -> AppResult<()> {
        loop {
            let wait = match self.turn().await {
                Ok(wait) => wait,
                Err(error) if error.is_fatal() => return Err(error),
                Err(error) => {
                    tracing::warn!(code = error.code().as_str(), "nothing can be made of files: {error}");
                    LATER
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// Makes what is due, and tells how long to wait.
    async fn turn(&self) -> AppResult<Duration> {
        let services = &self.services;
        let busy = services.ingest.status().phase == Phase::Busy;
        if busy || services.disk.room() >= Room::NoPreviews {
            return Ok(LATER);
        }
        let pictures = services.store.unseen_pictures(&services.corp, THUMBNAILS).await?;
        let files = match pictures.is_empty() {
            true => services.store.underived_files(&services.corp, VERSION, TAKEN).await?,
            false => Vec::new(),
        };
        if pictures.is_empty() && files.is_empty() {
            return Ok(POLL);
        }
        if service::previews_stopped(services).await? {
            return Ok(LATER);
        }
        for picture in &pictures {
            self.glance(picture).await?;
        }
        for file in &files {
            self.make(file).await?;
        }
        Ok(Duration::ZERO)
    }

    /// Makes the thumbnail of a picture, which is seen in a chat; everything else is made when all of them are.
    async fn glance(&self, picture: &FileRow) -> AppResult<()> {
        let (store, corp) = (&self.services.store, &self.services.corp);
        let Some(content) = picture.blob else { return Ok(()) };
        let mut sealed = None;
        if store.derivations_of(corp, &[content]).await?.is_empty() {
            let Some(derived) = self.look(picture, content, Depth::Thumbnail).await? else { return Ok(()) };
            if !derived.pictures.is_empty() {
                let made = self.keep(picture, content, &derived).await?;
                sealed = Some(made.seal(&self.services, picture.sent_at, content)?);
            }
        }
        Ok(store.finish_thumbnail(&self.lease, corp, picture, (THUMBNAIL, sealed.as_deref())).await?)
    }

    async fn make(&self, file: &FileRow) -> AppResult<()> {
        let (store, corp) = (&self.services.store, &self.services.corp);
        let Some(content) = file.blob else { return Ok(()) };
        let (sealed, texts) = match store.derived_twin(corp, content, VERSION).await? {
            Some(twin) => {
                let drawn = file_texts::of_messages(&self.services, &[twin.seq]).await?;
                // What is said is heard on its own.
                let own = |text: &file_texts::OpenText| text.place == twin && text.source != speech::SPEECH;
                let drawn = drawn.into_values().flatten().filter(own);
                (None, drawn.map(|text| (text.source, text.text)).collect())
            }
            None => {
                let depth = if self.ocr { Depth::Letters } else { Depth::Whole };
                let Some(derived) = self.look(file, content, depth).await? else { return Ok(()) };
                let made = self.keep(file, content, &derived).await?;
                let texts: Vec<(String, String)> = derived
                    .texts
                    .into_iter()
                    .map(|text| (text.source.as_str().to_owned(), text.text))
                    .collect();
                (Some(made.seal(&self.services, file.sent_at, content)?), texts)
            }
        };
        let texts = self.seal_texts(file, &texts)?;
        let done = (VERSION, sealed.as_deref());
        Ok(store.finish_derivation(&self.lease, corp, file, done, &texts).await?)
    }

    /// Looks into a file; nothing where it is not there to be looked into any more.
    async fn look(&self, file: &FileRow, content: BlobId, depth: Depth) -> AppResult<Option<Derived>> {
        let services = &self.services;
        let open = match OpenFile::of(services, file.clone()).await {
            Ok(open) => open,
            // It is fetched again, and then looked into.
            Err(AppError::Problem(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let size = open.size();
        let media_type = file.media_type.clone().unwrap_or_default();
        let wanted = Wanted { media_type, size, depth };
        let pieces = stream::try_unfold((open, 0), move |(open, at)| async move {
            let end = size.min(at + PIECE);
            let piece = open.bytes(at..end).await.map_err(std::io::Error::other)?;
            Ok((at < size).then_some((piece, (open, end))))
        });
        match self.deriver.derive(&wanted, pieces).await {
            Ok(derived) => Ok(Some(derived)),
            Err(DeriveError::Ended) => {
                let (seq, slot) = (file.seq.0, file.slot);
                let times = services.store.derivation_failed(&self.lease, &services.corp, content).await?;
                tracing::warn!(seq, slot, times, "the process that looks into files ended over a file");
                Ok((times >= TRIES).then(|| Derived::lacking(Problem::OverLimit)))
            }
            Err(error) => Err(AppError::Derive(error)),
        }
    }

    /// Seals the pictures and the sound as blobs, named by the content and what they are for.
    async fn keep(&self, file: &FileRow, content: BlobId, derived: &Derived) -> AppResult<Made> {
        let mut made = Made {
            texts: derived.texts.iter().map(|text| text.source.as_str().to_owned()).collect(),
            lacks: derived.problems.iter().map(|problem| problem.as_str().to_owned()).collect(),
            ..Made::default()
        };
        for picture in &derived.pictures {
            let role = picture.role.as_str().to_owned();
            let blob = self.put(file, content, &role, &picture.bytes).await?;
            let (width, height) = (picture.width, picture.height);
            made.pictures.push(MadePicture {
                role,
                blob,
                media_type: picture.media_type.clone(),
                width,
                height,
            });
        }
        if let Some(sound) = &derived.sound {
            let blob = self.put(file, content, "sound", &sound.bytes).await?;
            let (duration_ms, peaks) = (sound.duration_ms, sound.peaks.clone());
            made.sound = Some(MadeSound { blob, duration_ms, peaks });
        }
        Ok(made)
    }

    async fn put(&self, file: &FileRow, content: BlobId, role: &str, bytes: &[u8]) -> AppResult<Uuid> {
        let services = &self.services;
        let name = format!("made {} {role}", content.0);
        let hash = services.ring.fingerprint("media", name.as_bytes())?;
        let mut id = [0; 16];
        id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        let id = Uuid::new_v8(id);
        services.blobs.put(&services.period(file.sent_at), BlobId(id), bytes).await?;
        Ok(id)
    }

    fn seal_texts(&self, file: &FileRow, texts: &[(String, String)]) -> AppResult<Vec<NewFileText>> {
        let (ring, scope) = (&self.services.ring, self.services.period(file.sent_at));
        texts
            .iter()
            .map(|(source, text)| {
                let id = file_texts::record_id(file.place(), source);
                let sealed = ring.seal_record(&scope, RecordKind::FileText, &id, text.as_bytes())?;
                Ok(NewFileText { source: source.clone(), sealed })
            })
            .collect()
    }
}
