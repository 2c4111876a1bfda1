//! The directory (通讯录): who belongs where, who serves whom, who sits in which room, from WeCom's HTTP interface.
//!
//! Messages carry ids only. What is learnt here is kept with its history; who left or was deleted stays. The whole is
//! read at first and every hour; in between, events say what to look at again. A part that fails is tried again and
//! does not stop the others, and nothing ends because it could not be read.

mod hints;
mod people;
mod rooms;
mod served;
mod state;
mod tree;

use std::time::Duration;

use huicun_domain::clock::Millis;
use huicun_domain::directory::Hint;
use huicun_wecom::api::Client;
use huicun_wecom::sdk::WecomError;
use tokio::sync::watch;

pub use state::DirectoryState;

use crate::error::AppResult;
use crate::services::Services;

/// How often the whole directory is read again.
const WHOLE_EVERY: Duration = Duration::from_secs(3_600);
/// The wait before what could not be looked at is tried again: it doubles up to the longest.
const SHORTEST: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(300);

/// The secrets that open the parts of the directory; a part without a secret is not read.
#[derive(Clone, Default)]
pub struct DirectorySecrets {
    /// Members, departments and tags.
    pub contact: Option<String>,
    /// External contacts and customer groups.
    pub customer: Option<String>,
    /// Internal groups and robots, by the archive's own secret.
    pub archive: Option<String>,
}

/// What a reading of the whole brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DirectorySync {
    /// Members listed.
    pub members: usize,
    /// Members that are listed no more since the last reading.
    pub left: usize,
    /// External contacts named.
    pub external_contacts: usize,
    /// Rooms named.
    pub rooms: usize,
}

/// Asks WeCom on behalf of the directory.
struct Reader<'a> {
    services: &'a Services,
    client: &'a Client,
    secrets: &'a DirectorySecrets,
}

/// Reads the directory until `stop` turns true.
pub async fn run(
    services: Services,
    client: Client,
    secrets: DirectorySecrets,
    mut stop: watch::Receiver<bool>,
) {
    let reader = Reader { services: &services, client: &client, secrets: &secrets };
    tokio::select! {
        () = reader.run() => {}
        _ = stop.wait_for(|stopped| *stopped) => {}
    }
}

/// Notes durably what an event asks to look at again, as of a moment, and wakes whoever looks.
pub(crate) async fn note(services: &Services, hint: &Hint, at: Millis) -> AppResult<()> {
    services.store.note_hint(&services.corp, hint, at).await?;
    services.directory.tell();
    Ok(())
}

/// Reads the whole directory once and keeps what is new.
///
/// # Errors
/// The store's failures.
pub async fn sync(
    services: &Services,
    client: &Client,
    secrets: &DirectorySecrets,
) -> AppResult<DirectorySync> {
    Reader { services, client, secrets }.whole(0).await
}

/// Follows what events asked to look at again; tells whether all of it could be.
///
/// # Errors
/// The store's failures.
pub async fn follow(services: &Services, client: &Client, secrets: &DirectorySecrets) -> AppResult<bool> {
    Reader { services, client, secrets }.follow_hints().await
}

impl Reader<'_> {
    async fn run(&self) {
        let mut talked_since = 0;
        loop {
            let begun = self.services.now();
            match self.whole(talked_since).await {
                Ok(_) => talked_since = begun,
                Err(error) => {
                    tracing::warn!(code = error.code().as_str(), "the directory could not be kept: {error}");
                }
            }
            let next = tokio::time::Instant::now() + WHOLE_EVERY;
            // What came before the whole was read may have been learnt by it, but not when it happened.
            if tokio::time::timeout_at(next, self.follow_for_ever()).await.is_ok() {
                return;
            }
        }
    }

    async fn follow_for_ever(&self) {
        let mut wait = SHORTEST;
        loop {
            match self.follow_hints().await {
                Ok(true) => {
                    wait = SHORTEST;
                    self.services.directory.told().await;
                }
                Ok(false) => {
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(LONGEST);
                }
                Err(error) => {
                    tracing::warn!(code = error.code().as_str(), "the directory could not be kept: {error}");
                    tokio::time::sleep(LONGEST).await;
                }
            }
        }
    }

    async fn whole(&self, talked_since: Millis) -> AppResult<DirectorySync> {
        // What is known of when something happened counts more than when it was found.
        self.follow_hints().await?;
        let mut done = DirectorySync::default();
        let mut members = Vec::new();
        if let Some(secret) = &self.secrets.contact {
            let listed = self.members(secret).await?;
            (done.members, done.left) = (listed.members.len(), listed.left);
            members = listed.members;
        }
        if let Some(secret) = &self.secrets.customer {
            done.external_contacts = self.external_contacts(secret, &members).await?;
            done.rooms += self.customer_rooms(secret).await?;
        }
        if let Some(secret) = &self.secrets.archive {
            done.rooms += self.internal_rooms(secret, talked_since).await?;
            self.robots(secret).await?;
        }
        tracing::info!(
            members = done.members,
            left = done.left,
            external_contacts = done.external_contacts,
            rooms = done.rooms,
            "the directory was read"
        );
        Ok(done)
    }
}

/// Says in the log what of the directory could not be read.
fn unread(what: &str, error: &WecomError) {
    tracing::warn!(code = error.code.as_str(), errcode = error.errcode, "{what} could not be read");
}
