//! Following events: what they name is looked at again, as of the moment that they tell.

use huicun_domain::clock::Millis;
use huicun_domain::directory::Hint;
use huicun_store::HintRow;
use huicun_wecom::sdk::WecomError;

use super::{Reader, unread};
use crate::error::AppResult;

/// How many hints are followed together.
const TOGETHER: usize = 200;
/// How long WeCom may answer for a room as it was before the event.
const ROOM_LAGS: Millis = 10_000;

impl Reader<'_> {
    /// Follows all hints; tells whether none is left.
    pub(super) async fn follow_hints(&self) -> AppResult<bool> {
        let services = self.services;
        loop {
            let hints = services.store.hints(&services.corp, TOGETHER).await?;
            let (count, mut followed) = (hints.len(), 0);
            for row in hints {
                if self.is_early(&row) {
                    continue;
                }
                match self.follow(&row).await? {
                    Ok(()) => {
                        services.store.drop_hint(&services.corp, &row).await?;
                        followed += 1;
                    }
                    Err(error) => unread("what an event named", &error),
                }
            }
            if followed == 0 {
                return Ok(count == 0);
            }
        }
    }

    fn is_early(&self, row: &HintRow) -> bool {
        matches!(row.hint, Hint::Room(_)) && self.services.now() < row.at + ROOM_LAGS
    }

    async fn follow(&self, row: &HintRow) -> AppResult<Result<(), WecomError>> {
        let (contact, customer) = (&self.secrets.contact, &self.secrets.customer);
        match (&row.hint, contact, customer) {
            (Hint::Member { userid, renamed_to }, Some(secret), _) => {
                self.member_again(secret, userid, renamed_to.as_ref(), row.at).await
            }
            (Hint::Departments, Some(secret), _) => self.departments_again(secret, row.at).await,
            (Hint::Tag(tag), Some(secret), _) => self.tag_again(secret, *tag, row.at).await,
            (Hint::ExternalContact(id), _, Some(secret)) => self.contact_again(secret, id, row.at).await,
            (Hint::Room(room), _, Some(secret)) => self.room_again(secret, room, row.at).await,
            // A part without a secret is not read.
            _ => Ok(Ok(())),
        }
    }
}
