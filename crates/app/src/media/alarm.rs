//! Alarms (告警): somebody is told in time that files are about to be lost.

use std::time::Duration;

use huicun_domain::horizon;

use crate::error::AppResult;
use crate::services::Services;

/// How often the first deadline is looked at.
const LOOK: Duration = Duration::from_secs(60);

/// Tells, once for each mark that is passed, that files wait which WeCom is about to forget; for ever.
pub(super) async fn run(services: &Services) -> AppResult<()> {
    let mut told = None;
    loop {
        let counters = services.store.media_counters(&services.corp).await?;
        let left = counters.first_deadline.map(|deadline| deadline - services.now());
        let mark = left.and_then(horizon::alarm);
        // A lower mark is worse. Where the first deadline moved on, the marks begin anew.
        if mark.is_some_and(|mark| told.is_none_or(|told| mark < told)) {
            tracing::warn!(
                alarm_hours = mark,
                loss_horizon_seconds = left.unwrap_or_default() / 1_000,
                waiting = counters.waiting,
                "files are lost unless they are fetched in time"
            );
        }
        told = mark;
        tokio::time::sleep(LOOK).await;
    }
}
