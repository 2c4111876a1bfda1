//! The frames between parent and child.

use std::io::{self, Read, Write};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::made::Derived;

/// The longest head that is believed.
const HEAD: u32 = 16 << 20;

/// Writes a head.
pub(crate) fn write_head(sink: &mut impl Write, head: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_vec(head)?;
    let length = u32::try_from(json.len()).map_err(io::Error::other)?;
    sink.write_all(&length.to_le_bytes())?;
    sink.write_all(&json)
}

/// Reads a head; nothing where the other side has closed before its first byte.
pub(crate) fn read_head<T: DeserializeOwned>(source: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match source.read(&mut length[..1])? {
        0 => return Ok(None),
        _ => source.read_exact(&mut length[1..])?,
    }
    let length = checked(u32::from_le_bytes(length))?;
    let mut json = vec![0; length];
    source.read_exact(&mut json)?;
    Ok(Some(serde_json::from_slice(&json)?))
}

/// Checks the length of a head.
pub(crate) fn checked(length: u32) -> io::Result<usize> {
    if length > HEAD {
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    }
    usize::try_from(length).map_err(io::Error::other)
}

/// Writes an answer with all that belongs to it.
pub(crate) fn write_answer(sink: &mut impl Write, derived: &Derived) -> io::Result<()> {
    write_head(sink, derived)?;
    for picture in &derived.pictures {
        sink.write_all(&picture.bytes)?;
    }
    if let Some(sound) = &derived.sound {
        sink.write_all(&sound.bytes)?;
    }
    sink.flush()
}
