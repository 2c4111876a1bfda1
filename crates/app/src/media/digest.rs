//! What a file is known by: its hashes, its size, its first bytes.

use aws_lc_rs::digest::{Context, SHA256};
use md5::{Digest as _, Md5};

/// How many of the first bytes tell what a file is.
const HEAD_BYTES: usize = 8 << 10;

/// Reads a file piece by piece.
pub(super) struct Digest {
    sha256: Context,
    md5: Md5,
    size: u64,
    head: Vec<u8>,
}

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digested {
    /// In hex.
    pub(super) sha256: String,
    /// In hex.
    pub(super) md5: String,
    pub(super) size: u64,
    pub(super) head: Vec<u8>,
}

impl Digest {
    pub(super) fn new() -> Self {
        Self { sha256: Context::new(&SHA256), md5: Md5::new(), size: 0, head: Vec::new() }
    }

    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.sha256.update(bytes);
        self.md5.update(bytes);
        self.size += bytes.len() as u64;
        let missing = HEAD_BYTES.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(bytes.get(..missing).unwrap_or_default());
    }

    pub(super) fn finish(self) -> Digested {
        Digested {
            sha256: hex(self.sha256.finish().as_ref()),
            md5: hex(&self.md5.finalize()),
            size: self.size,
            head: self.head,
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_the_same_digest_as_the_whole() {
        let mut digest = Digest::new();
        ["a", "", "bc"].iter().for_each(|piece| digest.update(piece.as_bytes()));
        let found = digest.finish();
        assert_eq!(found.md5, "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(found.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((found.size, found.head.as_slice()), (3, b"abc".as_slice()));
    }
}
