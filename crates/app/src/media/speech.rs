//! Speech to text (语音转文字): what is said in voices that are kept becomes searchable, where the operator names
//! somebody who puts it into words. It runs beside everything else, and nothing waits for it.

use std::collections::HashMap;
use std::time::Duration;

use huicun_derive::{SpeechError, Transcriber};
use huicun_domain::code::ProblemCode;
use huicun_store::{BlobId, FilePlace, FileRow, Lease, NewFileText};
use huicun_vault::RecordKind;
use tokio::sync::watch;

use super::file::OpenFile;
use super::made::Made;
use crate::disk::Room;
use crate::error::AppResult;
use crate::file_texts;
use crate::ingest::Phase;
use crate::lease;
use crate::services::Services;

/// The word under which what is said is kept.
pub(super) const SPEECH: &str = "speech";
/// The lack of a voice that nobody could put into words.
const FAILED: &str = "speech_failed";
/// How many voices are taken at a time.
const TAKEN: usize = 32;
/// How often new voices are looked for.
const POLL: Duration = Duration::from_secs(1);
/// The wait while something else needs the machine.
const BUSY: Duration = Duration::from_secs(4);
/// The longest wait while nobody can put anything into words.
const LONGEST: Duration = Duration::from_secs(60);
/// How often a voice may fail that others did not fail with.
const TRIES: u32 = 3;

/// How voices are put into words.
#[derive(Clone, Debug)]
pub struct SpeechSettings {
    /// Who does it.
    pub transcriber: Transcriber,
    /// Names this process in the lease.
    pub holder: String,
}

/// Puts voices into words until `stop` turns true.
///
/// # Errors
/// [`ProblemCode::DataInUse`] where another process holds the lease, and failures that end the process.
pub async fn hear(
    services: Services,
    settings: SpeechSettings,
    mut stop: watch::Receiver<bool>,
) -> AppResult<()> {
    let lease = lease::take(&services, SPEECH, &settings.holder).await?;
    let mut listener = Listener::new(services.clone(), lease.clone(), settings.transcriber);
    let outcome = tokio::select! {
        outcome = listener.run() => outcome,
        outcome = lease::renew(&services, &lease) => outcome,
        _ = stop.wait_for(|stopped| *stopped) => Ok(()),
    };
    let released = services.store.release_lease(&lease).await;
    outcome.and(Ok(released?))
}

struct Listener {
    services: Services,
    lease: Lease,
    transcriber: Transcriber,
    /// Voices that failed: how often, and how many others had come through when they first did.
    doubted: HashMap<FilePlace, (u32, u64)>,
    heard: u64,
    wait: Duration,
}

/// What became of a voice.
enum Outcome {
    Heard,
    /// It is tried again, and so may be the others.
    Failed(SpeechError),
}

impl Listener {
    fn new(services: Services, lease: Lease, transcriber: Transcriber) -> Self {
        services.media.speech_works();
        Self { services, lease, transcriber, doubted: HashMap::new(), heard: 0, wait: POLL }
    }

    async fn run(&mut self) -> AppResult<()> {
        loop {
            let wait = match self.turn().await {
                Ok(wait) => wait,
                Err(error) if error.is_fatal() => return Err(error),
                Err(error) => {
                    tracing::warn!(code = error.code().as_str(), "voices are not put into words: {error}");
                    BUSY
                }
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// Puts into words what waits, and tells how long to wait.
    async fn turn(&mut self) -> AppResult<Duration> {
        let services = &self.services;
        if services.ingest.status().phase == Phase::Busy || services.disk.room() >= Room::NoPreviews {
            return Ok(BUSY);
        }
        let mut voices = services.store.unheard_files(&services.corp, TAKEN).await?;
        // Those that failed stand back.
        voices.sort_by_key(|voice| self.doubted.get(&voice.place()).map_or(0, |(times, _)| *times));
        for voice in &voices {
            match self.hear(voice).await? {
                Outcome::Heard => {
                    self.doubted.remove(&voice.place());
                    self.services.media.speech_works();
                    self.wait = POLL;
                }
                Outcome::Failed(error) => {
                    tracing::warn!(seq = voice.seq.0, slot = voice.slot, "{error}");
                    let code = match error {
                        SpeechError::Rejected => ProblemCode::SpeechRejected,
                        _ => ProblemCode::SpeechAway,
                    };
                    self.services.media.speech_failed(code);
                    self.wait = (self.wait * 2).min(LONGEST);
                    return Ok(self.wait);
                }
            }
        }
        Ok(if voices.is_empty() { POLL } else { Duration::ZERO })
    }

    async fn hear(&mut self, voice: &FileRow) -> AppResult<Outcome> {
        let services = self.services.clone();
        let Some(content) = voice.blob else { return self.finish(voice, None, None).await };
        if let Some(twin) = services.store.heard_twin(&services.corp, content).await? {
            let said = file_texts::of_messages(&services, &[twin.seq]).await?;
            let said = said.into_values().flatten();
            let said = said.filter(|text| text.place == twin && text.source == SPEECH);
            return self.finish(voice, None, said.map(|text| text.text).next()).await;
        }
        let Some(wav) = self.sound(voice, content).await? else {
            return self.finish(voice, None, None).await;
        };
        match self.transcriber.transcribe(wav).await {
            Ok(text) => {
                self.heard += 1;
                let made = self.made(content).await?.map(|mut made| {
                    made.lacks.retain(|lack| lack != FAILED);
                    made.texts.extend((!text.is_empty()).then(|| SPEECH.to_owned()));
                    made
                });
                self.finish(voice, made, Some(text).filter(|text| !text.is_empty())).await
            }
            Err(error) if self.is_the_voices_fault(voice.place(), error) => {
                tracing::warn!(
                    seq = voice.seq.0,
                    slot = voice.slot,
                    "a voice is left without words: {error}"
                );
                let made = self.made(content).await?.map(|mut made| {
                    made.lacks.push(FAILED.to_owned());
                    made
                });
                self.finish(voice, made, None).await
            }
            Err(error) => Ok(Outcome::Failed(error)),
        }
    }

    /// Tells whether a failure is the voice's own: it was refused, or failed again and again while others came through.
    fn is_the_voices_fault(&mut self, place: FilePlace, error: SpeechError) -> bool {
        match error {
            SpeechError::Refused => true,
            SpeechError::Rejected => false,
            SpeechError::Away | SpeechError::TooLong => {
                let (times, before) = self.doubted.entry(place).or_insert((0, self.heard));
                *times += 1;
                *times >= TRIES && (self.heard > *before || error == SpeechError::TooLong)
            }
        }
    }

    async fn made(&self, content: BlobId) -> AppResult<Option<Made>> {
        let found = self.services.store.derivations_of(&self.services.corp, &[content]).await?;
        Ok(found.first().and_then(|(_, sealed)| Made::open(&self.services, content, sealed)))
    }

    /// Reads the sound that was made of a voice; nothing where none was, or where it is being made anew.
    async fn sound(&self, voice: &FileRow, content: BlobId) -> AppResult<Option<Vec<u8>>> {
        let Some(sound) = self.made(content).await?.and_then(|made| made.sound) else { return Ok(None) };
        let open = OpenFile::made(&self.services, voice, BlobId(sound.blob), "audio/wav").await?;
        Ok(Some(open.bytes(0..open.size()).await?))
    }

    async fn finish(&self, voice: &FileRow, made: Option<Made>, said: Option<String>) -> AppResult<Outcome> {
        let (services, scope) = (&self.services, self.services.period(voice.sent_at));
        let sealed = match (voice.blob, made) {
            (Some(content), Some(made)) => Some(made.seal(services, voice.sent_at, content)?),
            _ => None,
        };
        let text = match said {
            Some(said) => {
                let id = file_texts::record_id(voice.place(), SPEECH);
                let sealed = services.ring.seal_record(&scope, RecordKind::FileText, &id, said.as_bytes())?;
                Some(NewFileText { source: SPEECH.to_owned(), sealed })
            }
            None => None,
        };
        services.store.finish_hearing(&self.lease, &services.corp, voice, sealed.as_deref(), text).await?;
        Ok(Outcome::Heard)
    }
}
