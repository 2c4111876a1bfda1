//! What a virtual corp is started with.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use crate::{
    corp::{ArchiveRange, CorpSize},
    faults::FaultScript,
};

/// Tells the time in UTC milliseconds; replaced by a fixed one in tests.
pub type SimClock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// Hears how many of how many messages of the history are made.
pub type Progress = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// How fast new messages come while the corp runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LiveRate {
    /// The pause between two messages.
    pub every: Duration,
}

/// Whether the history is complete when [`crate::Sim::start`] returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum History {
    /// Starting waits for it.
    #[default]
    BeforeStart,
    /// It grows while the corp already answers.
    InBackground,
}

/// What a virtual corp is started with.
#[derive(Clone)]
pub struct SimConfig {
    /// The folder that keeps the state; a second start with the same folder continues.
    pub dir: PathBuf,
    /// Decides the company and everything it says. Only the first start's counts.
    pub seed: u64,
    /// How many messages there are in all when the history is made.
    pub messages: u64,
    /// How large the company is; one that suits the messages where absent. Only the first start's counts.
    pub size: Option<CorpSize>,
    /// How many members are here at least; as many as suit the messages otherwise. Only the first start's counts.
    pub least_members: usize,
    /// The range of the archive and its seats, where it is set anew; what was set before counts otherwise.
    pub range: Option<ArchiveRange>,
    /// Lines of `source<TAB>text`; text messages take their words from it, in order and round again.
    pub corpus: Option<PathBuf>,
    /// Whether names, titles, addresses and file names are lines of the corpus as well.
    pub corpus_everywhere: bool,
    /// How many times as often as usual people send something that is no line: pictures, voices, files.
    pub files: u32,
    /// Messages that come while it runs.
    pub live: Option<LiveRate>,
    /// How long messages and media can be fetched; WeCom's five days by default.
    pub retention: Duration,
    /// The span of time, up to now, over which the history is spread.
    pub history: Duration,
    /// Whether starting waits for the history.
    pub history_mode: History,
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// What goes wrong, nothing by default.
    pub faults: FaultScript,
    /// Where event callbacks go, the receiver's URL.
    pub callback_url: Option<String>,
    /// The least time between two `msgaudit_notify`; WeCom's 15 seconds by default.
    pub notify_every: Duration,
    /// Tells the time.
    pub clock: SimClock,
    /// Hears of the progress of the history.
    pub progress: Option<Progress>,
}

impl SimConfig {
    /// Makes a configuration with WeCom's own figures: five days of retention, four days of history, a free loopback
    /// port, no faults, no live messages.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>, seed: u64, messages: u64) -> Self {
        Self {
            dir: dir.into(),
            seed,
            messages,
            size: None,
            least_members: 0,
            range: None,
            corpus: None,
            corpus_everywhere: false,
            files: 1,
            live: None,
            retention: Duration::from_secs(5 * 86_400),
            history: Duration::from_secs(4 * 86_400),
            history_mode: History::BeforeStart,
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            faults: FaultScript::default(),
            callback_url: None,
            notify_every: Duration::from_secs(15),
            clock: Arc::new(wall_clock),
            progress: None,
        }
    }
}

impl std::fmt::Debug for SimConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SimConfig")
            .field("dir", &self.dir)
            .field("seed", &self.seed)
            .field("messages", &self.messages)
            .field("corpus", &self.corpus)
            .field("live", &self.live)
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

/// Reads the machine's clock.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one place where the virtual corp reads the wall clock")]
pub fn wall_clock() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
