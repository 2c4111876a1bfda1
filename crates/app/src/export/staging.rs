//! Staging: where the files of exports lie until they are fetched, sealed while they are written.
//!
//! A file is `exports/<id>-<attempt>.sealed` in the data folder. One that was not finished lacks its last chunk and
//! never opens.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::PathBuf;

use huicun_domain::ids::JobId;
use huicun_vault::{BlobReader, BlobWriter};

use crate::error::AppResult;
use crate::services::Services;

/// 64 KiB chunks.
const CHUNK_LOG2: u8 = 16;
const SUFFIX: &str = ".sealed";

/// Names the file of one attempt.
pub(super) fn file_name(id: JobId, attempt: u32) -> String {
    format!("{id}-{attempt}{SUFFIX}")
}

/// Tells whose file it is.
pub(super) fn owner(file_name: &str) -> Option<JobId> {
    let (id, _attempt) = file_name.strip_suffix(SUFFIX)?.rsplit_once('-')?;
    id.parse().ok()
}

fn folder(services: &Services) -> PathBuf {
    services.folder.join("exports")
}

fn file_id(id: JobId) -> Vec<u8> {
    format!("export {id}").into_bytes()
}

/// Begins a file that must not exist yet.
pub(super) fn create(services: &Services, id: JobId, file_name: &str) -> AppResult<BlobWriter<File>> {
    let folder = folder(services);
    DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
    let sealer = services.ring.new_blob(&services.period(services.now()), &file_id(id), CHUNK_LOG2)?;
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join(file_name))?;
    Ok(BlobWriter::new(file, sealer)?)
}

/// Ends a file, makes it durable, and tells how many bytes of text are in it.
pub(super) fn finish(
    services: &Services,
    id: JobId,
    file_name: &str,
    writer: BlobWriter<File>,
) -> io::Result<u64> {
    writer.finish()?.sync_all()?;
    File::open(folder(services))?.sync_all()?;
    Ok(open(services, id, file_name)?.text_len())
}

/// Opens a finished file.
pub(super) fn open(services: &Services, id: JobId, file_name: &str) -> io::Result<BlobReader<File>> {
    let file = File::open(folder(services).join(file_name))?;
    BlobReader::open(file, &services.ring, &services.corp, &file_id(id))
}

/// Removes a file, where it is there.
pub(super) fn remove(services: &Services, file_name: &str) -> io::Result<()> {
    match std::fs::remove_file(folder(services).join(file_name)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Lists the names of all files.
pub(super) fn list(services: &Services) -> io::Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder(services)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.extend(entry?.file_name().into_string());
    }
    Ok(names)
}

/// Removes all files of an export, whatever the attempt.
pub(super) fn remove_all(services: &Services, id: JobId) -> io::Result<()> {
    for name in list(services)? {
        if owner(&name) == Some(id) {
            remove(services, &name)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_names_its_export() {
        let id: JobId = "0198c5f0-0000-7000-8000-000000000001".parse().unwrap();
        assert_eq!(owner(&file_name(id, 3)), Some(id));
        for foreign in ["", "a.sealed", "x-1.sealed", &format!("{id}-1"), &format!("../{id}-1.sealed")] {
            assert_eq!(owner(foreign), None, "{foreign}");
        }
    }
}
