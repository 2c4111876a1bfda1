//! What runs on the connection: ingest, files, the directory, the comparing of seats. It begins when the connection is ready, and begins anew
//! with another when something of it was changed.

use std::sync::Arc;

use huicun_app::connect::{self, Effect};
use huicun_app::directory::DirectorySecrets;
use huicun_app::ingest::IngestSettings;
use huicun_app::media::MediaSettings;
use huicun_app::{AppError, Services};
use huicun_wecom::api::Client;
use huicun_wecom::sdk::MessageSource;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How what runs on the connection behaves.
#[derive(Clone)]
pub struct Loops {
    /// Pulling and unsealing.
    pub ingest: IngestSettings,
    /// Fetching files; without workers none is fetched.
    pub media: MediaSettings,
}

/// What ended a stretch of running.
enum Ended {
    Told,
    Changed,
    Failed(anyhow::Error),
}

/// Runs until `stop` turns true.
///
/// # Errors
/// The failure of a part, which ends the process.
pub async fn run(services: Services, loops: Loops, mut stop: watch::Receiver<bool>) -> anyhow::Result<()> {
    let mut changes = services.wecom.changes();
    loop {
        changes.borrow_and_update();
        let effect = connect::apply(&services).await?;
        let (end, ended) = watch::channel(false);
        let mut tasks = begin(&services, &loops, &effect, &ended)?;
        let why = tokio::select! {
            _ = stop.wait_for(|stopped| *stopped) => Ended::Told,
            () = other_than(&services, &effect, &mut changes) => Ended::Changed,
            first = tasks.join_next() => failure(first),
        };
        let _ = end.send(true);
        let failed = drain(&mut tasks).await;
        match why {
            Ended::Told => return failed.map_or(Ok(()), Err),
            Ended::Failed(error) => return Err(error),
            Ended::Changed => match failed {
                Some(error) => return Err(error),
                None => tracing::info!("the connection was changed"),
            },
        }
    }
}

/// Waits until something else is in effect.
async fn other_than(services: &Services, running: &Effect, changes: &mut watch::Receiver<u64>) {
    loop {
        if changes.changed().await.is_err() {
            return std::future::pending().await;
        }
        match connect::apply(services).await {
            Ok(effect) if effect == *running => {}
            Ok(_) => return,
            Err(error) => {
                tracing::warn!(code = error.code().as_str(), "a change of the connection could not be read");
            }
        }
    }
}

/// Starts what the connection allows.
fn begin(
    services: &Services,
    loops: &Loops,
    effect: &Effect,
    ended: &watch::Receiver<bool>,
) -> anyhow::Result<JoinSet<anyhow::Result<()>>> {
    let mut tasks = JoinSet::new();
    let plan = services.wecom.plan();
    let source = match (&plan.host, effect.settings.library_settings()) {
        (Some(host), Some(library)) if effect.ready => host.prepare(library),
        _ => {
            let (services, settings, ended) = (services.clone(), loops.ingest.clone(), ended.clone());
            tasks.spawn(async move { Ok(huicun_app::ingest::keep_index(services, settings, ended).await?) });
            return Ok(tasks);
        }
    };
    let (of, settings, until, from) = (services.clone(), loops.ingest.clone(), ended.clone(), source.clone());
    tasks.spawn(async move { Ok(huicun_app::ingest::run(of, from, settings, until).await?) });
    fetch_files(services, loops, source, ended, &mut tasks);
    let (of, until) = (services.clone(), ended.clone());
    tasks.spawn(async move { Ok(huicun_app::scope::run(of, until).await?) });
    let corp_id = effect.settings.corp_id.as_deref().unwrap_or_default();
    let client =
        Client::through(&effect.settings.proxy(), &plan.api_base, corp_id).map_err(AppError::from)?;
    let text = |secret: &Option<huicun_app::connection::Sealed>| {
        secret.as_ref().map(|secret| secret.expose().to_owned())
    };
    let secrets = DirectorySecrets {
        contact: text(&effect.settings.contact),
        customer: text(&effect.settings.customer),
        archive: text(&effect.settings.archive),
    };
    let (of, until) = (services.clone(), ended.clone());
    tasks.spawn(async move {
        huicun_app::directory::run(of, client, secrets, until).await;
        Ok(())
    });
    Ok(tasks)
}

fn fetch_files(
    services: &Services,
    loops: &Loops,
    source: Arc<dyn MessageSource>,
    ended: &watch::Receiver<bool>,
    tasks: &mut JoinSet<anyhow::Result<()>>,
) {
    if loops.media.workers == 0 {
        tracing::warn!("files are not fetched: media.workers is 0");
        return;
    }
    let (services, media, ended) = (services.clone(), loops.media.clone(), ended.clone());
    tasks.spawn(async move { Ok(huicun_app::media::run(services, source, media, ended).await?) });
}

type Joined = Result<anyhow::Result<()>, tokio::task::JoinError>;

fn failure(first: Option<Joined>) -> Ended {
    match first {
        Some(Ok(Err(error))) => Ended::Failed(error),
        Some(Err(error)) => Ended::Failed(error.into()),
        // Each runs until it is told to end: one that did not is as good as failed.
        Some(Ok(Ok(()))) | None => Ended::Failed(anyhow::anyhow!("a part ended that runs for ever")),
    }
}

/// Waits for all parts; gives the first failure.
async fn drain(tasks: &mut JoinSet<anyhow::Result<()>>) -> Option<anyhow::Error> {
    let mut failed = None;
    while let Some(joined) = tasks.join_next().await {
        let error = match joined {
            Ok(Ok(())) => continue,
            Ok(Err(error)) => error,
            Err(error) => error.into(),
        };
        tracing::warn!("{error:#}");
        failed.get_or_insert(error);
    }
    failed
}
