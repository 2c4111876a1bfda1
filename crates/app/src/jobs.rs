//! Jobs: work that outlives the request that asked for it.
//!
//! A worker claims a job under a lease and renews it while it works. Where the lease runs out, the worker is gone, and
//! another one begins the job anew; where renewing fails, the job was called off or taken over, and the worker stops.

use std::time::Duration;

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_store::{JobRow, JobState};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::error::AppResult;
use crate::export::{self, Progressing};
use crate::notice;
use crate::services::Services;

/// How many jobs run side by side: a long one must not keep a short one waiting.
const SLOTS: usize = 2;
/// How long a job is kept without being renewed.
const LEASE_MS: Millis = 30_000;
/// How often a lease is renewed, progress reported, and a cancellation noticed.
const RENEW: Duration = Duration::from_millis(500);
/// How often a worker looks for jobs that nobody woke it for.
const LOOK: Duration = Duration::from_secs(5);
/// How often old files are looked for.
const KEEP_HOUSE: Duration = Duration::from_secs(600);

static WAKE: Notify = Notify::const_new();

/// Tells the workers of this process that a job was queued.
pub(crate) fn wake() {
    WAKE.notify_one();
}

/// Runs jobs until `stop` turns true. What runs then is queued again.
///
/// # Errors
/// That the disk failed. What a job or the store has else is logged, shown with the job, and tried again.
pub async fn run_worker(services: Services, stop: watch::Receiver<bool>) -> AppResult<()> {
    let slots = (0..SLOTS).map(|_| serve(&services, stop.clone()));
    let slots = futures::future::try_join_all(slots);
    tokio::select! {
        () = keep_house(&services) => Ok(()),
        // Each slot ends in order when it is told to, so that its job is given back.
        ended = slots => ended.map(drop),
    }
}

/// Runs jobs until none waits; returns how many were run. For commands and tests.
///
/// # Errors
/// The store's failures.
pub async fn drain(services: &Services) -> AppResult<u64> {
    let (_stop, stopped) = watch::channel(false);
    let mut count = 0;
    while run_next(services, stopped.clone()).await? {
        count += 1;
    }
    Ok(count)
}

async fn keep_house(services: &Services) {
    loop {
        if let Err(error) = export::keep_house(services).await {
            tracing::warn!(code = error.code().as_str(), "old exports could not be removed");
        }
        if let Err(error) = notice::keep_house(services).await {
            tracing::warn!(code = error.code().as_str(), "customers' consents could not be looked after");
        }
        if let Err(error) = notice::remind(services).await {
            tracing::warn!(code = error.code().as_str(), "nobody could be reminded of a notice");
        }
        tokio::time::sleep(KEEP_HOUSE).await;
    }
}

async fn serve(services: &Services, mut stop: watch::Receiver<bool>) -> AppResult<()> {
    while !*stop.borrow() {
        match run_next(services, stop.clone()).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) if error.code() == ProblemCode::DiskFailed => return Err(error),
            Err(error) => tracing::warn!(code = error.code().as_str(), "no job could be claimed"),
        }
        tokio::select! {
            () = WAKE.notified() => {}
            () = tokio::time::sleep(LOOK) => {}
            () = told_to_stop(&mut stop) => break,
        }
    }
    Ok(())
}

/// Waits for the end; also where nobody is left who could call for it.
async fn told_to_stop(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stopped| *stopped).await;
}

/// Claims the next job and runs it to its end; `false` where none waits.
async fn run_next(services: &Services, mut stop: watch::Receiver<bool>) -> AppResult<bool> {
    let holder = Uuid::now_v7().to_string();
    let claimed = services.store.claim_job(&services.corp, &holder, LEASE_MS, services.now()).await?;
    let Some(row) = claimed else { return Ok(false) };
    tracing::info!(job = %row.id, kind = row.kind, attempt = row.attempts, "a job begins");
    let progress = Progressing::default();
    let ended = tokio::select! {
        outcome = work(services, &row, &progress) => Some(outcome),
        () = renew(services, &row, &holder, &progress) => None,
        () = told_to_stop(&mut stop) => {
            let back = [JobState::Running];
            services.store.move_job(&services.corp, row.id, &back, JobState::Queued, services.now()).await?;
            None
        }
    };
    match ended {
        Some(outcome) => finish(services, &row, &holder, &progress, outcome).await?,
        None => {
            tracing::info!(job = %row.id, "a job was called off");
            discard(services, &row);
        }
    }
    Ok(true)
}

async fn work(services: &Services, row: &JobRow, progress: &Progressing) -> AppResult<String> {
    match row.kind.as_str() {
        export::JOB_KIND => export::run(services, row, progress).await,
        notice::DELIVERY_JOB => notice::send(services, row, progress).await,
        notice::CHECK_JOB => notice::check_customers(services, row, progress).await,
        _ => Err(ProblemCode::Internal.into()),
    }
}

/// Renews the lease until that fails, which says that somebody called the job off.
async fn renew(services: &Services, row: &JobRow, holder: &str, progress: &Progressing) {
    loop {
        tokio::time::sleep(RENEW).await;
        match report(services, row, holder, progress).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(code = error.code().as_str(), "a job's lease could not be renewed"),
        }
    }
}

async fn report(services: &Services, row: &JobRow, holder: &str, progress: &Progressing) -> AppResult<bool> {
    let until = services.now().saturating_add(LEASE_MS);
    Ok(services.store.heartbeat_job(&services.corp, row.id, holder, progress.get(), until).await?)
}

async fn finish(
    services: &Services,
    row: &JobRow,
    holder: &str,
    progress: &Progressing,
    outcome: AppResult<String>,
) -> AppResult<()> {
    report(services, row, holder, progress).await?;
    let now = services.now();
    let kept = match &outcome {
        Ok(result) => {
            services.store.finish_job(&services.corp, row.id, holder, Ok(result.as_str()), now).await?
        }
        Err(error) => {
            tracing::warn!(job = %row.id, code = error.code().as_str(), "a job failed: {error}");
            let code = error.code().as_str();
            services.store.finish_job(&services.corp, row.id, holder, Err(code), now).await?
        }
    };
    if outcome.is_err() || !kept {
        discard(services, row);
    }
    Ok(())
}

/// Removes what an attempt left that came to nothing.
fn discard(services: &Services, row: &JobRow) {
    if row.kind == export::JOB_KIND {
        export::discard(services, row);
    }
}
