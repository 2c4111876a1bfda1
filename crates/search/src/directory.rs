//! tantivy's files, sealed: blobs of 16 KiB chunks that are opened when they are read.

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Cursor, Read, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use huicun_domain::ids::CorpId;
use huicun_vault::blob::HEADER_LEN;
use huicun_vault::{BlobOpener, BlobReader, BlobWriter, KeyRing, RetentionClass, Scope, write_durably};
use lru::LruCache;
use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, OwnedBytes, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};

/// 16 KiB: a page of postings costs a few microseconds to open.
const CHUNK_LOG2: u8 = 14;
const CHUNK_LEN: usize = 1 << CHUNK_LOG2;

/// An opened chunk, and which one it is: the file's number and its own.
type Chunk = Arc<Vec<u8>>;
type ChunkKey = (u64, u64);

/// Opened chunks of all months, the least used leaving first.
pub(crate) struct ChunkCache {
    chunks: Mutex<LruCache<ChunkKey, Chunk>>,
    next_file: AtomicU64,
}

impl ChunkCache {
    pub(crate) fn new(bytes: usize) -> Self {
        let chunks = std::num::NonZeroUsize::new(bytes / CHUNK_LEN).unwrap_or(std::num::NonZeroUsize::MIN);
        Self { chunks: Mutex::new(LruCache::new(chunks)), next_file: AtomicU64::new(0) }
    }
}

/// One month's folder.
#[derive(Clone)]
pub(crate) struct SealedDirectory {
    folder: PathBuf,
    corp: CorpId,
    month: String,
    ring: KeyRing,
    cache: Arc<ChunkCache>,
    files: Arc<Mutex<HashMap<PathBuf, Arc<SealedFile>>>>,
}

impl fmt::Debug for SealedDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedDirectory({})", self.month)
    }
}

impl SealedDirectory {
    pub(crate) fn open(
        folder: &Path,
        corp: &CorpId,
        month: &str,
        ring: &KeyRing,
        cache: &Arc<ChunkCache>,
    ) -> io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            corp: corp.clone(),
            month: month.to_owned(),
            ring: ring.clone(),
            cache: cache.clone(),
            files: Arc::default(),
        })
    }

    fn file_id(&self, path: &Path) -> Vec<u8> {
        format!("index/{}/{}", self.month, path.display()).into_bytes()
    }

    fn scope(&self) -> Scope {
        Scope { corp: self.corp.clone(), class: RetentionClass::Standard, month: self.month.clone() }
    }

    fn writer<W: Write>(&self, path: &Path, sink: W) -> io::Result<BlobWriter<W>> {
        let sealer =
            self.ring.new_blob(&self.scope(), &self.file_id(path), CHUNK_LOG2).map_err(io::Error::other)?;
        BlobWriter::new(sink, sealer)
    }

    fn files(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Arc<SealedFile>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open_file(&self, path: &Path) -> io::Result<SealedFile> {
        let file = File::open(self.folder.join(path))?;
        let mut header = [0; HEADER_LEN];
        file.read_exact_at(&mut header, 0)?;
        let invalid = |error| io::Error::new(io::ErrorKind::InvalidData, error);
        let opener = self.ring.open_blob(&self.corp, &self.file_id(path), &header).map_err(invalid)?;
        let text_len = opener.text_len(file.metadata()?.len()).map_err(invalid)?;
        let number = self.cache.next_file.fetch_add(1, Ordering::Relaxed);
        Ok(SealedFile { file, opener, text_len, number, cache: self.cache.clone() })
    }
}

fn read_error(path: &Path, error: io::Error) -> OpenReadError {
    match error.kind() {
        io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_path_buf()),
        _ => OpenReadError::wrap_io_error(error, path.to_path_buf()),
    }
}

impl Directory for SealedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if let Some(open) = self.files().get(path) {
            return Ok(open.clone());
        }
        let file = Arc::new(self.open_file(path).map_err(|error| read_error(path, error))?);
        self.files().insert(path.to_path_buf(), file.clone());
        Ok(file)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files().remove(path);
        std::fs::remove_file(self.folder.join(path)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => DeleteError::FileDoesNotExist(path.to_path_buf()),
            _ => DeleteError::IoError { io_error: Arc::new(error), filepath: path.to_path_buf() },
        })
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.folder.join(path).try_exists().map_err(|error| read_error(path, error))
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let whole = self.folder.join(path);
        let wrap = |error| OpenWriteError::wrap_io_error(error, path.to_path_buf());
        let file =
            File::options().write(true).create_new(true).open(whole).map_err(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_path_buf()),
                _ => wrap(error),
            })?;
        let blob = self.writer(path, BufWriter::new(file)).map_err(wrap)?;
        Ok(BufWriter::new(Box::new(SealedWriter { blob: Some(blob) })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let read = || -> io::Result<Vec<u8>> {
            let file = Cursor::new(std::fs::read(self.folder.join(path))?);
            let mut bytes = Vec::new();
            BlobReader::open(file, &self.ring, &self.corp, &self.file_id(path))?.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|error| read_error(path, error))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let mut writer = self.writer(path, Vec::with_capacity(data.len() + 256))?;
        writer.write_all(data)?;
        write_durably(&self.folder.join(path), &writer.finish()?)
    }

    fn sync_directory(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    /// The index as a whole has one lock, held by its writer; tantivy's own locks would outlive a crash.
    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

/// A file being written.
struct SealedWriter {
    blob: Option<BlobWriter<BufWriter<File>>>,
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
struct SealedFile {
    file: File,
    opener: BlobOpener,
    text_len: u64,
    number: u64,
    cache: Arc<ChunkCache>,
}

impl fmt::Debug for SealedFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedFile({} bytes)", self.text_len)
    }
}

impl SealedFile {
    fn chunk(&self, number: u64) -> io::Result<Chunk> {
        let key = (self.number, number);
        if let Some(chunk) = self.cache.chunks.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(chunk.clone());
        }
        let (offset, sealed_len, place) = self.opener.locate(number, self.text_len);
        let mut chunk = vec![0; sealed_len];
        self.file.read_exact_at(&mut chunk, offset)?;
        let length = self
            .opener
            .open_chunk(number, place, &mut chunk)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?
            .len();
        chunk.truncate(length);
        let chunk = Arc::new(chunk);
        self.cache.chunks.lock().unwrap_or_else(PoisonError::into_inner).put(key, chunk.clone());
        Ok(chunk)
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
