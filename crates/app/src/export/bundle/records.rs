//! Records for the manifest, which comes last: lines of JSON, kept deflated until then.
//!
//! They are in memory and nowhere else, since they name files and senders. A record is some 150 bytes deflated.

use std::io::{self, BufRead, BufReader, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;

/// Records in the order in which they were made.
pub(super) struct Records {
    lines: DeflateEncoder<Vec<u8>>,
    count: u64,
}

impl Default for Records {
    fn default() -> Self {
        Self { lines: DeflateEncoder::new(Vec::new(), Compression::fast()), count: 0 }
    }
}

impl Records {
    /// Keeps a record.
    pub(super) fn push(&mut self, record: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.lines, record)?;
        self.count += 1;
        self.lines.write_all(b"\n")
    }

    /// How many bytes they are at most as an array.
    pub(super) fn array_len(&self) -> u64 {
        self.lines.total_in() + self.count * 8 + 16
    }

    /// Takes what is kept, leaving nothing.
    pub(super) fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// Writes all records as a JSON array, one a line.
    pub(super) fn write_to(self, sink: &mut impl Write) -> io::Result<()> {
        let deflated = self.lines.finish()?;
        sink.write_all(b"[")?;
        for (index, line) in BufReader::new(DeflateDecoder::new(deflated.as_slice())).lines().enumerate() {
            sink.write_all(if index == 0 { b"\n    " } else { b",\n    " })?;
            sink.write_all(line?.as_bytes())?;
        }
        sink.write_all(b"\n  ]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_in_order() {
        let mut records = Records::default();
        for text in ["一\n二", "\"", ""] {
            records.push(&text).unwrap();
        }
        let mut out = Vec::new();
        records.take().write_to(&mut out).unwrap();
        assert_eq!(serde_json::from_slice::<Vec<String>>(&out).unwrap(), ["一\n二", "\"", ""]);
        let mut out = Vec::new();
        records.write_to(&mut out).unwrap();
        assert_eq!(serde_json::from_slice::<Vec<String>>(&out).unwrap(), [""; 0]);
    }
}
