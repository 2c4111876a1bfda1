//! Gaps (缺口): numbers that were jumped over are asked for again until they come or the window closes.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use huicun_domain::clock::Millis;
use huicun_domain::ids::Seq;
use huicun_store::{GapRow, Lease};
use huicun_wecom::page::{Page, PageItem, parse_page};
use huicun_wecom::sdk::MessageSource;

use super::IngestSettings;
use super::pull::seal_page;
use crate::error::AppResult;
use crate::services::Services;

/// How often the list of gaps is looked at.
const LOOK: Duration = Duration::from_secs(2);

/// Looks after gaps for ever; returns only when the lease is lost.
pub(super) async fn run(
    services: Services,
    source: Arc<dyn MessageSource>,
    settings: IngestSettings,
    lease: Lease,
) -> AppResult<()> {
    let mut checks: HashMap<Seq, usize> = HashMap::new();
    loop {
        tokio::time::sleep(LOOK).await;
        let gaps = match services.store.gaps(&services.corp).await {
            Ok(gaps) => gaps,
            Err(error) => {
                tracing::warn!(%error, "the gaps could not be listed");
                continue;
            }
        };
        for gap in gaps.iter().filter(|gap| gap.is_open()) {
            let done = checks.entry(gap.from).or_default();
            if !due(gap.first_seen, *done, &settings.gap_checks, services.now()) {
                continue;
            }
            *done += 1;
            match check(&services, source.as_ref(), &settings, &lease, gap).await {
                Ok(()) => {}
                Err(error) if error.is_fatal() => return Err(error),
                Err(error) => tracing::warn!(
                    code = error.code().as_str(),
                    from = gap.from.0,
                    "a gap could not be checked"
                ),
            }
        }
    }
}

/// Tells whether check number `done` + 1 of a gap is due.
fn due(first_seen: Millis, done: usize, checks: &[Duration], now: Millis) -> bool {
    let wait = checks.get(done).and_then(|wait| i64::try_from(wait.as_millis()).ok());
    wait.is_some_and(|wait| now - first_seen >= wait)
}

/// Asks for the numbers of a gap; the store fills what comes.
async fn check(
    services: &Services,
    source: &dyn MessageSource,
    settings: &IngestSettings,
    lease: &Lease,
    gap: &GapRow,
) -> AppResult<()> {
    let mut from = Seq(gap.from.0 - 1);
    while from < gap.to {
        let missing = u32::try_from(gap.to.0 - from.0).unwrap_or(u32::MAX);
        let limit = missing.clamp(1, settings.page_limit);
        let bytes = source.chat_data(from, limit).await?;
        let Ok(page) = parse_page(&bytes) else { return Ok(()) };
        let last = page.items.iter().filter_map(seq_of).max();
        let late: Vec<PageItem> = page
            .items
            .into_iter()
            .filter(|item| seq_of(item).is_some_and(|seq| gap.from <= seq && seq <= gap.to))
            .collect();
        if !late.is_empty() {
            keep(services, lease, late).await?;
        }
        match last {
            Some(last) if last > from => from = last,
            _ => return Ok(()),
        }
    }
    Ok(())
}

async fn keep(services: &Services, lease: &Lease, late: Vec<PageItem>) -> AppResult<()> {
    let owned = services.clone();
    let count = late.len();
    let (_, mut write) =
        tokio::task::spawn_blocking(move || seal_page(&owned, Seq(0), Page { items: late })).await??;
    write.gaps.clear();
    services.store.append_page(lease, &services.corp, write, services.now()).await?;
    tracing::info!(count, "late messages filled a gap");
    Ok(())
}

fn seq_of(item: &PageItem) -> Option<Seq> {
    match item {
        PageItem::Envelope(envelope) => Some(envelope.seq),
        PageItem::Broken { seq, .. } => *seq,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_checked_as_often_as_planned() {
        let checks = [Duration::from_secs(60), Duration::from_secs(600)];
        assert!(!due(0, 0, &checks, 59_999));
        assert!(due(0, 0, &checks, 60_000));
        assert!(!due(0, 1, &checks, 60_000));
        assert!(due(0, 1, &checks, 600_000));
        assert!(!due(0, 2, &checks, i64::MAX));
    }
}
