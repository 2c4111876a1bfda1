//! Keeping house: files of exports are kept for seven days, and no file is kept without an export.

use huicun_domain::clock::Millis;
use huicun_store::JobState;

use super::job::{Outcome, change_outcome};
use super::staging;
use crate::calendar::DAY_MS;
use crate::error::AppResult;
use crate::services::Services;

/// How long a finished file is kept.
const KEPT: Millis = 7 * DAY_MS;

/// What is to be done with a file.
enum Fate {
    Keep,
    Remove,
    /// Its time is up: its export must forget it, too.
    Expire,
}

/// Removes files whose time is up, and those that nothing refers to.
///
/// # Errors
/// The store's failures, and any error of the file system.
pub(crate) async fn keep_house(services: &Services) -> AppResult<()> {
    for name in staging::list(services)? {
        let Some(id) = staging::owner(&name) else { continue };
        let fate = match services.store.job(&services.corp, id).await? {
            None => Fate::Remove,
            Some(row) if row.state == JobState::Running => {
                // A worker writes it, or a worker that crashed did: the next attempt removes it then.
                Fate::Keep
            }
            Some(row) => {
                let outcome = Outcome::of(&row);
                let current = outcome.file.as_deref() == Some(name.as_str());
                let over = row.finished_at.is_some_and(|at| at.saturating_add(KEPT) <= services.now());
                match (row.state, current) {
                    (JobState::Done, true) if over => Fate::Expire,
                    (JobState::Done, true) => Fate::Keep,
                    _ => Fate::Remove,
                }
            }
        };
        match fate {
            Fate::Keep => {}
            Fate::Remove => staging::remove(services, &name)?,
            Fate::Expire => {
                // Forgotten first: what nothing refers to is removed the next time, whatever happens now.
                change_outcome(services, id, |outcome| outcome.file = None).await?;
                staging::remove(services, &name)?;
            }
        }
    }
    Ok(())
}
