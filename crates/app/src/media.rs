//! Media (媒体): every file of every message is fetched before WeCom forgets it, sealed and kept.
//!
//! It runs beside ingest and never in its way: text is durable and searchable whatever becomes of files.

mod alarm;
mod derive;
mod digest;
mod fetch;
mod file;
mod link;
mod made;
mod queue;
mod show;
mod sniff;
mod speech;
mod state;
mod texts;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use huicun_domain::code::ProblemCode;
use huicun_store::{FilePlace, FileRow};
use huicun_wecom::sdk::MessageSource;
use tokio::sync::watch;
use tokio::task::{JoinError, JoinSet};

use crate::disk::Room;
use crate::error::AppResult;
use crate::lease;
use crate::services::Services;
use fetch::{Fetcher, Outcome};

pub use derive::{DeriveSettings, derive};
pub use file::OpenFile;
pub use link::{FileLink, follow, link};
pub(crate) use made::{thumbnail, views};
pub(crate) use queue::new_files;
pub(crate) use show::figures;
pub use show::{ListedFile, list, open};
pub use sniff::{extension, is_active};
pub use speech::{SpeechSettings, hear};
pub use state::MediaState;
pub use texts::texts;

/// How files are fetched. The defaults are those of a production installation.
#[derive(Clone, Debug)]
pub struct MediaSettings {
    /// How many files are fetched at once, 1 to 4.
    pub workers: usize,
    /// For how long WeCom keeps a file after its message was sent.
    pub window: Duration,
    /// After how long a file that is not what was announced is fetched again, each time.
    pub second_looks: Vec<Duration>,
    /// How often new messages are looked through.
    pub poll: Duration,
    /// Names this process in the lease.
    pub holder: String,
}

impl Default for MediaSettings {
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        Self {
            workers: 3,
            window: Duration::from_secs(5 * 86_400),
            second_looks: vec![
                Duration::from_secs(10),
                minutes(2),
                minutes(30),
                minutes(4 * 60),
                minutes(19 * 60),
            ],
            poll: Duration::from_secs(1),
            holder: "server".into(),
        }
    }
}

/// How many files are taken from the queue at a time.
const TAKEN: usize = 24;
/// How long to wait where nothing is due.
const IDLE: Duration = Duration::from_millis(500);

/// How long to wait where the disk has no room for files.
const NO_ROOM: Duration = Duration::from_secs(1);

/// A file that is under way no more, and what came of it.
type Ended = (FilePlace, AppResult<Outcome>);

/// Fetches files until `stop` turns true.
///
/// It survives every failure but the loss of its lease and of the disk, and shows what is wrong in [`MediaState`].
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::DataInUse`] where another process holds the lease, and the store's failures.
pub async fn run(
    services: Services,
    source: Arc<dyn MessageSource>,
    settings: MediaSettings,
    mut stop: watch::Receiver<bool>,
) -> AppResult<()> {
    let lease = lease::take(&services, "media", &settings.holder).await?;
    let fetcher = Fetcher {
        services: services.clone(),
        source,
        settings: Arc::new(settings.clone()),
        lease: lease.clone(),
    };
    let outcome = tokio::select! {
        outcome = queue::run(services.clone(), settings, lease.clone()) => outcome,
        outcome = dispatch(fetcher) => outcome,
        outcome = alarm::run(&services) => outcome,
        outcome = lease::renew(&services, &lease) => outcome,
        _ = stop.wait_for(|stopped| *stopped) => Ok(()),
    };
    let released = services.store.release_lease(&lease).await;
    outcome.and(Ok(released?))
}

/// Hands out files, the earliest deadline first, for ever.
async fn dispatch(fetcher: Fetcher) -> AppResult<()> {
    let mut pacing = Pacing::default();
    let mut under_way: HashSet<FilePlace> = HashSet::new();
    let mut running: JoinSet<Ended> = JoinSet::new();
    pacing.own(fetcher.remove_useless_parts().await)?;
    loop {
        if running.is_empty() && fetcher.services.disk.room() == Room::NoFiles {
            fetcher.services.media.failed(ProblemCode::DiskShort);
            tokio::time::sleep(NO_ROOM).await;
            continue;
        }
        let due = match fetcher.due(&under_way).await {
            Ok(due) => due,
            Err(error) => {
                pacing.own(Err(error))?;
                Vec::new()
            }
        };
        if due.is_empty() && running.is_empty() {
            tokio::time::sleep(IDLE.max(pacing.wait())).await;
            continue;
        }
        for file in due {
            if running.len() >= fetcher.settings.workers.clamp(1, 4) {
                let ended = running.join_next().await;
                settle(&fetcher, ended, &mut under_way, &mut pacing)?;
            }
            tokio::time::sleep(pacing.wait()).await;
            start(&fetcher, &mut running, &mut under_way, file);
        }
        // One that takes long does not keep those that come meanwhile from the workers that are free.
        if let Ok(ended) = tokio::time::timeout(IDLE, running.join_next()).await {
            settle(&fetcher, ended, &mut under_way, &mut pacing)?;
        }
    }
}

fn start(fetcher: &Fetcher, running: &mut JoinSet<Ended>, under_way: &mut HashSet<FilePlace>, file: FileRow) {
    let (fetcher, place) = (fetcher.clone(), file.place());
    under_way.insert(place);
    running.spawn(async move { (place, fetcher.fetch(&file).await) });
}

/// Takes the outcome of a file to heart.
fn settle(
    fetcher: &Fetcher,
    ended: Option<Result<Ended, JoinError>>,
    under_way: &mut HashSet<FilePlace>,
    pacing: &mut Pacing,
) -> AppResult<()> {
    let Some(ended) = ended else { return Ok(()) };
    let (place, outcome) = ended?;
    under_way.remove(&place);
    let state = &fetcher.services.media;
    match outcome {
        Ok(Outcome::Done) => {
            pacing.failures = 0;
            state.works();
        }
        Ok(Outcome::Connection(error)) => {
            pacing.failures += 1;
            state.failed(error.code);
        }
        Err(error) => {
            state.failed(error.code());
            pacing.own(Err(error))?;
        }
    }
    Ok(())
}

/// How fast to go on after failures that are of no single file.
#[derive(Default)]
struct Pacing {
    failures: u32,
}

impl Pacing {
    fn wait(&self) -> Duration {
        match self.failures {
            0 => Duration::ZERO,
            failures => Duration::from_millis(500 << failures.min(7)),
        }
    }

    /// Lets fatal failures through, and slows down after the others.
    fn own(&mut self, outcome: AppResult<()>) -> AppResult<()> {
        match outcome {
            Ok(()) => Ok(()),
            Err(error) if error.is_fatal() => Err(error),
            Err(error) => {
                self.failures += 1;
                tracing::warn!(code = error.code().as_str(), "a file could not be kept: {error}");
                Ok(())
            }
        }
    }
}

impl Fetcher {
    /// Lists what is due and not under way.
    async fn due(&self, under_way: &HashSet<FilePlace>) -> AppResult<Vec<FileRow>> {
        let now = self.services.now();
        let limit = TAKEN + under_way.len();
        let mut due = self.services.store.due_files(&self.services.corp, now, limit).await?;
        due.retain(|file| !under_way.contains(&file.place()));
        Ok(due)
    }

    /// Removes the parts of files that ended just before the process did.
    async fn remove_useless_parts(&self) -> AppResult<()> {
        loop {
            let found = self.services.store.useless_parts(&self.services.corp, 100).await?;
            if found.is_empty() {
                return Ok(());
            }
            for (place, parts) in found {
                self.drop_parts(place, parts).await?;
            }
        }
    }
}
