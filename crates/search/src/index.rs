//! All months together.

mod find;
mod manifest;
mod options;

use std::collections::BTreeMap;
use std::fs::{DirBuilder, File, TryLockError};
use std::io;
use std::ops::ControlFlow;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Position, Seq};
use huicun_domain::query::Place;
use huicun_vault::KeyRing;
use roaring::RoaringTreemap;
use tantivy::TantivyError;

pub use options::{IndexOptions, OpenMode, Statistics};

use crate::columns::{ColumnName, Columns};
use crate::directory::SharedCache;
use crate::document::{Document, Found, Request};
use crate::error::IndexError;
use crate::filter::{ColumnQuery, Keep};
use crate::month::{Month, MonthHome, MonthId};
use crate::names::Names;
use crate::schema::Fields;
use find::{Finder, Snapshot};
use manifest::Manifest;

/// How many months may have a writer at work.
const WRITERS: usize = 3;
/// How often a reader tries to open what a writer is changing.
const READ_TRIES: u32 = 5;
const LOCK: &str = "lock";

/// The full-text index of one corp. Cloning shares it.
#[derive(Clone)]
pub struct TextIndex(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    corp: CorpId,
    ring: KeyRing,
    options: IndexOptions,
    fields: Fields,
    names: Names,
    cache: Arc<SharedCache>,
    columns: Arc<Columns>,
    months: Mutex<Months>,
    snapshot: RwLock<Arc<Snapshot>>,
    _lock: Option<File>,
}

#[derive(Default)]
struct Months {
    open: BTreeMap<MonthId, Month>,
    commits: u64,
    /// Whether a write failed, so that some documents may be lost until they come again.
    interrupted: bool,
}

impl TextIndex {
    /// Opens the index in a folder; in [`OpenMode::Write`] begins it where there is none.
    ///
    /// # Errors
    /// [`IndexError::InUse`] for a second writer; [`IndexError::Damaged`], [`IndexError::ListDamaged`] and
    /// [`IndexError::Outdated`] for an index that is to be built anew.
    pub fn open(
        folder: &Path,
        corp: &CorpId,
        ring: &KeyRing,
        options: IndexOptions,
    ) -> Result<Self, IndexError> {
        let lock = match options.mode {
            OpenMode::Write => {
                DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
                Some(lock(folder)?)
            }
            OpenMode::Read => None,
        };
        let for_columns = options.cache_bytes / 4;
        let inner = Inner {
            folder: folder.to_path_buf(),
            corp: corp.clone(),
            ring: ring.clone(),
            fields: Fields::new(),
            names: Names::new(ring, corp)?,
            cache: Arc::new(SharedCache::new(options.cache_bytes - for_columns, options.mode)),
            columns: Arc::new(Columns::new(for_columns)),
            options,
            months: Mutex::default(),
            snapshot: RwLock::default(),
            _lock: lock,
        };
        let index = Self(Arc::new(inner));
        index.refresh()?;
        Ok(index)
    }

    /// Takes documents in the order of their positions. They are searchable after the next commit.
    ///
    /// A document that the index has already, because a crash made it come again, is left out.
    ///
    /// # Errors
    /// [`IndexError::ReadOnly`], and any failure to write; after such a failure nothing more is taken until
    /// [`Self::rollback`].
    pub fn add<D: AsRef<Document>>(&self, documents: &[D]) -> Result<(), IndexError> {
        self.write(|months| documents.iter().try_for_each(|document| self.0.add(months, document.as_ref())))
    }

    /// Lets messages be found no more after the next commit: their numbers, and when they were sent. What is removed is
    /// no longer in the files once their segments were merged.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn remove(&self, messages: &[(Seq, Millis)]) -> Result<(), IndexError> {
        self.write(|months| self.0.remove(months, messages))
    }

    /// Makes all documents given so far durable and searchable, and then the position durable.
    ///
    /// # Errors
    /// As [`Self::add`]; what was durable before still is.
    pub fn commit(&self, reached: Position) -> Result<(), IndexError> {
        self.write(|months| self.0.commit(months, reached))
    }

    fn write(&self, work: impl FnOnce(&mut Months) -> Result<(), IndexError>) -> Result<(), IndexError> {
        if self.0.options.mode == OpenMode::Read {
            return Err(IndexError::ReadOnly);
        }
        let mut months = self.months();
        if months.interrupted {
            return Err(IndexError::Interrupted);
        }
        // Set while at work, so that it stays set whatever way the work ends.
        months.interrupted = true;
        work(&mut months)?;
        months.interrupted = false;
        Ok(())
    }

    /// Forgets what was added since the last commit and takes documents again, after a failure to write.
    ///
    /// Returns the position reached; the documents behind it are to be added again.
    ///
    /// # Errors
    /// [`IndexError::ReadOnly`], and any failure to read.
    pub fn rollback(&self) -> Result<Position, IndexError> {
        if self.0.options.mode == OpenMode::Read {
            return Err(IndexError::ReadOnly);
        }
        self.months().open.values_mut().try_for_each(Month::rollback)?;
        self.refresh()?;
        self.months().interrupted = false;
        Ok(self.reached())
    }

    /// The position up to which every document is in the index.
    #[must_use]
    pub fn reached(&self) -> Position {
        self.snapshot().reached
    }

    /// Sees what another process committed since.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn refresh(&self) -> Result<(), IndexError> {
        let mut tries = 1;
        // A writer beside this process may remove merged files while they are being opened.
        while let Err(error) = self.0.refresh(&mut self.months()) {
            if tries == READ_TRIES || !error.is_gone() || self.0.options.mode == OpenMode::Write {
                return Err(error);
            }
            tries += 1;
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Searches.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] for files that were changed.
    pub fn search(&self, request: &Request) -> Result<Found, IndexError> {
        self.finder(&self.snapshot()).find(request)
    }

    /// Walks over all places that match, behind `after`, in order and in bounded memory, until `each` breaks off.
    ///
    /// The walk sees one state of the index from its beginning to its end. `limit` and `count_kinds` say nothing here.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn for_each_match(
        &self,
        request: &Request,
        each: &mut dyn FnMut(&[Place]) -> ControlFlow<()>,
    ) -> Result<(), IndexError> {
        self.finder(&self.snapshot()).walk(request, each)
    }

    /// Measures the index.
    ///
    /// # Errors
    /// [`IndexError::Io`].
    pub fn statistics(&self) -> Result<Statistics, IndexError> {
        let snapshot = self.snapshot();
        let mut statistics = Statistics { months: snapshot.months.len(), ..Statistics::default() };
        for month in &snapshot.months {
            statistics.documents += month.documents;
            statistics.segments += month.searcher.segment_readers().len();
            for entry in std::fs::read_dir(self.0.folder.join(month.id.name()))? {
                match entry?.metadata() {
                    Ok(metadata) => statistics.bytes += metadata.len(),
                    // Merged away meanwhile.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        Ok(statistics)
    }

    fn finder<'s>(&'s self, snapshot: &'s Snapshot) -> Finder<'s> {
        Finder { snapshot, fields: &self.0.fields, names: &self.0.names, columns: &self.0.columns }
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn months(&self) -> MutexGuard<'_, Months> {
        self.0.months.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn open_month(&self, id: MonthId) -> Result<Option<Month>, IndexError> {
        let home = MonthHome {
            folder: &self.folder,
            corp: &self.corp,
            ring: &self.ring,
            cache: &self.cache,
            fields: &self.fields,
        };
        Month::open(home, id, self.options.mode)
    }

    /// Opens a month to write to it.
    fn month_to_write<'m>(
        &self,
        months: &'m mut Months,
        id: MonthId,
    ) -> Result<Option<&'m mut Month>, IndexError> {
        if !months.open.contains_key(&id)
            && let Some(month) = self.open_month(id)?
        {
            months.open.insert(id, month);
        }
        if months.open.get(&id).is_some_and(|month| !month.has_writer()) {
            free_a_writer(months)?;
        }
        let commits = months.commits;
        let Some(month) = months.open.get_mut(&id) else { return Ok(None) };
        month.last_used = commits;
        Ok(Some(month))
    }

    fn remove(&self, months: &mut Months, messages: &[(Seq, Millis)]) -> Result<(), IndexError> {
        let mut by_month: BTreeMap<MonthId, RoaringTreemap> = BTreeMap::new();
        for (seq, sent_at) in messages {
            if let Ok(seq) = u64::try_from(seq.0) {
                by_month.entry(MonthId::of(*sent_at)).or_default().insert(seq);
            }
        }
        for (id, seqs) in by_month {
            let query = ColumnQuery {
                columns: self.columns.clone(),
                name: ColumnName::Seq,
                keep: Keep::OneOf(Arc::new(seqs)),
            };
            if let Some(month) = self.month_to_write(months, id)? {
                month.remove(query, self.options.writer_memory)?;
            }
        }
        Ok(())
    }

    fn add(&self, months: &mut Months, document: &Document) -> Result<(), IndexError> {
        let Some(month) = self.month_to_write(months, MonthId::of(document.sent_at))? else { return Ok(()) };
        month.add(
            document,
            |document| self.fields.document(&self.names, document),
            self.options.writer_memory,
        )
    }

    fn commit(&self, months: &mut Months, reached: Position) -> Result<(), IndexError> {
        months.commits += 1;
        months.open.values_mut().try_for_each(|month| month.commit(reached))?;
        let taken = months.open.iter().map(|(id, month)| (*id, month.taken())).collect();
        let manifest = Manifest { reached, months: taken };
        manifest.write(&self.folder, &self.corp, &self.ring)?;
        close_idle_months(months)?;
        self.publish(months, reached)
    }

    fn refresh(&self, months: &mut Months) -> Result<(), IndexError> {
        // The list is read first: the months read after it hold at least as much.
        let manifest = Manifest::read(&self.folder, &self.corp, &self.ring)?;
        for id in self.month_folders()? {
            match months.open.get_mut(&id) {
                Some(month) => month.reload()?,
                None => {
                    if let Some(month) = self.open_month(id)? {
                        months.open.insert(id, month);
                    }
                }
            }
        }
        for (id, promised) in &manifest.months {
            if months.open.get(id).is_none_or(|month| month.taken() < *promised) {
                let source = TantivyError::InternalError("it is lost or older than it was".to_owned());
                return Err(IndexError::Damaged { month: id.name(), source });
            }
        }
        self.publish(months, manifest.reached)
    }

    fn month_folders(&self) -> Result<Vec<MonthId>, IndexError> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut found = Vec::new();
        for entry in entries {
            found.extend(entry?.file_name().to_str().and_then(MonthId::parse));
        }
        Ok(found)
    }

    fn publish(&self, months: &Months, reached: Position) -> Result<(), IndexError> {
        let snapshot = Arc::new(Snapshot::of(&months.open, reached, &self.columns)?);
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
        Ok(())
    }
}

impl Drop for Inner {
    /// Waits for the writers' threads, so that none of them is left when the lock is given up.
    fn drop(&mut self) {
        let months = self.months.get_mut().unwrap_or_else(PoisonError::into_inner);
        for month in months.open.values_mut() {
            let _ = month.close();
        }
    }
}

/// Ends a writer where too many are at work: one that has nothing left to merge, else the one used longest ago.
fn free_a_writer(months: &mut Months) -> Result<(), IndexError> {
    let at_work = months.open.values_mut().filter(|month| month.has_writer());
    let mut ranked: Vec<_> =
        at_work.map(|month| ((!month.is_quiet(), month.last_used, month.id), month)).collect();
    if ranked.len() < WRITERS {
        return Ok(());
    }
    ranked.sort_unstable_by_key(|(rank, _)| *rank);
    let Some((_, month)) = ranked.into_iter().next() else { return Ok(()) };
    month.commit(Position(0))?;
    month.begin_to_close();
    month.close()
}

/// Ends the writers of months that got nothing since the commit before, but for the newest month's.
fn close_idle_months(months: &mut Months) -> Result<(), IndexError> {
    let commits = months.commits;
    let newest = months.open.keys().next_back().copied();
    for month in months.open.values_mut() {
        if Some(month.id) == newest || !month.has_writer() || commits <= month.last_used + 1 {
            continue;
        }
        month.begin_to_close();
        if month.is_quiet() {
            month.close()?;
        }
    }
    Ok(())
}

/// Removes an index, so that it can be built anew.
///
/// # Errors
/// [`IndexError::InUse`] while a writer is at work, and any error of the file system.
pub fn clear(folder: &Path) -> Result<(), IndexError> {
    if folder.exists() {
        let _lock = lock(folder)?;
        std::fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn lock(folder: &Path) -> Result<File, IndexError> {
    let mut options = File::options();
    let file = options.create(true).write(true).truncate(false).mode(0o600).open(folder.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(IndexError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}
