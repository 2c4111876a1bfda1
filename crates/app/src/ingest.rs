//! Ingest (采集): from WeCom to durable envelopes, and from envelopes to messages.
//!
//! The envelope and the cursor move in one transaction before anything is decrypted. Pulling never waits for
//! unsealing: pages go through a bounded channel, and what does not fit is read back from the store.

mod gaps;
mod index;
mod keys;
mod pull;
mod retry;
mod state;
mod unseal;

use std::sync::Arc;
use std::time::Duration;

use huicun_wecom::sdk::MessageSource;
use tokio::sync::{mpsc, watch};

pub use index::{Indexer, keep_index, load_tail, reindex};
pub(crate) use keys::prove_key;
pub use keys::{KeyReport, Keys, import_key};
pub use state::{IngestState, IngestStatus, Phase};

use crate::error::AppResult;
use crate::lease;
use crate::services::Services;

/// How ingest behaves. The defaults are those of a production installation.
#[derive(Clone, Debug)]
pub struct IngestSettings {
    /// The largest page asked for, 1 to 1,000.
    pub page_limit: u32,
    /// How long to wait after a page that was not full.
    pub poll: Duration,
    /// How often a page that cannot be parsed is asked for before its item is given up.
    pub broken_page_tries: u32,
    /// After how long a gap is asked for again, each time it is still open.
    pub gap_checks: Vec<Duration>,
    /// How many documents the index takes between two commits.
    pub commit_documents: usize,
    /// How long documents wait for a commit at most.
    pub commit_after: Duration,
    /// How long WeCom keeps the files of a message: those of messages in quarantine are fetched, too.
    pub media_window: Duration,
    /// Names this process in the lease.
    pub holder: String,
}

impl Default for IngestSettings {
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(60 * count);
        Self {
            page_limit: 1_000,
            poll: Duration::from_secs(5),
            broken_page_tries: 10,
            gap_checks: vec![minutes(1), minutes(10), minutes(60), minutes(24 * 60), minutes(4 * 24 * 60)],
            commit_documents: 50_000,
            commit_after: Duration::from_secs(10),
            media_window: Duration::from_secs(5 * 24 * 60 * 60),
            holder: "server".into(),
        }
    }
}

/// How many pages may wait between pulling and unsealing.
const PAGES_WAITING: usize = 8;

/// Runs ingest until `stop` turns true: pulls, unseals, decodes, stores and indexes.
///
/// It survives every failure but the loss of its lease and of the disk, shows what is wrong in [`IngestState`], and goes on by itself.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::DataInUse`] where another process holds the lease;
/// [`huicun_domain::code::ProblemCode::DiskFailed`] where the disk did not keep what was written: the process is to end, since a second try
/// could seem to succeed; the store's failures at start.
pub async fn run(
    services: Services,
    source: Arc<dyn MessageSource>,
    settings: IngestSettings,
    mut stop: watch::Receiver<bool>,
) -> AppResult<()> {
    let lease = lease::take(&services, "ingest", &settings.holder).await?;
    let keys = Keys::load(&services).await?;
    let (pages, incoming) = mpsc::channel(PAGES_WAITING);
    let indexer = Indexer::new(services.clone(), settings.clone());
    let pulling = pull::run(services.clone(), source.clone(), settings.clone(), lease.clone(), pages);
    let unsealing = unseal::run(
        services.clone(),
        source.clone(),
        keys,
        indexer.clone(),
        settings.clone(),
        lease.clone(),
        incoming,
    );
    let checking_gaps = gaps::run(services.clone(), source, settings, lease.clone());
    let outcome = tokio::select! {
        outcome = pulling => outcome,
        outcome = unsealing => outcome,
        outcome = checking_gaps => outcome,
        outcome = indexer.run() => outcome,
        outcome = lease::renew(&services, &lease) => outcome,
        _ = stop.wait_for(|stopped| *stopped) => Ok(()),
    };
    if let Err(error) = indexer.commit().await {
        tracing::warn!(code = error.code().as_str(), "the index catches up at the next start");
    }
    services.ingest.stopped();
    let released = services.store.release_lease(&lease).await;
    outcome.and(Ok(released?))
}
