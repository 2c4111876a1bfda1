//! What whoever keeps files relies on.

use std::path::{Path, PathBuf};

use huicun_domain::ids::CorpId;
use huicun_store::{BlobError, BlobId, BlobSettings, BlobVault};
use huicun_vault::{KeyRing, RetentionClass, Scope};
use tempfile::TempDir;
use uuid::Uuid;

/// A place of its own.
pub struct Place {
    pub vault: BlobVault,
    /// Where the sealed bytes lie, if they lie on a disk.
    pub bytes: Option<PathBuf>,
    _folder: TempDir,
}

pub fn ring(folder: &Path) -> KeyRing {
    KeyRing::open_or_create(folder, None).unwrap()
}

pub fn scope() -> Scope {
    Scope { corp: CorpId::from("wwtest0000000000"), class: RetentionClass::Standard, month: "2026-11".into() }
}

impl Place {
    pub fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("blobs");
        Self::over(&BlobSettings::Fs { root: root.clone() }, Some(root), folder)
    }

    pub fn memory() -> Self {
        Self::over(&BlobSettings::Memory, None, tempfile::tempdir().unwrap())
    }

    pub async fn bucket() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("s3");
        std::fs::create_dir(&root).unwrap();
        let settings = crate::bucket::serve(&root).await;
        Self::over(&BlobSettings::S3(settings), Some(root), folder)
    }

    fn over(settings: &BlobSettings, bytes: Option<PathBuf>, folder: TempDir) -> Self {
        let keys = folder.path().join("keys");
        std::fs::create_dir(&keys).unwrap();
        Self { vault: BlobVault::open(settings, ring(&keys)).unwrap(), bytes, _folder: folder }
    }

    async fn text(&self, id: BlobId) -> Option<Vec<u8>> {
        let reading = self.vault.read(&scope().corp, id).await.unwrap()?;
        let mut text = Vec::new();
        assert_eq!(reading.copy(&mut text).await.unwrap(), reading.text_len());
        Some(text)
    }

    /// Every file in which sealed bytes lie.
    fn files(&self) -> Vec<PathBuf> {
        let mut folders: Vec<PathBuf> = self.bytes.iter().cloned().collect();
        let mut files = Vec::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() { folders.push(path) } else { files.push(path) }
            }
        }
        files
    }
}

fn new_id() -> BlobId {
    BlobId(Uuid::now_v7())
}

/// Bytes in which no two places look alike.
fn text(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect()
}

pub async fn what_is_put_is_read_back_at_any_offset(place: &Place) {
    place.vault.check(&scope()).await.unwrap();
    for length in [0, 1, 65_535, 65_536, 65_537, 200_000] {
        let (id, text) = (new_id(), text(length));
        let written = place.vault.put(&scope(), id, text.as_slice()).await.unwrap();
        assert_eq!(written.text_len, length as u64);
        assert!(written.sealed_len > written.text_len);
        let reading = place.vault.read(&scope().corp, id).await.unwrap().unwrap();
        assert_eq!(reading.text_len(), length as u64);
        assert!(reading.bytes(0..length as u64).await.unwrap() == text, "{length}");
        for (from, to) in
            [(0, 0), (0, 1), (65_535, 65_537), (65_536, 131_073), (length - length.min(3), length)]
        {
            if to <= length {
                let part = reading.bytes(from as u64..to as u64).await.unwrap();
                assert!(part == text[from..to], "{from}..{to} of {length}");
            }
        }
        let beyond = reading.bytes(0..length as u64 + 1).await;
        assert!(matches!(beyond, Err(BlobError::OutOfRange)));
    }
}

pub async fn a_large_blob_goes_in_parts(place: &Place) {
    let (id, text) = (new_id(), text((20 << 20) + 12_345));
    let mut upload = place.vault.upload(&scope(), id).unwrap();
    for piece in text.chunks(512 << 10) {
        upload.write(piece).await.unwrap();
    }
    assert!(!place.vault.exists(&scope().corp, id).await.unwrap());
    let written = upload.finish().await.unwrap();
    assert_eq!(written.text_len, text.len() as u64);
    assert!(place.text(id).await.unwrap() == text);
    let reading = place.vault.read(&scope().corp, id).await.unwrap().unwrap();
    let (from, to) = (8 << 20, (8 << 20) + 70_000);
    assert!(reading.bytes(from as u64..to as u64).await.unwrap() == text[from..to]);
}

pub async fn a_blob_is_replaced_and_removed(place: &Place) {
    let id = new_id();
    assert!(place.text(id).await.is_none());
    assert!(!place.vault.exists(&scope().corp, id).await.unwrap());
    place.vault.put(&scope(), id, b"first".as_slice()).await.unwrap();
    place.vault.put(&scope(), id, b"second, and longer".as_slice()).await.unwrap();
    assert!(place.vault.exists(&scope().corp, id).await.unwrap());
    assert_eq!(place.text(id).await.unwrap(), b"second, and longer");
    place.vault.delete(&scope().corp, id).await.unwrap();
    place.vault.delete(&scope().corp, id).await.unwrap();
    assert!(place.text(id).await.is_none());
}

/// A source that gives some bytes, and then fails.
struct Failing(usize);

impl tokio::io::AsyncRead for Failing {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<std::io::Result<()>> {
        if self.0 == 0 {
            return std::task::Poll::Ready(Err(std::io::ErrorKind::ConnectionReset.into()));
        }
        let count = self.0.min(buffer.remaining());
        buffer.put_slice(&vec![7; count]);
        self.0 -= count;
        std::task::Poll::Ready(Ok(()))
    }
}

pub async fn what_is_not_finished_never_was_there(place: &Place) {
    for length in [1_000, 20 << 20] {
        let id = new_id();
        let failed = place.vault.put(&scope(), id, Failing(length)).await;
        assert!(matches!(failed, Err(BlobError::Source(_))), "{failed:?}");
        assert!(!place.vault.exists(&scope().corp, id).await.unwrap());
        let mut upload = place.vault.upload(&scope(), id).unwrap();
        upload.write(&text(length)).await.unwrap();
        upload.abandon().await;
        assert!(place.text(id).await.is_none());
    }
    let left: Vec<PathBuf> =
        place.files().into_iter().filter(|path| path.to_string_lossy().contains(".hcb")).collect();
    assert!(left.is_empty(), "{left:?}");
}

pub async fn a_blob_opens_only_for_its_corp(place: &Place) {
    let id = new_id();
    place.vault.put(&scope(), id, b"ours".as_slice()).await.unwrap();
    let other = CorpId::from("wwother000000000");
    assert!(place.vault.read(&other, id).await.unwrap().is_none());
}

pub async fn nothing_lies_in_clear(place: &Place) {
    place.vault.put(&scope(), new_id(), b"a canary in a blob".repeat(50).as_slice()).await.unwrap();
    let files = place.files();
    assert_eq!(files.is_empty(), place.bytes.is_none());
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"canary"), "{}", path.display());
    }
}

#[tokio::test]
async fn a_blob_that_was_moved_cut_or_changed_does_not_open() {
    let place = Place::folder();
    let (one, other) = (new_id(), new_id());
    place.vault.put(&scope(), one, text(100_000).as_slice()).await.unwrap();
    let file = place.files().pop().unwrap();
    let whole = std::fs::read(&file).unwrap();
    place.vault.put(&scope(), other, b"other".as_slice()).await.unwrap();
    let moved = place.files().into_iter().find(|path| *path != file).unwrap();
    std::fs::copy(&file, &moved).unwrap();
    let refused = place.vault.read(&scope().corp, other).await;
    assert!(matches!(refused, Err(BlobError::Damaged)));
    for length in [0, 10, 72] {
        std::fs::write(&file, &whole[..length]).unwrap();
        let refused = place.vault.read(&scope().corp, one).await;
        assert!(matches!(refused, Err(BlobError::Damaged)), "cut to {length}");
    }
    let mut changed = whole.clone();
    changed[72 + 65_536 + 100] ^= 1;
    for bytes in [&changed, &whole[..whole.len() - 30].to_vec()] {
        std::fs::write(&file, bytes).unwrap();
        let reading = place.vault.read(&scope().corp, one).await.unwrap().unwrap();
        let refused = reading.copy(tokio::io::sink()).await;
        assert!(matches!(refused, Err(BlobError::Damaged)));
        // What lies before is still authentic.
        assert!(reading.bytes(0..65_536).await.unwrap() == text(65_536));
    }
}
