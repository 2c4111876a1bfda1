//! What all months share: opened chunks and open files, each within bounds.

use std::fs::File;
use std::hash::Hash;
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use crate::index::OpenMode;

/// How many files a writing process keeps open: far fewer than an archive of ten years has.
const OPEN_FILES: NonZeroUsize = NonZeroUsize::new(192).unwrap();

/// An opened chunk.
pub(crate) type Chunk = Arc<Vec<u8>>;

/// Values up to a sum of weights, the least used leaving first.
pub(crate) struct Bounded<K: Hash + Eq, V> {
    entries: LruCache<K, (V, usize)>,
    weight: usize,
    most: usize,
}

impl<K: Hash + Eq, V: Clone> Bounded<K, V> {
    pub(crate) fn new(most: usize) -> Self {
        Self { entries: LruCache::unbounded(), weight: 0, most }
    }

    pub(crate) fn get(&mut self, key: &K) -> Option<V> {
        self.entries.get(key).map(|(value, _)| value.clone())
    }

    pub(crate) fn put(&mut self, key: K, value: V, weight: usize) {
        self.weight += weight;
        if let Some((_, replaced)) = self.entries.put(key, (value, weight)) {
            self.weight -= replaced;
        }
        while self.weight > self.most {
            let Some((_, (_, gone))) = self.entries.pop_lru() else { break };
            self.weight -= gone;
        }
    }
}

/// Opened chunks and open files of all months.
pub(crate) struct SharedCache {
    chunks: Mutex<Bounded<(u64, u64), Chunk>>,
    files: Mutex<LruCache<u64, Arc<File>>>,
    next_file: AtomicU64,
}

impl SharedCache {
    pub(crate) fn new(bytes: usize, mode: OpenMode) -> Self {
        let files = match mode {
            OpenMode::Write => LruCache::new(OPEN_FILES),
            // The writer, another process, may remove a file that is still read here: it must stay open.
            OpenMode::Read => LruCache::unbounded(),
        };
        Self {
            chunks: Mutex::new(Bounded::new(bytes)),
            files: Mutex::new(files),
            next_file: AtomicU64::new(0),
        }
    }

    /// Numbers a file; numbers are not used again.
    pub(crate) fn number(&self) -> u64 {
        self.next_file.fetch_add(1, Ordering::Relaxed)
    }

    /// Finds chunk `number` of a file, or opens it by `open`.
    pub(crate) fn chunk(
        &self,
        file: u64,
        number: u64,
        open: impl FnOnce() -> io::Result<Vec<u8>>,
    ) -> io::Result<Chunk> {
        if let Some(chunk) = self.chunks().get(&(file, number)) {
            return Ok(chunk);
        }
        let chunk = Arc::new(open()?);
        self.chunks().put((file, number), chunk.clone(), chunk.len());
        Ok(chunk)
    }

    /// Finds an open file, or opens it.
    pub(crate) fn file(&self, number: u64, path: &Path) -> io::Result<Arc<File>> {
        if let Some(file) = self.files().get(&number) {
            return Ok(file.clone());
        }
        let file = Arc::new(File::open(path)?);
        self.files().put(number, file.clone());
        Ok(file)
    }

    /// Closes a file that nobody reads any more, so that the space of a removed one is free.
    pub(crate) fn forget(&self, number: u64) {
        self.files().pop(&number);
    }

    fn chunks(&self) -> MutexGuard<'_, Bounded<(u64, u64), Chunk>> {
        self.chunks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn files(&self) -> MutexGuard<'_, LruCache<u64, Arc<File>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_used_leaves_first() {
        let mut kept = Bounded::new(10);
        kept.put('a', 1, 4);
        kept.put('b', 2, 4);
        assert_eq!(kept.get(&'a'), Some(1));
        kept.put('c', 3, 4);
        assert_eq!([kept.get(&'a'), kept.get(&'b'), kept.get(&'c')], [Some(1), None, Some(3)]);
        kept.put('a', 5, 2);
        kept.put('d', 6, 4);
        assert_eq!([kept.get(&'a'), kept.get(&'c'), kept.get(&'d')], [Some(5), Some(3), Some(6)]);
        kept.put('e', 7, 11);
        assert_eq!(kept.get(&'e'), None, "what is too large is not kept");
    }
}
