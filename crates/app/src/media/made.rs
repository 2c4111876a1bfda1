//! What was made of a file: pictures, playable sound, and where its texts came from. Kept sealed, once per content.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::Seq;
use huicun_store::{BlobId, FilePlace, FileRow};
use huicun_vault::RecordKind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::file::OpenFile;
use super::link::{self, Linked};
use super::speech;
use crate::error::AppResult;
use crate::file_texts;
use crate::services::Services;
use crate::view::{FileView, PictureView, SoundView};

/// What was made of a content. Its JSON is sealed and stored: fields are added, never renamed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Made {
    pub(super) pictures: Vec<MadePicture>,
    pub(super) sound: Option<MadeSound>,
    /// Where texts were drawn from.
    pub(super) texts: Vec<String>,
    /// Why something could not be made.
    pub(super) lacks: Vec<String>,
}

/// A picture made of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MadePicture {
    pub(super) role: String,
    pub(super) blob: Uuid,
    pub(super) media_type: String,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Sound made playable.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MadeSound {
    pub(super) blob: Uuid,
    pub(super) duration_ms: u64,
    pub(super) peaks: Vec<u8>,
}

impl Made {
    /// Tells whether it is a voice that was put into words.
    fn is_said(&self) -> bool {
        self.texts.iter().any(|source| source == speech::SPEECH)
    }

    /// Seals it under the key of the month of its file.
    pub(super) fn seal(&self, services: &Services, sent_at: Millis, content: BlobId) -> AppResult<Vec<u8>> {
        let json = serde_json::to_vec(self).map_err(|_| ProblemCode::Internal)?;
        let scope = services.period(sent_at);
        Ok(services.ring.seal_record(&scope, RecordKind::Derivation, content.0.as_bytes(), &json)?)
    }

    /// Opens it; `None` where it does not open, which is noted and made anew by nobody.
    pub(super) fn open(services: &Services, content: BlobId, sealed: &[u8]) -> Option<Self> {
        let id = content.0.as_bytes();
        let opened = services.ring.open_record(&services.corp, RecordKind::Derivation, id, sealed);
        let json = opened
            .inspect_err(|error| tracing::error!(%error, "what was made of a file does not unseal"))
            .ok()?;
        serde_json::from_slice(&json).ok()
    }
}

/// The bytes of a file's thumbnail, and what they are.
pub(crate) struct Thumbnail {
    pub(crate) bytes: Vec<u8>,
    pub(crate) media_type: String,
}

/// Reads the thumbnail of a file; nothing where none was made, or where it does not open.
pub(crate) async fn thumbnail(services: &Services, file: &FileRow) -> AppResult<Option<Thumbnail>> {
    let Some(content) = file.blob else { return Ok(None) };
    let found = services.store.derivations_of(&services.corp, &[content]).await?;
    let made = found.first().and_then(|(_, sealed)| Made::open(services, content, sealed));
    let pictures = made.map(|made| made.pictures).unwrap_or_default();
    let Some(picture) = pictures.into_iter().find(|picture| picture.role == "thumbnail") else {
        return Ok(None);
    };
    let Ok(open) = OpenFile::made(services, file, BlobId(picture.blob), &picture.media_type).await else {
        return Ok(None);
    };
    let bytes = open.bytes(0..open.size()).await;
    Ok(bytes.ok().map(|bytes| Thumbnail { bytes, media_type: picture.media_type }))
}

/// Shows files with what was made of them. Its addresses are admitted by whoever shows the message.
pub(crate) async fn views(services: &Services, files: Vec<FileRow>) -> AppResult<Vec<FileView>> {
    let mut contents: Vec<BlobId> = files.iter().filter_map(|file| file.blob).collect();
    contents.sort_unstable_by_key(|blob| blob.0);
    contents.dedup();
    let made: HashMap<BlobId, Made> = services
        .store
        .derivations_of(&services.corp, &contents)
        .await?
        .into_iter()
        .filter_map(|(content, sealed)| Some((content, Made::open(services, content, &sealed)?)))
        .collect();
    let of = |file: &FileRow| file.blob.and_then(|blob| made.get(&blob)).cloned().unwrap_or_default();
    let mut said = said(services, files.iter().filter(|file| of(file).is_said())).await?;
    files
        .into_iter()
        .map(|file| {
            let (made, said) = (of(&file), said.remove(&file.place()));
            view(services, file, made, said)
        })
        .collect()
}

/// Reads what is said in voices.
async fn said(
    services: &Services,
    voices: impl Iterator<Item = &FileRow>,
) -> AppResult<HashMap<FilePlace, String>> {
    let mut seqs: Vec<Seq> = voices.map(|file| file.seq).collect();
    seqs.dedup();
    if seqs.is_empty() {
        return Ok(HashMap::new());
    }
    let texts = file_texts::of_messages(services, &seqs).await?.into_values().flatten();
    let texts = texts.filter(|text| text.source == speech::SPEECH);
    Ok(texts.map(|text| (text.place, text.text)).collect())
}

fn view(services: &Services, file: FileRow, made: Made, said: Option<String>) -> AppResult<FileView> {
    let place = file.place();
    let url = |blob: Uuid, media_type: &str| {
        link::address(services, place, Linked::Made { blob: BlobId(blob), media_type })
    };
    let mut pictures = Vec::with_capacity(made.pictures.len());
    for picture in made.pictures {
        let url = url(picture.blob, &picture.media_type)?;
        let (width, height) = (picture.width, picture.height);
        pictures.push(PictureView { role: picture.role, url, width, height });
    }
    let sound = match made.sound {
        Some(MadeSound { blob, duration_ms, peaks }) => {
            Some(SoundView { url: url(blob, "audio/wav")?, duration_ms, peaks })
        }
        None => None,
    };
    Ok(FileView { pictures, sound, said, texts: made.texts, lacks: made.lacks, ..FileView::from(file) })
}
