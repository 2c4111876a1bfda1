//! Blobs as streams of the standard library.

use std::io::{self, Read, Seek, SeekFrom, Write};

use huicun_domain::ids::CorpId;

use super::{BlobOpener, BlobSealer, HEADER_LEN, Place};
use crate::ring::KeyRing;
use crate::suite::OpenError;

/// Seals what is written. Nothing can be read back before [`Self::finish`].
pub struct BlobWriter<W: Write> {
    sink: W,
    sealer: BlobSealer,
    chunk: Vec<u8>,
    number: u64,
}

impl<W: Write> BlobWriter<W> {
    /// Begins the blob in `sink`.
    ///
    /// # Errors
    /// Any error of the sink.
    pub fn new(mut sink: W, sealer: BlobSealer) -> io::Result<Self> {
        sink.write_all(sealer.header())?;
        let chunk = Vec::with_capacity(sealer.chunk_len() + 16);
        Ok(Self { sink, sealer, chunk, number: 0 })
    }

    /// Seals the last chunk and gives the sink back.
    ///
    /// # Errors
    /// Any error of the sink.
    pub fn finish(mut self) -> io::Result<W> {
        self.put(Place::Last)?;
        self.sink.flush()?;
        Ok(self.sink)
    }

    fn put(&mut self, place: Place) -> io::Result<()> {
        self.sealer.seal_chunk(self.number, place, &mut self.chunk).map_err(io::Error::other)?;
        self.sink.write_all(&self.chunk)?;
        self.chunk.clear();
        self.number += 1;
        Ok(())
    }
}

impl<W: Write> Write for BlobWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk is kept until more comes: only then is it known not to be the last.
        if self.chunk.len() == self.sealer.chunk_len() && !bytes.is_empty() {
            self.put(Place::Inner)?;
        }
        let taken = bytes.len().min(self.sealer.chunk_len() - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// Reads a sealed blob at any offset.
pub struct BlobReader<R: Read + Seek> {
    source: R,
    opener: BlobOpener,
    text_len: u64,
    at: u64,
    chunk: Vec<u8>,
    loaded: Option<u64>,
}

impl<R: Read + Seek> BlobReader<R> {
    /// Opens the blob in `source`.
    ///
    /// # Errors
    /// Any error of the source, and `InvalidData` where the blob does not open.
    pub fn open(mut source: R, ring: &KeyRing, corp: &CorpId, file_id: &[u8]) -> io::Result<Self> {
        let blob_len = source.seek(SeekFrom::End(0))?;
        source.seek(SeekFrom::Start(0))?;
        let mut header = [0; HEADER_LEN];
        source.read_exact(&mut header).map_err(|_| invalid(OpenError::Cut))?;
        let opener = ring.open_blob(corp, file_id, &header).map_err(invalid)?;
        let text_len = opener.text_len(blob_len).map_err(invalid)?;
        Ok(Self { source, opener, text_len, at: 0, chunk: Vec::new(), loaded: None })
    }

    /// The length of the text in bytes.
    #[must_use]
    pub fn text_len(&self) -> u64 {
        self.text_len
    }

    fn load(&mut self, number: u64) -> io::Result<()> {
        if self.loaded == Some(number) {
            return Ok(());
        }
        self.loaded = None;
        let (offset, sealed_len, place) = self.opener.locate(number, self.text_len);
        self.chunk.resize(sealed_len, 0);
        self.source.seek(SeekFrom::Start(offset))?;
        self.source.read_exact(&mut self.chunk)?;
        let text_len = self.opener.open_chunk(number, place, &mut self.chunk).map_err(invalid)?.len();
        self.chunk.truncate(text_len);
        self.loaded = Some(number);
        Ok(())
    }
}

fn invalid(error: OpenError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}

impl<R: Read + Seek> Read for BlobReader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || (self.at >= self.text_len && self.text_len > 0) {
            return Ok(0);
        }
        let chunk_len = self.opener.chunk_len() as u64;
        // An empty blob has one empty chunk, which must still be authentic.
        self.load(self.at / chunk_len)?;
        let from = usize::try_from(self.at % chunk_len).map_err(io::Error::other)?;
        let rest = self.chunk.get(from..).unwrap_or_default();
        let taken = rest.len().min(out.len());
        out[..taken].copy_from_slice(&rest[..taken]);
        self.at += taken as u64;
        Ok(taken)
    }
}

impl<R: Read + Seek> Seek for BlobReader<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.text_len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}
