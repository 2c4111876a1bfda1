//! The list of months: what the index as a whole promises.
//!
//! It is a text, authenticated by the key ring: a line with the version, the position up to which every document is in
//! the index, a line for each month with the position that it was committed with, and the tag in hexadecimal.
//!
//! ```text
//! huicun-index 1
//! reached 5120
//! 2026-07 4000
//! 2026-08 5120
//! tag 1f0c…
//! ```
//!
//! A month that is not there, or older than its line says, has been lost or put back from a copy.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::Path;

use huicun_domain::ids::{CorpId, Position};
use huicun_vault::{KeyRing, write_durably};

use crate::error::IndexError;
use crate::month::MonthId;
use crate::schema::VERSION;

const FILE: &str = "months";
const NAME: &str = "huicun-index";
const PURPOSE: &str = "index months";

/// The list, as of one commit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Manifest {
    pub(crate) reached: Position,
    pub(crate) months: BTreeMap<MonthId, Position>,
}

impl Manifest {
    /// Reads the list; an index without one has reached nothing.
    pub(crate) fn read(folder: &Path, corp: &CorpId, ring: &KeyRing) -> Result<Self, IndexError> {
        match fs::read(folder.join(FILE)) {
            Ok(bytes) => {
                Self::parse(std::str::from_utf8(&bytes).map_err(|_| IndexError::ListDamaged)?, corp, ring)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the list, and returns when it is durable.
    pub(crate) fn write(&self, folder: &Path, corp: &CorpId, ring: &KeyRing) -> Result<(), IndexError> {
        let mut text = format!("{NAME} {VERSION}\nreached {}\n", self.reached.0);
        for (month, taken) in &self.months {
            let _ = writeln!(text, "{} {}", month.name(), taken.0);
        }
        let tag = tag(&text, corp, ring)?;
        let _ = writeln!(text, "tag {tag}");
        Ok(write_durably(&folder.join(FILE), text.as_bytes())?)
    }

    fn parse(text: &str, corp: &CorpId, ring: &KeyRing) -> Result<Self, IndexError> {
        let (body, last) = text.trim_end().rsplit_once('\n').ok_or(IndexError::ListDamaged)?;
        let body = format!("{body}\n");
        if last.strip_prefix("tag ") != Some(tag(&body, corp, ring)?.as_str()) {
            return Err(IndexError::ListDamaged);
        }
        let mut lines = body.lines();
        if lines.next() != Some(&format!("{NAME} {VERSION}")) {
            return Err(IndexError::Outdated);
        }
        let mut read = Self::default();
        for line in lines {
            let (name, position) = line.split_once(' ').ok_or(IndexError::ListDamaged)?;
            let position = Position(position.parse().map_err(|_| IndexError::ListDamaged)?);
            match (name, MonthId::parse(name)) {
                ("reached", _) => read.reached = position,
                (_, Some(month)) => drop(read.months.insert(month, position)),
                (_, None) => return Err(IndexError::ListDamaged),
            }
        }
        Ok(read)
    }
}

fn tag(body: &str, corp: &CorpId, ring: &KeyRing) -> Result<String, IndexError> {
    let tag = ring.fingerprint(PURPOSE, format!("{corp}\n{body}").as_bytes())?;
    Ok(tag.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written_and_not_otherwise() {
        let folder = tempfile::tempdir().unwrap();
        let ring = KeyRing::open_or_create(&folder.path().join("keys"), None).unwrap();
        let corp = CorpId::from("ww1");
        let read = |corp: &CorpId| Manifest::read(folder.path(), corp, &ring);
        assert_eq!(read(&corp).unwrap(), Manifest::default());
        let months =
            [("1969-12", 3), ("2026-08", 9)].map(|(name, at)| (MonthId::parse(name).unwrap(), Position(at)));
        let written = Manifest { reached: Position(9), months: months.into() };
        written.write(folder.path(), &corp, &ring).unwrap();
        assert_eq!(read(&corp).unwrap(), written);
        assert!(matches!(read(&CorpId::from("ww2")), Err(IndexError::ListDamaged)), "another corp's list");

        let path = folder.path().join(FILE);
        let clean = fs::read(&path).unwrap();
        for at in 0..clean.len() - 1 {
            let mut changed = clean.clone();
            changed[at] ^= 1;
            fs::write(&path, changed).unwrap();
            assert!(matches!(read(&corp), Err(IndexError::ListDamaged)), "byte {at}");
        }
        fs::write(&path, b"").unwrap();
        assert!(matches!(read(&corp), Err(IndexError::ListDamaged)));
    }
}
