//! The ZIP archive that holds an export, written front to back and sealed with everything else of it.
//!
//! Sizes stand behind each entry and in the directory at the end, as 64-bit numbers wherever 32 bits could be too few
//! (APPNOTE 6.3.10, 4.3.9.2 and 4.3.14), since a stream cannot go back. What grows with the export is the directory:
//! a few hundred bytes an entry.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_lc_rs::digest::{Context, SHA256};
use serde::Serialize;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

use super::records::Records;
use crate::export::xlsx::Gate;

/// Level 3 of 9: more costs much time and saves little.
const LEVEL: i64 = 3;
/// Entries that may become this large get 64-bit sizes; half of what needs them, for what deflate may add.
const LARGE: u64 = 1 << 31;

/// How an entry is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// As it is: files of messages are nearly all compressed already.
    Stored,
    /// Compressed.
    Deflated,
}

/// An entry as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) sha256: String,
    /// Whether it holds all that it was meant to.
    pub(super) complete: bool,
}

struct Open {
    path: String,
    size: u64,
    hash: Context,
}

/// An archive whose entries are written one after the other; writing appends to the present one.
///
/// One that is dropped before it is finished writes nothing more.
pub(super) struct Archive<W: Write> {
    zip: Option<ZipWriter<StreamWriter<Gate<W>>>>,
    closed: Arc<AtomicBool>,
    open: Option<Open>,
    entries: Records,
}

impl<W: Write> Archive<W> {
    /// Begins an archive.
    pub(super) fn new(sink: W) -> Self {
        let closed = Arc::new(AtomicBool::new(false));
        let gate = Gate { sink, closed: closed.clone() };
        Self { zip: Some(ZipWriter::new_stream(gate)), closed, open: None, entries: Records::default() }
    }

    /// Begins an entry; `size` is how large it may become, and no less than it will be.
    ///
    /// Only what needs 64 bits gets them: some readers do not know them in an archive that is small.
    pub(super) fn begin(&mut self, path: &str, method: Method, size: u64) -> io::Result<()> {
        let options = SimpleFileOptions::default().large_file(size >= LARGE).unix_permissions(0o600);
        let options = match method {
            Method::Stored => options.compression_method(CompressionMethod::Stored),
            Method::Deflated => {
                options.compression_method(CompressionMethod::Deflated).compression_level(Some(LEVEL))
            }
        };
        self.zip()?.start_file(path, options).map_err(io::Error::from)?;
        self.open = Some(Open { path: path.to_owned(), size: 0, hash: Context::new(&SHA256) });
        Ok(())
    }

    /// Ends the entry and notes it for the manifest. `complete` tells whether all of it was written.
    pub(super) fn end(&mut self, complete: bool) -> io::Result<Entry> {
        let open = self.open.take().ok_or(io::ErrorKind::NotConnected)?;
        let entry = Entry { path: open.path, size: open.size, sha256: hex(open.hash), complete };
        self.entries.push(&entry)?;
        Ok(entry)
    }

    /// Writes a whole entry.
    pub(super) fn entry(&mut self, path: &str, method: Method, bytes: &[u8]) -> io::Result<Entry> {
        self.begin(path, method, bytes.len() as u64)?;
        self.write_all(bytes)?;
        self.end(true)
    }

    /// The entries so far.
    pub(super) fn entries(&mut self) -> &mut Records {
        &mut self.entries
    }

    /// Writes the archive's directory and gives the sink back.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let zip = self.zip.take().ok_or(io::ErrorKind::NotConnected)?;
        let mut sink = zip.finish().map_err(io::Error::from)?.into_inner().sink;
        sink.flush()?;
        Ok(sink)
    }

    fn zip(&mut self) -> io::Result<&mut ZipWriter<StreamWriter<Gate<W>>>> {
        self.zip.as_mut().ok_or_else(|| io::ErrorKind::NotConnected.into())
    }
}

impl<W: Write> Write for Archive<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.zip()?.write(bytes)?;
        if let Some(open) = &mut self.open {
            open.size += written as u64;
            open.hash.update(&bytes[..written]);
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Write> Drop for Archive<W> {
    /// Closes the gate: the archive would otherwise be completed when it is dropped, and look whole.
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}

fn hex(hash: Context) -> String {
    hash.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
