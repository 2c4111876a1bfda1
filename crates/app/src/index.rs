//! The text index in use. It is derived from the database: where it does not hold what it should, it is given up and
//! made anew, and answers say meanwhile how little was searched.

use std::io::ErrorKind;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use huicun_domain::clock::{Clock, Millis};
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{CorpId, Position, Seq};
use huicun_domain::query::Place;
use huicun_search::{Document, Found, IndexError, IndexOptions, OpenMode, Request, Statistics, TextIndex};
use huicun_vault::KeyRing;
use tokio::sync::Notify;

/// After how many failures in a row an index is made anew that does not name itself damaged.
const FAILURES: u32 = 3;

/// How large a file is written to learn whether the disk is full.
const PROBE: usize = 64 << 10;

/// Where an index lies, whose it is, and how it is opened.
#[derive(Clone)]
pub struct IndexHome {
    /// Its folder.
    pub folder: PathBuf,
    /// Whose it is.
    pub corp: CorpId,
    /// The keys that seal it.
    pub ring: KeyRing,
    /// How it is opened.
    pub options: IndexOptions,
}

impl IndexHome {
    fn open(&self) -> Result<TextIndex, IndexError> {
        TextIndex::open(&self.folder, &self.corp, &self.ring, self.options.clone())
    }
}

/// The text index in use. Cloning shares it.
#[derive(Clone)]
pub struct Index(Arc<Inner>);

struct Inner {
    home: IndexHome,
    clock: Arc<dyn Clock>,
    state: RwLock<State>,
    failed: Notify,
}

struct State {
    /// `None` from when an index was given up until another one is there.
    open: Option<TextIndex>,
    /// Tells an index from those that were given up before it.
    generation: u64,
    /// Whether it takes documents; if not, [`Index::repair`] is due.
    sound: bool,
    /// How often writing failed since it was last complete.
    failures: u32,
    problem: Option<(ProblemCode, Millis)>,
}

impl Index {
    /// Opens the index. For writing, one that is damaged or of another version is cleared at once; for reading, it is
    /// left alone, and [`Self::problem`] names it.
    ///
    /// # Errors
    /// [`IndexError::InUse`] for a second writer, and any other failure to read or write.
    pub fn open(home: IndexHome, clock: Arc<dyn Clock>) -> Result<Self, IndexError> {
        let mut problem = None;
        let open = match home.open() {
            Ok(index) => Some(index),
            Err(error) if is_lost(&error) => {
                tracing::warn!(%error, "the index cannot be used");
                let code = shown_as(&error, home.options.mode);
                problem = Some((code, clock.now()));
                match home.options.mode {
                    OpenMode::Write => {
                        huicun_search::clear(&home.folder)?;
                        Some(home.open()?)
                    }
                    OpenMode::Read => None,
                }
            }
            Err(error) => return Err(error),
        };
        let state = State { open, generation: 0, sound: true, failures: 0, problem };
        Ok(Self(Arc::new(Inner { home, clock, state: RwLock::new(state), failed: Notify::new() })))
    }

    /// What is wrong with the index, and since when.
    #[must_use]
    pub fn problem(&self) -> Option<(ProblemCode, Millis)> {
        self.read().problem
    }

    /// The position up to which every document is in the index.
    #[must_use]
    pub fn reached(&self) -> Position {
        self.pin().reached()
    }

    /// Searches. While there is no index, nothing was searched and nothing is found.
    ///
    /// # Errors
    /// As [`TextIndex::search`]; an index that turns out damaged is given up, and is not there for the next search.
    pub fn search(&self, request: &Request) -> Result<Found, IndexError> {
        self.pin().search(request)
    }

    /// Measures the index.
    ///
    /// # Errors
    /// As [`TextIndex::statistics`].
    pub fn statistics(&self) -> Result<Statistics, IndexError> {
        self.read().open.as_ref().map_or_else(|| Ok(Statistics::default()), TextIndex::statistics)
    }

    /// Holds on to the index that is open now, for answers that are put together of several readings.
    #[must_use]
    pub fn pin(&self) -> PinnedIndex {
        let state = self.read();
        PinnedIndex { index: state.open.clone(), generation: state.generation, home: self.clone() }
    }

    /// Takes documents in the order of their positions.
    ///
    /// # Errors
    /// As [`TextIndex::add`]; nothing more is then taken until the index was repaired.
    pub fn add<D: AsRef<Document>>(&self, documents: &[D]) -> Result<(), IndexError> {
        self.write_to(|index| index.add(documents))
    }

    /// Lets messages be found no more after the next commit: their numbers, and when they were sent.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn remove(&self, messages: &[(Seq, Millis)]) -> Result<(), IndexError> {
        self.write_to(|index| index.remove(messages))
    }

    /// Makes what was taken durable and searchable.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn commit(&self, reached: Position) -> Result<(), IndexError> {
        self.write_to(|index| index.commit(reached))
    }

    /// Tells whether the index takes documents.
    pub(crate) fn is_sound(&self) -> bool {
        self.read().sound
    }

    /// Waits until something failed.
    pub(crate) async fn failed(&self) {
        self.0.failed.notified().await;
    }

    /// Makes the index take documents again: forgets what was not committed, or begins a new index where there is
    /// none. Returns the position behind which documents are to be added again.
    ///
    /// # Errors
    /// [`IndexError::InUse`] while an export still reads the index that was given up, and any failure to write.
    pub(crate) fn repair(&self) -> Result<Position, IndexError> {
        let pinned = self.pin();
        let index = match pinned.index {
            Some(index) => {
                index.rollback().inspect_err(|error| self.give_up(pinned.generation, error))?;
                index
            }
            None => {
                huicun_search::clear(&self.0.home.folder)?;
                let index = self.0.home.open()?;
                self.write().open = Some(index.clone());
                tracing::warn!("the index was cleared and is built anew");
                index
            }
        };
        self.write().sound = true;
        Ok(index.reached())
    }

    /// Notes that the index is being built from its beginning.
    pub(crate) fn is_rebuilt(&self) {
        let now = self.0.clock.now();
        self.write().problem.get_or_insert((ProblemCode::IndexRebuilding, now));
    }

    /// Notes that the index holds all that it should.
    pub(crate) fn is_complete(&self) {
        let mut state = self.write();
        if state.sound {
            (state.failures, state.problem) = (0, None);
        }
    }

    fn write_to(&self, work: impl FnOnce(&TextIndex) -> Result<(), IndexError>) -> Result<(), IndexError> {
        let pinned = self.pin();
        let Some(index) = pinned.index else { return Err(IndexError::Interrupted) };
        work(&index).inspect_err(|error| self.give_up(pinned.generation, error))
    }

    /// Takes note of a failure; an index that cannot be mended is not used any more.
    fn give_up(&self, generation: u64, error: &IndexError) {
        // Threads of the engine tell that they failed and not why.
        let error = match error {
            IndexError::Engine(_) if is_full(&self.0.home.folder) => &IndexError::DiskFull,
            error => error,
        };
        let mut state = self.write();
        if state.generation != generation || self.0.home.options.mode == OpenMode::Read {
            return;
        }
        tracing::error!(%error, "the index failed");
        state.sound = false;
        state.failures += 1;
        let unmendable = matches!(error, IndexError::Engine(_)) && state.failures >= FAILURES;
        let lost = is_lost(error) || unmendable;
        let code = if lost { ProblemCode::IndexRebuilding } else { shown_as(error, OpenMode::Write) };
        if state.problem.is_none_or(|(known, _)| known != code) {
            state.problem = Some((code, self.0.clock.now()));
        }
        let given_up = if lost { state.open.take() } else { None };
        state.generation += u64::from(lost);
        drop(state);
        // Its writers are waited for: not while others want to read the state.
        drop(given_up);
        self.0.failed.notify_one();
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One index, kept open although it may be given up meanwhile.
pub struct PinnedIndex {
    index: Option<TextIndex>,
    generation: u64,
    home: Index,
}

impl PinnedIndex {
    /// The position up to which every document is in the index.
    #[must_use]
    pub fn reached(&self) -> Position {
        self.index.as_ref().map_or(Position(0), TextIndex::reached)
    }

    /// Searches.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn search(&self, request: &Request) -> Result<Found, IndexError> {
        let Some(index) = &self.index else { return Ok(Found::default()) };
        self.noticing(index.search(request))
    }

    /// Walks over all places that match.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn for_each_match(
        &self,
        request: &Request,
        each: &mut dyn FnMut(&[Place]) -> ControlFlow<()>,
    ) -> Result<(), IndexError> {
        let Some(index) = &self.index else { return Ok(()) };
        self.noticing(index.for_each_match(request, each))
    }

    fn noticing<T>(&self, outcome: Result<T, IndexError>) -> Result<T, IndexError> {
        outcome.inspect_err(|error| {
            if is_lost(error) {
                self.home.give_up(self.generation, error);
            }
        })
    }
}

/// Tells whether a folder takes no file of the size that a commit needs at least.
fn is_full(folder: &Path) -> bool {
    let probe = folder.join("probe");
    let written = std::fs::write(&probe, [0; PROBE]);
    let _ = std::fs::remove_file(&probe);
    written.is_err_and(|error| matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded))
}

/// Tells whether only a new index helps.
fn is_lost(error: &IndexError) -> bool {
    matches!(error, IndexError::Damaged { .. } | IndexError::ListDamaged | IndexError::Outdated)
}

/// The row of the table of codes that tells a person about it.
fn shown_as(error: &IndexError, mode: OpenMode) -> ProblemCode {
    match (code_of(error), mode) {
        (ProblemCode::IndexDamaged, OpenMode::Write) => ProblemCode::IndexRebuilding,
        (code, _) => code,
    }
}

/// The row of the table of codes that tells whoever asked the index about its failure.
pub(crate) fn code_of(error: &IndexError) -> ProblemCode {
    match error {
        error if is_lost(error) => ProblemCode::IndexDamaged,
        IndexError::DiskFull => ProblemCode::DiskFull,
        IndexError::InUse => ProblemCode::DataInUse,
        _ => ProblemCode::Internal,
    }
}
