//! One sealed file: written once from its beginning, read at any offset.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::sync::Arc;

use huicun_domain::ids::CorpId;
use huicun_vault::blob::HEADER_LEN;
use huicun_vault::{BlobOpener, BlobWriter, KeyRing};
use tantivy::HasLen;
use tantivy::directory::{AntiCallToken, FileHandle, OwnedBytes, TerminatingWrite};

use super::CHUNK_LEN;
use super::cache::{Chunk, SharedCache};

/// A file being written; it is durable when it is terminated.
pub(crate) struct SealedWriter {
    pub(crate) blob: Option<BlobWriter<BufWriter<File>>>,
}

impl Write for SealedWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.blob.as_mut().ok_or_else(|| io::Error::other("the file is finished"))?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for SealedWriter {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        let blob = self.blob.take().ok_or_else(|| io::Error::other("the file is finished"))?;
        blob.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

/// A file being read.
pub(crate) struct SealedFile {
    path: PathBuf,
    opener: BlobOpener,
    text_len: u64,
    number: u64,
    cache: Arc<SharedCache>,
}

impl SealedFile {
    /// Opens the header and the last chunk, which proves the length; the others are opened when they are read.
    pub(crate) fn open(
        path: PathBuf,
        ring: &KeyRing,
        corp: &CorpId,
        file_id: &[u8],
        cache: &Arc<SharedCache>,
    ) -> io::Result<Self> {
        let number = cache.number();
        let file = cache.file(number, &path)?;
        let mut header = [0; HEADER_LEN];
        file.read_exact_at(&mut header, 0)?;
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        let opener = ring.open_blob(corp, file_id, &header).map_err(invalid)?;
        if opener.chunk_len() != CHUNK_LEN {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let text_len = opener.text_len(file.metadata()?.len()).map_err(invalid)?;
        let file = Self { path, opener, text_len, number, cache: cache.clone() };
        file.chunk(text_len.saturating_sub(1) / CHUNK_LEN as u64)?;
        Ok(file)
    }

    fn chunk(&self, number: u64) -> io::Result<Chunk> {
        self.cache.chunk(self.number, number, || {
            let (offset, sealed_len, place) = self.opener.locate(number, self.text_len);
            let mut chunk = vec![0; sealed_len];
            self.cache.file(self.number, &self.path)?.read_exact_at(&mut chunk, offset)?;
            let text = self
                .opener
                .open_chunk(number, place, &mut chunk)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
            let length = text.len();
            chunk.truncate(length);
            chunk.shrink_to_fit();
            Ok(chunk)
        })
    }
}

impl Drop for SealedFile {
    fn drop(&mut self) {
        self.cache.forget(self.number);
    }
}

impl fmt::Debug for SealedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedFile({} bytes)", self.text_len)
    }
}

impl HasLen for SealedFile {
    fn len(&self) -> usize {
        usize::try_from(self.text_len).unwrap_or(usize::MAX)
    }
}

impl FileHandle for SealedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let mut bytes = Vec::with_capacity(range.len());
        while bytes.len() < range.len() {
            let at = range.start + bytes.len();
            let chunk = self.chunk((at / CHUNK_LEN) as u64)?;
            let rest = chunk.get(at % CHUNK_LEN..).filter(|rest| !rest.is_empty());
            let rest = rest.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
            let taken = rest.len().min(range.len() - bytes.len());
            bytes.extend_from_slice(&rest[..taken]);
        }
        Ok(OwnedBytes::new(bytes))
    }
}
