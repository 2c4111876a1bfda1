//! Reconciling by itself: every hour, and soon after the scope or the seats changed.

use std::time::Duration;

use huicun_domain::code::ProblemCode;
use tokio::sync::watch;

use super::reconcile::reconcile;
use crate::error::AppResult;
use crate::services::Services;

/// How often it reconciles: nobody is without a seat for longer before that is an alarm.
const EVERY: Duration = Duration::from_secs(3_600);
/// The wait where WeCom cannot be asked, and where the directory is not there yet.
const AFTER_FAILURE: Duration = Duration::from_secs(300);
const UNREAD: Duration = Duration::from_secs(5);

/// Works until `stop` turns true.
///
/// # Errors
/// That the disk failed. What goes wrong else is kept for those who look, logged, and tried again.
pub async fn run(services: Services, mut stop: watch::Receiver<bool>) -> AppResult<()> {
    let is_connected = services.wecom.connection().is_some_and(|wecom| wecom.archive_secret.is_some());
    if !is_connected {
        return Ok(());
    }
    while !*stop.borrow() {
        let wait = match reconcile(&services).await {
            Ok(_) => EVERY,
            Err(error) if error.code() == ProblemCode::DiskFailed => return Err(error),
            Err(error) if error.code() == ProblemCode::DirectoryUnread => UNREAD,
            Err(error) => {
                tracing::warn!(code = error.code().as_str(), "seats could not be reconciled");
                AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            () = services.scope.asked() => {}
            _ = stop.wait_for(|stopped| *stopped) => break,
        }
    }
    Ok(())
}
