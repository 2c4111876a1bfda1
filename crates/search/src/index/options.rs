//! How an index is opened, and how large it is.

/// Whether the index is written or only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// By the one process that writes.
    Write,
    /// By a process that reads, beside a writer or without one.
    Read,
}

/// How the index is opened.
#[derive(Clone, Debug)]
pub struct IndexOptions {
    /// How much memory a writer fills before it writes a segment, in bytes; at least 15 MB are taken. Up to three
    /// writers are at work.
    pub writer_memory: usize,
    /// How much of the index is kept opened, in bytes: three quarters for its files, a quarter for columns.
    pub cache_bytes: usize,
    /// Whether it is written.
    pub mode: OpenMode,
}

/// The size of the index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// How many documents it holds.
    pub documents: u64,
    /// How many bytes it takes on disk.
    pub bytes: u64,
    /// How many months it has.
    pub months: usize,
    /// How many segments they have together.
    pub segments: usize,
}
