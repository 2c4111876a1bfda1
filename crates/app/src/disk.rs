//! Room on the disk (磁盘空间): what is given up when it runs short. Pictures and texts of files first, then the files
//! themselves, text never; and a reserve is held that text gets at the very end.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustix::fs::{FallocateFlags, fallocate, statvfs};
use serde::Serialize;
use tokio::sync::watch;

use crate::error::AppResult;
use crate::services::Services;

const GIB: u64 = 1 << 30;
/// The largest share of a disk that the reserve takes, as a divisor.
const SHARE: u64 = 50;
/// With less than this, the reserve is given to text.
const LAST: u64 = 64 << 20;
/// How often the disk is looked at.
const POLL: Duration = Duration::from_secs(1);

/// What the disk has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Room {
    /// Everything.
    Plenty,
    /// Everything still; somebody should make room.
    Short,
    /// Nothing is made of files any more: no pictures, no texts.
    NoPreviews,
    /// Files are fetched no more either; text goes on.
    NoFiles,
}

/// How large a disk is and how much of it is free, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// All of it.
    pub size: u64,
    /// What this program may fill.
    pub free: u64,
}

impl Space {
    /// What there is room for. Each floor is a share of the disk, and on large disks no more than some GiB.
    #[must_use]
    pub fn room(self) -> Room {
        let below = |percent: u64, most: u64| self.free < (self.size / 100 * percent).min(most * GIB);
        match () {
            () if below(5, 5) => Room::NoFiles,
            () if below(10, 10) => Room::NoPreviews,
            () if below(15, 20) => Room::Short,
            () => Room::Plenty,
        }
    }
}

type Probe = dyn Fn(&Path) -> io::Result<Space> + Send + Sync;

/// The disk that the data folder lies on. Cloning shares it.
#[derive(Clone)]
pub struct Disk {
    folder: PathBuf,
    reserve: u64,
    probe: Arc<Probe>,
}

impl Disk {
    /// Names the data folder, and how many bytes are held in reserve at most.
    #[must_use]
    pub fn new(folder: PathBuf, reserve: u64) -> Self {
        Self { folder, reserve, probe: Arc::new(look) }
    }

    /// Lets something else tell how much is free, as tests do.
    #[must_use]
    pub fn probed_by(
        folder: PathBuf,
        probe: impl Fn(&Path) -> io::Result<Space> + Send + Sync + 'static,
    ) -> Self {
        Self { folder, reserve: GIB, probe: Arc::new(probe) }
    }

    /// How much is free; `None` where the system does not tell.
    #[must_use]
    pub fn space(&self) -> Option<Space> {
        (self.probe)(&self.folder)
            .inspect_err(|error| tracing::warn!(%error, "the disk does not tell its room"))
            .ok()
    }

    /// What there is room for; everything where the system does not tell.
    #[must_use]
    pub fn room(&self) -> Room {
        self.space().map_or(Room::Plenty, Space::room)
    }

    fn reserve(&self) -> PathBuf {
        self.folder.join("reserve")
    }

    /// Takes or gives back the reserve, as the room asks for.
    fn keep_reserve(&self) -> io::Result<()> {
        let Some(space) = self.space() else { return Ok(()) };
        let wanted = self.reserve.min(space.size / SHARE);
        let held = std::fs::metadata(self.reserve()).is_ok();
        if held && space.free < LAST {
            std::fs::remove_file(self.reserve())?;
            tracing::error!(free = space.free, "the disk is full: the reserve is given to text");
        } else if wanted > 0
            && !held
            && space.free > wanted
            && (Space { free: space.free - wanted, ..space }).room() < Room::NoFiles
        {
            let file = OpenOptions::new()
                .write(true)
                .create(true)
                .truncate(false)
                .mode(0o600)
                .open(self.reserve())?;
            allocate(&file, wanted).or_else(|error| {
                std::fs::remove_file(self.reserve())?;
                Err(error)
            })?;
        }
        Ok(())
    }
}

fn look(folder: &Path) -> io::Result<Space> {
    let found = statvfs(folder)?;
    Ok(Space { size: found.f_blocks * found.f_frsize, free: found.f_bavail * found.f_frsize })
}

/// Takes the room for real: a file full of holes would reserve nothing.
fn allocate(file: &File, length: u64) -> io::Result<()> {
    Ok(fallocate(file, FallocateFlags::empty(), 0, length)?)
}

/// Watches the disk until `stop` turns true: tells of every change, and keeps the reserve.
///
/// # Errors
/// None; what fails is noted and tried again.
pub async fn watch(services: Services, mut stop: watch::Receiver<bool>) -> AppResult<()> {
    tokio::select! {
        () = keep_watch(&services.disk) => Ok(()),
        _ = stop.wait_for(|stopped| *stopped) => Ok(()),
    }
}

async fn keep_watch(disk: &Disk) {
    let (mut known, mut failed) = (Room::Plenty, false);
    loop {
        let room = disk.room();
        if room > known {
            tracing::warn!(?room, "the disk runs short");
        } else if room < known {
            tracing::info!(?room, "the disk has room again");
        }
        known = room;
        if let Err(error) = disk.keep_reserve() {
            if !failed {
                tracing::warn!(%error, "no reserve can be held on the disk");
            }
            failed = true;
        }
        tokio::time::sleep(POLL).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn previews_go_first_then_files() {
        let room = |size: u64, free: u64| Space { size: size * GIB, free: free * GIB }.room();
        assert_eq!(room(100, 16), Room::Plenty);
        assert_eq!(room(100, 14), Room::Short);
        assert_eq!(room(100, 9), Room::NoPreviews);
        assert_eq!(room(100, 4), Room::NoFiles);
        // Of a large disk, a small share is plenty.
        assert_eq!(room(10_000, 30), Room::Plenty);
        assert_eq!(room(10_000, 4), Room::NoFiles);
    }

    #[test]
    fn the_reserve_is_held_given_up_at_the_end_and_taken_again() {
        let folder = tempfile::tempdir().unwrap();
        let free = Arc::new(AtomicU64::new(40 << 20));
        let told = free.clone();
        let probe = move |_: &Path| Ok(Space { size: 100 << 20, free: told.load(Ordering::Relaxed) });
        let disk = Disk::probed_by(folder.path().to_owned(), probe);
        let held = || std::fs::metadata(folder.path().join("reserve")).map(|file| file.len()).ok();
        free.store(90 << 20, Ordering::Relaxed);
        disk.keep_reserve().unwrap();
        assert_eq!(held(), Some((100 << 20) / 50));
        free.store(LAST - 1, Ordering::Relaxed);
        disk.keep_reserve().unwrap();
        assert_eq!(held(), None);
        free.store(4 << 20, Ordering::Relaxed);
        disk.keep_reserve().unwrap();
        assert_eq!(held(), None, "as long as files have no room, there is none for a reserve");
        free.store(90 << 20, Ordering::Relaxed);
        disk.keep_reserve().unwrap();
        assert!(held().is_some());
    }
}
