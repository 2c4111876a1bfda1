//! Archives: the names of what is in them. Nothing is unpacked.

use std::fs::File;

use zip::ZipArchive;

use crate::made::{Derived, Limits, Problem, TextSource};
use crate::text;

/// Lists the names in a ZIP.
pub(crate) fn derive(file: File, derived: &mut Derived) -> Result<(), Problem> {
    let mut archive = open(file)?;
    let mut names = String::new();
    for number in 0..archive.len() {
        let entry = archive.by_index_raw(number).map_err(|_| Problem::Damaged)?;
        names.push_str(&text::decode(entry.name_raw()));
        names.push('\n');
    }
    derived.add_text(TextSource::Listing, &names);
    Ok(())
}

/// Opens a ZIP that is not larger than it may be.
pub(crate) fn open(file: File) -> Result<ZipArchive<File>, Problem> {
    let archive = ZipArchive::new(file).map_err(|_| Problem::Damaged)?;
    if archive.len() > Limits::ENTRIES {
        return Err(Problem::OverLimit);
    }
    Ok(archive)
}
