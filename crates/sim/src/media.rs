//! Media files that are what they claim, made from a seed whenever somebody asks for them.
//!
//! Nothing is stored: an [`Asset`] names a file completely, and the file id in a message carries it. The same asset
//! always has the same bytes, so a forwarded picture is the same picture.

mod audio;
mod bits;
mod file_id;
mod gif;
mod jpeg;
mod mp4;
mod office;
mod pdf;
mod png;

use std::fmt::Write as _;

use md5::{Digest as _, Md5};

pub(crate) use file_id::FileId;

use crate::rng::Rng;

/// The kinds of files people send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub(crate) enum Format {
    Jpeg = 1,
    Png,
    Gif,
    Amr,
    Silk,
    Mp4,
    Pdf,
    Xlsx,
    Docx,
    Zip,
    Text,
}

impl Format {
    /// Every format.
    pub(crate) const ALL: [Format; 11] = [
        Format::Jpeg,
        Format::Png,
        Format::Gif,
        Format::Amr,
        Format::Silk,
        Format::Mp4,
        Format::Pdf,
        Format::Xlsx,
        Format::Docx,
        Format::Zip,
        Format::Text,
    ];

    fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|format| *format as u8 == byte)
    }

    /// Gives the usual file extension.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Format::Jpeg => "jpg",
            Format::Png => "png",
            Format::Gif => "gif",
            Format::Amr => "amr",
            Format::Silk => "silk",
            Format::Mp4 => "mp4",
            Format::Pdf => "pdf",
            Format::Xlsx => "xlsx",
            Format::Docx => "docx",
            Format::Zip => "zip",
            Format::Text => "txt",
        }
    }
}

/// A media file, named completely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Asset {
    pub(crate) format: Format,
    pub(crate) seed: u64,
    /// How large: seconds for sound and video, a scale for the others.
    pub(crate) size: u8,
}

/// What a message says about a file, and what the oracle says.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    pub(crate) len: usize,
    /// 32 hexadecimal digits.
    pub(crate) md5: String,
    /// 64 hexadecimal digits.
    pub(crate) sha256: String,
}

impl Asset {
    /// Makes the file.
    pub(crate) fn bytes(self) -> Vec<u8> {
        let mut rng = Rng::derive(self.seed, u64::from(self.size) << 8 | self.format as u64);
        let size = usize::from(self.size).max(1);
        match self.format {
            Format::Jpeg => jpeg::make(&mut rng, size),
            Format::Png => png::make(&mut rng, size),
            Format::Gif => gif::make(&mut rng, size),
            Format::Amr => audio::amr(&mut rng, size),
            Format::Silk => audio::silk(&mut rng, size),
            Format::Mp4 => mp4::make(&mut rng, size),
            Format::Pdf => pdf::make(&mut rng, size),
            Format::Xlsx => office::xlsx(&mut rng, size),
            Format::Docx => office::docx(&mut rng, size),
            Format::Zip => office::zip(&mut rng, size),
            Format::Text => office::text(&mut rng, size),
        }
    }

    /// Makes the file and measures it.
    pub(crate) fn facts(self) -> Facts {
        let bytes = self.bytes();
        let sha256 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
        Facts { len: bytes.len(), md5: hex(&Md5::digest(&bytes)), sha256: hex(sha256.as_ref()) }
    }
}

/// Writes bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests;
