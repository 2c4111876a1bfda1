//! The protocol between the server and the child process, version 1.
//!
//! A frame is its length (4 bytes, little endian, of what follows), a word (1 byte), the request's number (8 bytes)
//! and a body. Within bodies numbers are little endian, and texts and bytes have their length (4 bytes) before them.
//!
//! | word | request body | answer body |
//! |---|---|---|
//! | 1 hello | version (4), corp id, secret, proxy, proxy password, timeout in seconds (4) | state (1, 0 ready), code word, detail |
//! | 2 chat data | seq (8), limit (4) | return code (4), page |
//! | 3 decrypt | count (4), then random key and message of each | count (4), then return code (4) and plaintext of each |
//! | 4 media | index, locator | return code (4), next index, data, finished (1) |
//!
//! The server speaks first, with one hello, and asks for nothing until that is answered. Answers come in any order.
//! Whoever reads a frame that makes no sense closes; there is no way to go on behind it.

use std::io::{self, Read, Write};

/// The version that both sides must speak.
pub(super) const VERSION: u32 = 1;
/// A frame is never longer: 1,000 messages of 64 KiB.
pub(super) const LONGEST: usize = 64 << 20;

pub(super) const HELLO: u8 = 1;
pub(super) const CHAT_DATA: u8 = 2;
pub(super) const DECRYPT: u8 = 3;
pub(super) const MEDIA: u8 = 4;

/// The head of a frame after its length: word and number.
pub(super) const HEAD_LEN: usize = 9;

/// Begins a frame.
pub(super) fn begin(word: u8, number: u64) -> Vec<u8> {
    let mut frame = vec![0; 4];
    frame.push(word);
    frame.extend_from_slice(&number.to_le_bytes());
    frame
}

/// Ends a frame: its length is written.
pub(super) fn end(mut frame: Vec<u8>) -> Vec<u8> {
    let length = u32::try_from(frame.len() - 4).unwrap_or(u32::MAX);
    frame[..4].copy_from_slice(&length.to_le_bytes());
    frame
}

pub(super) fn put_bytes(frame: &mut Vec<u8>, bytes: &[u8]) {
    frame.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
    frame.extend_from_slice(bytes);
}

/// Reads a body from its beginning.
pub(super) struct Body<'b>(pub(super) &'b [u8]);

impl<'b> Body<'b> {
    fn take(&mut self, count: usize) -> io::Result<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count).ok_or(io::ErrorKind::InvalidData)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn u8(&mut self) -> io::Result<u8> {
        Ok(self.take(1)?[0])
    }

    pub(super) fn u32(&mut self) -> io::Result<u32> {
        let bytes = self.take(4)?.try_into().map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(u32::from_le_bytes(bytes))
    }

    pub(super) fn i32(&mut self) -> io::Result<i32> {
        Ok(self.u32()?.cast_signed())
    }

    pub(super) fn u64(&mut self) -> io::Result<u64> {
        let bytes = self.take(8)?.try_into().map_err(|_| io::ErrorKind::InvalidData)?;
        Ok(u64::from_le_bytes(bytes))
    }

    pub(super) fn bytes(&mut self) -> io::Result<&'b [u8]> {
        let length = usize::try_from(self.u32()?).map_err(io::Error::other)?;
        self.take(length)
    }

    pub(super) fn text(&mut self) -> io::Result<String> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }
}

/// Reads a frame: word, number, body; `None` where the other side has closed.
pub(super) fn read(source: &mut impl Read) -> io::Result<Option<(u8, u64, Vec<u8>)>> {
    let mut length = [0; 4];
    match source.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
    if !(HEAD_LEN..=LONGEST).contains(&length) {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut frame = vec![0; length];
    source.read_exact(&mut frame)?;
    let mut head = Body(&frame);
    let (word, number) = (head.u8()?, head.u64()?);
    Ok(Some((word, number, frame.split_off(HEAD_LEN))))
}

/// Writes a frame that [`end`] has ended.
pub(super) fn write(sink: &mut impl Write, frame: &[u8]) -> io::Result<()> {
    sink.write_all(frame)?;
    sink.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_comes_back() {
        let mut frame = begin(MEDIA, 7);
        put_bytes(&mut frame, b"index");
        let mut sent = Vec::new();
        write(&mut sent, &end(frame)).unwrap();
        let (word, number, body) = read(&mut sent.as_slice()).unwrap().unwrap();
        assert_eq!((word, number, Body(&body).bytes().unwrap()), (MEDIA, 7, b"index".as_slice()));
        assert!(read(&mut [].as_slice()).unwrap().is_none());
        assert!(read(&mut [255, 255, 255, 255, 1].as_slice()).is_err());
        assert!(Body(&[9, 0, 0, 0, 1]).bytes().is_err());
    }
}
