//! Fetching one file: chunk by chunk, each durable before the next is asked for; then looked at as a whole.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use huicun_domain::clock::millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::MediaLocator;
use huicun_domain::message::files;
use huicun_store::{
    BlobError, BlobId, BlobUpload, FilePart, FilePlace, FileRow, FileState, FileVariant, Lease,
};
use huicun_vault::RecordKind;
use huicun_wecom::sdk::{MessageSource, Retry, WecomError};
use uuid::Uuid;

use super::digest::{Digest, Digested};
use super::{MediaSettings, sniff};
use crate::error::{AppError, AppResult};
use crate::plaintext::{open_message, open_sealed};
use crate::services::Services;

/// What WeCom answers where it keeps a file no more.
const EXPIRED: i64 = 10_010;
/// How often a file is asked for that WeCom says it does not know, or cannot open.
const REFUSALS: u32 = 8;
/// The longest wait between two tries.
const LONGEST: Duration = Duration::from_secs(3_600);
/// The largest file that is fetched where no size was announced: 4,096 chunks of 512 KiB.
const LARGEST: u64 = 2 << 30;
/// How many bytes more than announced may come before a file counts as one that never ends.
const SLACK: u64 = 1 << 20;

/// Fetches files. Cloning shares it.
#[derive(Clone)]
pub(super) struct Fetcher {
    pub(super) services: Services,
    pub(super) source: Arc<dyn MessageSource>,
    pub(super) settings: Arc<MediaSettings>,
    pub(super) lease: Lease,
}

/// What came of a file.
pub(super) enum Outcome {
    /// It has ended, or is tried again later.
    Done,
    /// It is not the file: nothing can be fetched now.
    Connection(WecomError),
}

/// What is known about a file beforehand.
struct Wanted {
    locator: MediaLocator,
    md5: Option<String>,
    size: Option<u64>,
}

/// Why a file is not here yet.
enum Stopped {
    Wecom(WecomError),
    /// Its chunks do not add up; it begins anew.
    Nonsense(&'static str),
    Own(AppError),
}

/// A file all of whose bytes are here: in parts that are durable, and the last chunk.
struct Received {
    parts: u32,
    last: Bytes,
}

impl From<AppError> for Stopped {
    fn from(error: AppError) -> Self {
        Self::Own(error)
    }
}

impl Fetcher {
    /// Fetches a file, or notes why it is not here.
    pub(super) async fn fetch(&self, file: &FileRow) -> AppResult<Outcome> {
        let Some(wanted) = self.wanted(file).await? else {
            self.give_up(file.place(), FileState::Refused, "not_opened").await?;
            return Ok(Outcome::Done);
        };
        match self.receive(file, &wanted).await {
            Ok(received) => self.complete(file, &wanted, &received).await?,
            Err(Stopped::Wecom(error)) => return self.refused(file, error).await,
            Err(Stopped::Nonsense(problem)) => self.begin_anew(file, problem).await?,
            Err(Stopped::Own(error)) => return Err(error),
        }
        Ok(Outcome::Done)
    }

    /// Reads where the file is from its message, which may be in quarantine: WeCom does not wait until it is released.
    async fn wanted(&self, file: &FileRow) -> AppResult<Option<Wanted>> {
        let Services { store, corp, ring, .. } = &self.services;
        let message = match store.messages_by_seq(corp, &[file.seq]).await?.first() {
            Some(row) => open_message(ring, corp, row),
            None => {
                let sealed = store.quarantined_plaintext(corp, file.seq).await?;
                sealed.and_then(|sealed| open_sealed(ring, corp, file.seq, &sealed))
            }
        };
        Ok(message.and_then(|message| {
            let found = files(&message.content).into_iter().find(|found| found.media.slot == file.slot)?;
            let media = found.media;
            Some(Wanted { locator: media.locator.clone(), md5: media.md5.clone(), size: media.size })
        }))
    }

    /// Asks for chunk after chunk, from the first that is not durable.
    async fn receive(&self, file: &FileRow, wanted: &Wanted) -> Result<Received, Stopped> {
        let most = wanted.size.map_or(LARGEST, |size| size + size / 10 + SLACK);
        let mut index = self.open_index(file)?;
        let (mut parts, mut received) = if index.is_empty() { (0, 0) } else { (file.parts, file.received) };
        loop {
            let chunk = self.source.media(&index, &wanted.locator).await.map_err(Stopped::Wecom)?;
            received += chunk.data.len() as u64;
            if received > most {
                return Err(Stopped::Nonsense("media_endless"));
            }
            if chunk.finished {
                return Ok(Received { parts, last: chunk.data });
            }
            if chunk.data.is_empty() || chunk.next.is_empty() || chunk.next == index {
                return Err(Stopped::Nonsense("media_loops"));
            }
            self.keep_part(file.place(), parts, &chunk.data).await?;
            parts += 1;
            index = chunk.next;
            let next_index = self.seal_index(file, &index)?;
            let part = FilePart { parts, received, next_index };
            let noted = self.services.store.note_part(&self.lease, &self.services.corp, file.place(), &part);
            noted.await.map_err(AppError::from)?;
        }
    }

    /// Looks at the whole file, keeps it, and judges whether it is what was announced.
    async fn complete(&self, file: &FileRow, wanted: &Wanted, received: &Received) -> AppResult<()> {
        let (services, place) = (&self.services, file.place());
        let found = match self.digest(place, received).await {
            Ok(found) => found,
            Err(BlobError::Damaged) => return self.begin_anew(file, "part_damaged").await,
            Err(error) => return Err(error.into()),
        };
        let variant = FileVariant {
            blob: self.blob_of(&found)?,
            media_type: sniff::media_type(&found.head).to_owned(),
            sha256: found.sha256.clone(),
            size: found.size,
            seen: 1,
        };
        if !services.blobs.exists(&services.corp, variant.blob).await? {
            self.keep(file, &variant, received).await?;
        }
        let earlier = services.store.variants_of(&services.corp, place).await?;
        match judge(wanted, &found, &earlier) {
            Verdict::Kept => self.finish(place, &variant, None).await?,
            Verdict::Lied(problem) => self.finish(place, &variant, Some(problem)).await?,
            Verdict::LookAgain(problem) => self.look_again(place, &variant, &earlier, problem).await?,
        }
        self.drop_parts(place, received.parts).await
    }

    /// Notes a variant, and settles for the one that came most often where enough have come.
    async fn look_again(
        &self,
        place: FilePlace,
        variant: &FileVariant,
        earlier: &[FileVariant],
        problem: &str,
    ) -> AppResult<()> {
        let services = &self.services;
        let looks: u32 = earlier.iter().map(|variant| variant.seen).sum();
        let wait = self.settings.second_looks.get(usize::try_from(looks).unwrap_or(usize::MAX)).copied();
        let next_at = services.now() + millis(wait.unwrap_or_default());
        let noted = (problem, next_at);
        services.store.note_variant(&self.lease, &services.corp, place, variant, noted).await?;
        if wait.is_none() {
            let variants = services.store.variants_of(&services.corp, place).await?;
            self.finish(place, variants.first().unwrap_or(variant), Some(problem)).await?;
        }
        Ok(())
    }

    async fn finish(&self, place: FilePlace, variant: &FileVariant, problem: Option<&str>) -> AppResult<()> {
        let services = &self.services;
        Ok(services.store.finish_file(&self.lease, &services.corp, place, variant, problem).await?)
    }

    async fn give_up(&self, place: FilePlace, state: FileState, problem: &str) -> AppResult<()> {
        let services = &self.services;
        Ok(services.store.give_file_up(&self.lease, &services.corp, place, state, problem).await?)
    }

    async fn refused(&self, file: &FileRow, error: WecomError) -> AppResult<Outcome> {
        let (services, place) = (&self.services, file.place());
        let refused_often = file.attempts + 1 >= REFUSALS;
        tracing::warn!(
            code = error.code.as_str(),
            errcode = error.errcode,
            seq = place.seq.0,
            slot = place.slot,
            "a file could not be fetched"
        );
        match error.retry {
            _ if error.errcode == EXPIRED => {
                self.give_up(place, FileState::Expired, "wecom_expired").await?;
            }
            Retry::Park | Retry::Never if refused_often => {
                self.give_up(place, FileState::Refused, error.code.as_str()).await?;
            }
            _ if concerns_all(&error) => return Ok(Outcome::Connection(error)),
            _ => {
                let next_at = services.now() + millis(backoff(file.attempts));
                let problem = error.code.as_str();
                services.store.defer_file(&self.lease, &services.corp, place, problem, next_at).await?;
            }
        }
        Ok(Outcome::Done)
    }

    /// Forgets what came of a file, and tries it later from its beginning.
    async fn begin_anew(&self, file: &FileRow, problem: &str) -> AppResult<()> {
        let (services, place) = (&self.services, file.place());
        let fresh = services.store.file_at(&services.corp, place).await?;
        self.drop_parts(place, fresh.map_or(file.parts, |fresh| fresh.parts)).await?;
        let next_at = services.now() + millis(backoff(file.attempts));
        Ok(services.store.defer_file(&self.lease, &services.corp, place, problem, next_at).await?)
    }

    /// Removes parts, and forgets them.
    pub(super) async fn drop_parts(&self, place: FilePlace, parts: u32) -> AppResult<()> {
        let services = &self.services;
        if parts == 0 {
            return Ok(());
        }
        for number in 0..parts {
            services.blobs.delete(&services.corp, self.part_id(place, number)?).await?;
        }
        Ok(services.store.forget_parts(&self.lease, &services.corp, place).await?)
    }

    async fn keep_part(&self, place: FilePlace, number: u32, bytes: &[u8]) -> AppResult<()> {
        let services = &self.services;
        let scope = services.period(services.now());
        services.blobs.put(&scope, self.part_id(place, number)?, bytes).await?;
        Ok(())
    }

    /// Puts a file together as one blob.
    async fn keep(&self, file: &FileRow, variant: &FileVariant, received: &Received) -> AppResult<()> {
        let scope = self.services.period(file.sent_at);
        let mut upload = self.services.blobs.upload(&scope, variant.blob)?;
        match self.write_all(&mut upload, file.place(), received).await {
            Ok(()) => {
                upload.finish().await?;
                Ok(())
            }
            Err(error) => {
                upload.abandon().await;
                Err(error.into())
            }
        }
    }

    async fn write_all(
        &self,
        upload: &mut BlobUpload,
        place: FilePlace,
        received: &Received,
    ) -> Result<(), BlobError> {
        for number in 0..received.parts {
            upload.write(&self.read_part(place, number).await?).await?;
        }
        upload.write(&received.last).await
    }

    async fn digest(&self, place: FilePlace, received: &Received) -> Result<Digested, BlobError> {
        let mut digest = Digest::new();
        for number in 0..received.parts {
            digest.update(&self.read_part(place, number).await?);
        }
        digest.update(&received.last);
        Ok(digest.finish())
    }

    async fn read_part(&self, place: FilePlace, number: u32) -> Result<Vec<u8>, BlobError> {
        let id = self.part_id(place, number).map_err(|_| BlobError::Damaged)?;
        let reading = self.services.blobs.read(&self.services.corp, id).await?.ok_or(BlobError::Damaged)?;
        reading.bytes(0..reading.text_len()).await
    }

    /// Names a part's blob: the same part has the same name after a kill, and takes its own place.
    fn part_id(&self, place: FilePlace, number: u32) -> AppResult<BlobId> {
        self.name(&format!("part {} {} {number}", place.seq.0, place.slot))
    }

    /// Names a file's blob by its content, so that what is forwarded is kept once.
    fn blob_of(&self, found: &Digested) -> AppResult<BlobId> {
        self.name(&format!("file {}", found.sha256))
    }

    fn name(&self, what: &str) -> AppResult<BlobId> {
        let hash = self.services.ring.fingerprint("media", what.as_bytes())?;
        let mut id = [0; 16];
        id.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
        Ok(BlobId(Uuid::new_v8(id)))
    }

    fn index_id(file: &FileRow) -> [u8; 12] {
        let mut id = [0; 12];
        let bytes = file.seq.0.to_be_bytes().into_iter().chain(file.slot.to_be_bytes());
        id.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        id
    }

    fn seal_index(&self, file: &FileRow, index: &str) -> AppResult<Vec<u8>> {
        let services = &self.services;
        let scope = services.period(file.sent_at);
        let id = Self::index_id(file);
        Ok(services.ring.seal_record(&scope, RecordKind::MediaIndex, &id, index.as_bytes())?)
    }

    /// Opens what to ask for the next chunk with; empty where nothing is durable, or where it does not open.
    fn open_index(&self, file: &FileRow) -> AppResult<String> {
        let Some(sealed) = file.next_index.as_deref().filter(|_| file.parts > 0) else {
            return Ok(String::new());
        };
        let services = &self.services;
        let id = Self::index_id(file);
        let opened = services.ring.open_record(&services.corp, RecordKind::MediaIndex, &id, sealed);
        Ok(opened.ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default())
    }
}

/// Whether a file is what was announced.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    /// It is.
    Kept,
    /// Its bytes are proven, and something that was said about it is not true.
    Lied(&'static str),
    /// It may not be: it is asked for once more.
    LookAgain(&'static str),
}

fn judge(wanted: &Wanted, found: &Digested, earlier: &[FileVariant]) -> Verdict {
    let size_fits = wanted.size.is_none_or(|size| size == found.size);
    let came_before = earlier.iter().any(|variant| variant.sha256 == found.sha256);
    match &wanted.md5 {
        Some(md5) if md5.eq_ignore_ascii_case(&found.md5) && size_fits => Verdict::Kept,
        Some(md5) if md5.eq_ignore_ascii_case(&found.md5) => Verdict::Lied("size_differs"),
        Some(_) => Verdict::LookAgain("md5_differs"),
        // Without an md5 a file is believed when it comes the same twice.
        None if size_fits && came_before => Verdict::Kept,
        None if size_fits => Verdict::LookAgain("md5_absent"),
        None => Verdict::LookAgain("size_differs"),
    }
}

/// Tells whether a failure is of the connection, so that any other file would meet it too.
fn concerns_all(error: &WecomError) -> bool {
    matches!(
        error.code,
        ProblemCode::NetworkFailed
            | ProblemCode::SecretWrong
            | ProblemCode::IpNotTrusted
            | ProblemCode::CertificateFailed
            | ProblemCode::RateLimited
            | ProblemCode::ArchiveExpired
            | ProblemCode::ArchiveNotOpened
            | ProblemCode::SdkArgument
            | ProblemCode::LibraryMissing
    )
}

/// The wait after a failure of one file: doubling from half a second to an hour.
fn backoff(attempts: u32) -> Duration {
    LONGEST.min(Duration::from_millis(500 << attempts.min(13)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> Digested {
        let mut digest = Digest::new();
        digest.update(bytes);
        digest.finish()
    }

    fn wanted(md5: Option<&str>, size: Option<u64>) -> Wanted {
        Wanted { locator: MediaLocator::new("x"), md5: md5.map(str::to_owned), size }
    }

    #[test]
    fn bytes_are_believed_by_their_md5_or_when_they_come_twice() {
        let abc = found(b"abc");
        let md5 = Some("900150983CD24FB0D6963F7D28E17F72");
        let earlier = FileVariant {
            sha256: abc.sha256.clone(),
            blob: BlobId(Uuid::nil()),
            size: 3,
            media_type: String::new(),
            seen: 1,
        };
        let earlier = [earlier];
        assert_eq!(judge(&wanted(md5, Some(3)), &abc, &[]), Verdict::Kept);
        assert_eq!(judge(&wanted(md5, None), &abc, &[]), Verdict::Kept);
        assert_eq!(judge(&wanted(md5, Some(4)), &abc, &[]), Verdict::Lied("size_differs"));
        assert_eq!(judge(&wanted(md5, Some(3)), &found(b"abd"), &[]), Verdict::LookAgain("md5_differs"));
        assert_eq!(judge(&wanted(None, Some(3)), &abc, &[]), Verdict::LookAgain("md5_absent"));
        assert_eq!(judge(&wanted(None, Some(3)), &abc, &earlier), Verdict::Kept);
        assert_eq!(judge(&wanted(None, Some(3)), &found(b"abd"), &earlier), Verdict::LookAgain("md5_absent"));
        assert_eq!(judge(&wanted(None, Some(4)), &abc, &earlier), Verdict::LookAgain("size_differs"));
    }

    #[test]
    fn waits_double_up_to_an_hour() {
        assert_eq!(backoff(0), Duration::from_millis(500));
        assert_eq!(backoff(3), Duration::from_secs(4));
        assert_eq!(backoff(99), LONGEST);
    }
}
