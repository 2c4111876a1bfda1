//! tantivy's files, sealed: blobs of 16 KiB chunks that are opened when they are read.

mod cache;
mod file;

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Cursor, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use huicun_domain::ids::CorpId;
use huicun_vault::{BlobReader, BlobWriter, KeyRing, RetentionClass, Scope, write_durably};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, META_LOCK, WatchCallback, WatchHandle, WritePtr,
};

pub(crate) use cache::{Bounded, SharedCache};
use file::{SealedFile, SealedWriter};

/// 16 KiB: a page of postings costs a few microseconds to open.
const CHUNK_LOG2: u8 = 14;
const CHUNK_LEN: usize = 1 << CHUNK_LOG2;

/// tantivy's list of the files that it may remove. It is read off the folder and never written: files that a crash
/// left behind are then on it, and a segment costs two flushes of the disk less for each of its files.
const MANAGED: &str = ".managed.json";

/// One month's folder.
#[derive(Clone)]
pub(crate) struct SealedDirectory {
    folder: PathBuf,
    corp: CorpId,
    month: String,
    ring: KeyRing,
    cache: Arc<SharedCache>,
    /// Files that are being read, so that all readers of one share its chunks.
    files: Arc<Mutex<HashMap<PathBuf, Weak<SealedFile>>>>,
}

impl fmt::Debug for SealedDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealedDirectory({})", self.month)
    }
}

impl SealedDirectory {
    pub(crate) fn new(
        folder: PathBuf,
        corp: &CorpId,
        month: &str,
        ring: &KeyRing,
        cache: &Arc<SharedCache>,
    ) -> Self {
        Self {
            folder,
            corp: corp.clone(),
            month: month.to_owned(),
            ring: ring.clone(),
            cache: cache.clone(),
            files: Arc::default(),
        }
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

    fn files(&self) -> MutexGuard<'_, HashMap<PathBuf, Weak<SealedFile>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the list of files as tantivy would have it.
    fn managed(&self) -> io::Result<Vec<u8>> {
        let mut list = String::from("[");
        for entry in std::fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            let Some(name) = name.to_str().filter(|name| is_of_segment(name)) else { continue };
            if list.len() > 1 {
                list.push(',');
            }
            list.push('"');
            list.push_str(name);
            list.push('"');
        }
        list.push(']');
        Ok(list.into_bytes())
    }
}

/// Tells whether a file is part of a segment: 32 hexadecimal digits, a dot, and what it holds.
fn is_of_segment(name: &str) -> bool {
    name.split_once('.').is_some_and(|(segment, part)| {
        segment.len() == 32
            && segment.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
    })
}

fn read_error(path: &Path, error: io::Error) -> OpenReadError {
    match error.kind() {
        io::ErrorKind::NotFound => OpenReadError::FileDoesNotExist(path.to_path_buf()),
        _ => OpenReadError::wrap_io_error(error, path.to_path_buf()),
    }
}

impl Directory for SealedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if let Some(open) = self.files().get(path).and_then(Weak::upgrade) {
            return Ok(open);
        }
        let whole = self.folder.join(path);
        let file = SealedFile::open(whole, &self.ring, &self.corp, &self.file_id(path), &self.cache);
        let file = Arc::new(file.map_err(|error| read_error(path, error))?);
        let mut files = self.files();
        files.retain(|_, open| open.strong_count() > 0);
        files.insert(path.to_path_buf(), Arc::downgrade(&file));
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
            File::options().write(true).create_new(true).mode(0o600).open(whole).map_err(
                |error| match error.kind() {
                    io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_path_buf()),
                    _ => wrap(error),
                },
            )?;
        let blob = self.writer(path, BufWriter::new(file)).map_err(wrap)?;
        Ok(BufWriter::new(Box::new(SealedWriter { blob: Some(blob) })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let read = || -> io::Result<Vec<u8>> {
            if path == Path::new(MANAGED) {
                return self.managed();
            }
            let file = Cursor::new(std::fs::read(self.folder.join(path))?);
            let mut bytes = Vec::new();
            BlobReader::open(file, &self.ring, &self.corp, &self.file_id(path))?.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|error| read_error(path, error))
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        if path == Path::new(MANAGED) {
            return Ok(());
        }
        let mut writer = self.writer(path, Vec::with_capacity(data.len() + 256))?;
        writer.write_all(data)?;
        write_durably(&self.folder.join(path), &writer.finish()?)
    }

    fn sync_directory(&self) -> io::Result<()> {
        File::open(&self.folder)?.sync_all()
    }

    /// Keeps files from being removed while a reader opens them, across processes too.
    ///
    /// The lock is the operating system's and ends with its process. Of writers there is one, which holds the lock of
    /// the whole index, so that no other lock is needed. Where a reader may not write the folder it goes without.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if lock.filepath != META_LOCK.filepath {
            return Ok(DirectoryLock::from(Box::new(())));
        }
        let path = self.folder.join(&lock.filepath);
        match File::options().write(true).create(true).truncate(false).mode(0o600).open(path) {
            Ok(file) => {
                file.lock().map_err(LockError::wrap_io_error)?;
                Ok(DirectoryLock::from(Box::new(file)))
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                ) =>
            {
                Ok(DirectoryLock::from(Box::new(())))
            }
            Err(error) => Err(LockError::wrap_io_error(error)),
        }
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_segments_may_be_removed() {
        for name in ["3f2a0c5b7d9e4f60a1b2c3d4e5f60718.term", "3f2a0c5b7d9e4f60a1b2c3d4e5f60718.store.temp"] {
            assert!(is_of_segment(name), "{name}");
        }
        for name in ["meta.json", ".tantivy-meta.lock", "meta.new", "3f2a.term", "notes.txt"] {
            assert!(!is_of_segment(name), "{name}");
        }
    }
}
