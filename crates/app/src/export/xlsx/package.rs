//! The ZIP archive that a workbook is, written front to back.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, StreamWriter, ZipWriter};

/// Level 3 of 9: more costs much time and saves little.
const LEVEL: i64 = 3;

/// An archive whose parts are written one after the other.
///
/// One that is dropped before it is finished writes nothing more.
pub(super) struct Package<W: Write> {
    zip: Option<ZipWriter<StreamWriter<Gate<W>>>>,
    closed: Arc<AtomicBool>,
}

impl<W: Write> Package<W> {
    /// Begins an archive.
    pub(super) fn new(sink: W) -> Self {
        let closed = Arc::new(AtomicBool::new(false));
        let gate = Gate { sink, closed: closed.clone() };
        Self { zip: Some(ZipWriter::new_stream(gate)), closed }
    }

    /// Begins a part; it ends where the next one begins.
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL));
        self.zip()?.start_file(name, options).map_err(io::Error::from)
    }

    /// Appends to the part.
    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.zip()?.write_all(bytes)
    }

    /// Writes a whole part.
    pub(super) fn part(&mut self, name: &str, bytes: &[u8]) -> io::Result<()> {
        self.begin(name)?;
        self.write(bytes)
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

impl<W: Write> Drop for Package<W> {
    /// Closes the gate: the archive would otherwise be completed when it is dropped, and look whole.
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}

/// A sink that takes no more once it is closed.
pub(in crate::export) struct Gate<W> {
    pub(in crate::export) sink: W,
    pub(in crate::export) closed: Arc<AtomicBool>,
}

impl<W: Write> Write for Gate<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.closed.load(Ordering::Relaxed) {
            return Ok(bytes.len());
        }
        self.sink.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.closed.load(Ordering::Relaxed) {
            return Ok(());
        }
        self.sink.flush()
    }
}
