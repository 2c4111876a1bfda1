//! The data folder and its lock.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::error::StoreError;

/// The folder that an installation keeps its data in.
pub struct DataFolder;

/// The lock of a data folder; whoever holds it serves the folder. It ends with the process.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "the lock lasts as long as the file is open")] File);

impl DataFolder {
    /// Locks a folder.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another process has it, [`StoreError::ReadOnly`] where it may not be written.
    pub fn lock(folder: &Path) -> Result<FolderLock, StoreError> {
        let file = OpenOptions::new().create(true).write(true).truncate(false).open(folder.join("lock"));
        let file = file.map_err(|error| match error.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly
            }
            std::io::ErrorKind::StorageFull => StoreError::DiskFull,
            _ => StoreError::Io(error),
        })?;
        match file.try_lock() {
            Ok(()) => Ok(FolderLock(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(TryLockError::Error(error)) => Err(StoreError::Io(error)),
        }
    }
}
