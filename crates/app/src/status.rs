//! The archive's state in numbers, for programs, and whether it works at all.

use huicun_domain::access::Permission;

use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::ingest::Phase;
use crate::media;
use crate::overview::{disk, health_of, index, loss_horizon, parked};
use crate::services::Services;
use crate::view::{Health, HealthView, StatusView};

/// Shows the archive's state in numbers.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`], the store's failures.
pub async fn status(ctx: &Ctx, services: &Services) -> AppResult<StatusView> {
    ctx.authorize(Permission::ViewStatus)?;
    let counters = services.store.counters(&services.corp).await?;
    let ingest = services.ingest.status();
    let of_index = || services.index.problem().map(|(code, _)| code);
    let media = media::figures(services).await?;
    let problem = ingest.problem.as_ref().map(|(code, ..)| *code).or_else(of_index);
    Ok(StatusView {
        as_of: services.now(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        corp: services.corp.clone(),
        received: counters.received,
        readable: counters.messages,
        unsealing: counters.unsealing(),
        parked: counters.parked.iter().map(|(_, count)| count).sum(),
        parked_by_key: parked(&counters),
        poison: counters.poison,
        quarantined: counters.quarantined,
        destroyed: counters.destroyed,
        broken: counters.broken,
        duplicates: counters.duplicates,
        gaps: counters.gaps_open,
        cursor: services.store.cursor(&services.corp).await?,
        index: index(services),
        ingest: health_of(ingest.phase),
        last_pull_at: ingest.last_pull_at,
        problem: problem.map(|code| code.as_str().to_owned()),
        loss_horizon: loss_horizon(&ingest, media.first_deadline, services.now()),
        media,
        disk: disk(services),
    })
}

/// Tells whether the archive works, and nothing else about it; for anybody.
pub async fn health(services: &Services) -> HealthView {
    let reachable = services
        .store
        .corps()
        .await
        .inspect_err(|error| tracing::error!(%error, "the database does not answer"))
        .is_ok();
    let works = reachable && services.ingest.status().phase != Phase::Failing;
    HealthView { status: if works { Health::Ok } else { Health::Degraded } }
}
