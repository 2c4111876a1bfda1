//! All months together.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs::{File, TryLockError};
use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use huicun_domain::ids::{CorpId, Position};
use huicun_domain::message::MessageKind;
use huicun_domain::query::{Order, Place};
use huicun_vault::{KeyRing, write_durably};
use tantivy::Searcher;
use tantivy::query::EnableScoring;

use crate::collect::PageCollector;
use crate::directory::ChunkCache;
use crate::document::{Document, Filter, Found, Request};
use crate::error::IndexError;
use crate::filter::query;
use crate::month::{Month, MonthId};
use crate::schema::Fields;

/// How many months may have a writer at work.
const WRITERS: usize = 3;
/// The file that holds the position reached.
const REACHED: &str = "reached";
/// How often a reader tries to open what a writer is changing.
const READ_TRIES: u32 = 5;
/// How many places a walk over all matches reads at a time.
const BATCH: usize = 5_000;

/// Whether the index is written or only read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenMode {
    /// By the one process that writes.
    Write,
    /// By a process that reads, beside a writer or without one.
    Read,
}

/// How the index is opened.
#[derive(Clone, Debug)]
pub struct IndexOptions {
    /// How much memory a writer fills before it writes a segment, in bytes.
    pub writer_memory: usize,
    /// How much of the index is kept opened, in bytes.
    pub cache_bytes: usize,
    /// Whether it is written.
    pub mode: OpenMode,
}

/// The size of the index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// How many documents it holds.
    pub documents: u64,
    /// How many bytes it takes on disk.
    pub bytes: u64,
    /// How many months it has.
    pub months: usize,
    /// How many segments they have together.
    pub segments: usize,
}

/// The full-text index of one corp. Cloning shares it.
#[derive(Clone)]
pub struct TextIndex(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    corp: CorpId,
    ring: KeyRing,
    options: IndexOptions,
    fields: Fields,
    cache: Arc<ChunkCache>,
    months: Mutex<Months>,
    snapshot: RwLock<Arc<Snapshot>>,
    _lock: Option<File>,
}

#[derive(Default)]
struct Months {
    open: BTreeMap<MonthId, Month>,
    /// The position of the newest document given to a writer.
    added: Position,
    commits: u64,
}

/// What searches see: all months as of one commit.
#[derive(Default)]
struct Snapshot {
    months: Vec<(MonthId, Searcher)>,
    reached: Position,
    /// Whether a month holds documents behind `reached`: a commit was under way, or was cut off.
    ahead: bool,
}

impl TextIndex {
    /// Opens the index in a folder; in [`OpenMode::Write`] begins it where there is none.
    ///
    /// # Errors
    /// [`IndexError::InUse`] for a second writer, [`IndexError::Damaged`] for files that were changed.
    pub fn open(
        folder: &Path,
        corp: &CorpId,
        ring: &KeyRing,
        options: IndexOptions,
    ) -> Result<Self, IndexError> {
        std::fs::create_dir_all(folder)?;
        let lock = match options.mode {
            OpenMode::Write => Some(lock(folder)?),
            OpenMode::Read => None,
        };
        let inner = Inner {
            folder: folder.to_path_buf(),
            corp: corp.clone(),
            ring: ring.clone(),
            fields: Fields::new(),
            cache: Arc::new(ChunkCache::new(options.cache_bytes)),
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
    /// The engine's failures.
    pub fn add<D: AsRef<Document>>(&self, documents: &[D]) -> Result<(), IndexError> {
        let inner = &self.0;
        if inner.options.mode == OpenMode::Read {
            return Err(IndexError::ReadOnly);
        }
        let mut months = self.months();
        for document in documents.iter().map(AsRef::as_ref) {
            let id = MonthId::of(document.sent_at);
            if let Entry::Vacant(vacant) = months.open.entry(id) {
                vacant.insert(inner.open_month(id)?);
            }
            if months.open.get(&id).is_some_and(|month| !month.has_writer()) {
                inner.free_a_writer(&mut months)?;
            }
            let commits = months.commits;
            if let Some(month) = months.open.get_mut(&id) {
                month.add(&inner.fields, document, inner.options.writer_memory)?;
                month.last_used = commits;
            }
            months.added = months.added.max(document.position);
        }
        Ok(())
    }

    /// Makes all documents given so far durable and searchable, and then the position durable.
    ///
    /// # Errors
    /// The engine's failures; what was durable before still is.
    pub fn commit(&self, reached: Position) -> Result<(), IndexError> {
        let inner = &self.0;
        let mut months = self.months();
        months.commits += 1;
        for month in months.open.values_mut() {
            month.commit(reached)?;
        }
        write_durably(&inner.folder.join(REACHED), reached.0.to_string().as_bytes())?;
        inner.publish(&months, reached);
        let commits = months.commits;
        let newest = months.open.keys().next_back().copied();
        for month in months.open.values_mut() {
            if Some(month.id) != newest && commits > month.last_used + 1 {
                month.close()?;
            }
        }
        Ok(())
    }

    /// The position up to which every document is in the index.
    #[must_use]
    pub fn reached(&self) -> Position {
        self.snapshot().reached
    }

    /// Sees what another process committed since.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] for files that were changed.
    pub fn refresh(&self) -> Result<(), IndexError> {
        let mut tries = 1;
        // A writer beside this process may remove merged files while they are being opened.
        while let Err(error) = self.try_refresh() {
            if tries == READ_TRIES || self.0.options.mode == OpenMode::Write {
                return Err(error);
            }
            tries += 1;
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn try_refresh(&self) -> Result<(), IndexError> {
        let inner = &self.0;
        let mut months = self.months();
        // The position is read first: the months read after it hold at least as much.
        let reached = read_reached(&inner.folder)?;
        for entry in std::fs::read_dir(&inner.folder)? {
            let name = entry?.file_name();
            let Some(id) = name.to_str().and_then(MonthId::parse) else { continue };
            match months.open.get_mut(&id) {
                Some(month) => month.reload()?,
                None => {
                    let month = inner.open_month(id)?;
                    months.open.insert(id, month);
                }
            }
        }
        months.added = months.added.max(reached);
        inner.publish(&months, reached);
        Ok(())
    }

    /// Searches.
    ///
    /// # Errors
    /// The engine's failures.
    pub fn search(&self, request: &Request) -> Result<Found, IndexError> {
        let snapshot = self.snapshot();
        if snapshot.ahead {
            // What lies behind the position is answered for by whoever scans the tail.
            let filter = Filter::All(vec![request.filter.clone(), Filter::UpTo(snapshot.reached)]);
            return self.search_in(&snapshot, &Request { filter, ..request.clone() });
        }
        self.search_in(&snapshot, request)
    }

    fn search_in(&self, snapshot: &Snapshot, request: &Request) -> Result<Found, IndexError> {
        let searched = snapshot.months.iter().map(|(_, searcher)| searcher.num_docs()).sum();
        let mut found = Found { searched, reached: snapshot.reached, ..Found::default() };
        let mut kinds = vec![0; MessageKind::ALL.len()];
        let months: Vec<&(MonthId, Searcher)> = match request.order {
            Order::Newest => snapshot.months.iter().rev().collect(),
            Order::Oldest => snapshot.months.iter().collect(),
        };
        for (id, searcher) in months {
            let span = id.span();
            if !overlaps(&request.filter, span) {
                continue;
            }
            let query = query(&self.0.fields, request, span);
            // Months come in order: once the page is full, or while it is not reached, they are only counted.
            let missing = request.limit.saturating_sub(found.places.len());
            let limit = if behind(request, span) { 0 } else { missing };
            if limit == 0 && !request.count_kinds {
                let weight = query.weight(EnableScoring::disabled_from_searcher(searcher))?;
                for segment in searcher.segment_readers() {
                    found.total += u64::from(weight.count(segment)?);
                }
                continue;
            }
            let collector = PageCollector {
                order: request.order,
                after: request.after,
                limit,
                count_kinds: request.count_kinds,
            };
            let mut month = searcher.search(&*query, &collector)?;
            found.total += month.total;
            kinds.iter_mut().zip(month.kinds).for_each(|(sum, count)| *sum += count);
            sort(&mut month.places, request.order);
            month.places.truncate(limit);
            found.places.append(&mut month.places);
        }
        found.kinds = request.count_kinds.then(|| {
            let counted = MessageKind::ALL.iter().copied().zip(kinds);
            counted.filter(|(_, count)| *count > 0).collect()
        });
        Ok(found)
    }

    /// Walks over all places that match, in order, in bounded memory, until `each` breaks off.
    ///
    /// # Errors
    /// The engine's failures.
    pub fn for_each_match(
        &self,
        request: &Request,
        each: &mut dyn FnMut(&[Place]) -> ControlFlow<()>,
    ) -> Result<(), IndexError> {
        let mut page = Request { limit: BATCH, count_kinds: false, ..request.clone() };
        loop {
            let places = self.search(&page)?.places;
            let Some(last) = places.last().copied() else { return Ok(()) };
            if each(&places).is_break() || places.len() < BATCH {
                return Ok(());
            }
            page.after = Some(last);
        }
    }

    /// Measures the index.
    ///
    /// # Errors
    /// [`IndexError::Io`].
    pub fn statistics(&self) -> Result<Statistics, IndexError> {
        let snapshot = self.snapshot();
        let mut statistics = Statistics { months: snapshot.months.len(), ..Statistics::default() };
        for (id, searcher) in &snapshot.months {
            statistics.documents += searcher.num_docs();
            statistics.segments += searcher.segment_readers().len();
            for entry in std::fs::read_dir(self.0.folder.join(id.name()))? {
                statistics.bytes += entry?.metadata()?.len();
            }
        }
        Ok(statistics)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn months(&self) -> MutexGuard<'_, Months> {
        self.0.months.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn open_month(&self, id: MonthId) -> Result<Month, IndexError> {
        Month::open(&self.folder, id, &self.corp, &self.ring, &self.cache, &self.fields)
    }

    /// Ends the writer that was used longest ago where too many are at work.
    fn free_a_writer(&self, months: &mut Months) -> Result<(), IndexError> {
        let at_work = months.open.values().filter(|month| month.has_writer()).count();
        if at_work < WRITERS {
            return Ok(());
        }
        let added = months.added;
        let oldest = months
            .open
            .values_mut()
            .filter(|month| month.has_writer())
            .min_by_key(|month| (month.last_used, month.id));
        if let Some(month) = oldest {
            month.commit(added)?;
            month.close()?;
        }
        Ok(())
    }

    fn publish(&self, months: &Months, reached: Position) {
        let searchers = months.open.values().map(|month| (month.id, month.searcher())).collect();
        let ahead = months.open.values().any(|month| month.taken() > reached);
        let snapshot = Arc::new(Snapshot { months: searchers, reached, ahead });
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
    }
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
    let file = File::options().create(true).write(true).truncate(false).open(folder.join("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(IndexError::InUse),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

fn read_reached(folder: &Path) -> Result<Position, IndexError> {
    match std::fs::read_to_string(folder.join(REACHED)) {
        Ok(text) => Ok(Position(text.trim().parse().unwrap_or_default())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Position(0)),
        Err(error) => Err(error.into()),
    }
}

/// Tells whether a month can hold anything that the filter lets through.
fn overlaps(filter: &Filter, span: (i64, i64)) -> bool {
    match filter {
        Filter::All(parts) => parts.iter().all(|part| overlaps(part, span)),
        Filter::SentBetween { from, to } => {
            from.is_none_or(|from| from < span.1) && to.is_none_or(|to| to > span.0)
        }
        _ => true,
    }
}

/// Tells whether a month lies wholly on pages that were read before.
fn behind(request: &Request, span: (i64, i64)) -> bool {
    request.after.is_some_and(|after| match request.order {
        Order::Newest => span.0 > after.sent_at,
        Order::Oldest => span.1 <= after.sent_at,
    })
}

fn sort(places: &mut [Place], order: Order) {
    match order {
        Order::Newest => places.sort_unstable_by(|one, other| other.cmp(one)),
        Order::Oldest => places.sort_unstable(),
    }
}
