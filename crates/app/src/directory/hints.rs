//! Following events: what they name is looked at again, as of the moment that they tell.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::directory::Hint;
use huicun_store::HintRow;
use huicun_wecom::sdk::WecomError;

use super::{Reader, unread};
use crate::error::AppResult;
use crate::services::Services;

/// How many hints are followed together.
const TOGETHER: usize = 200;
/// How long WeCom may answer for a room as it was before the event.
const ROOM_LAGS: Millis = 10_000;

/// The names of departments, read once for all members that are looked at again together.
#[derive(Debug, Default)]
pub(super) struct DepartmentNames(Option<HashMap<i64, String>>);

impl DepartmentNames {
    /// Gives them, and reads them first where they were not yet.
    pub(super) async fn get(&mut self, services: &Services) -> AppResult<&HashMap<i64, String>> {
        let names = match self.0.take() {
            Some(names) => names,
            None => {
                let rows = services.store.departments(&services.corp).await?;
                rows.into_iter().map(|row| (row.id.0, row.name)).collect()
            }
        };
        Ok(self.0.insert(names))
    }
}

impl Reader<'_> {
    /// Follows all hints; tells whether none is left.
    pub(super) async fn follow_hints(&self) -> AppResult<bool> {
        let services = self.services;
        let mut names = DepartmentNames::default();
        loop {
            let hints = services.store.hints(&services.corp, TOGETHER).await?;
            let (count, mut followed) = (hints.len(), 0);
            for row in hints {
                if self.is_early(&row) {
                    continue;
                }
                match self.follow(&row, &mut names).await? {
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

    async fn follow(&self, row: &HintRow, names: &mut DepartmentNames) -> AppResult<Result<(), WecomError>> {
        let (contact, customer) = (&self.secrets.contact, &self.secrets.customer);
        match (&row.hint, contact, customer) {
            (Hint::Member { userid, renamed_to }, Some(secret), _) => {
                self.member_again(secret, userid, renamed_to.as_ref(), row.at, names).await
            }
            (Hint::Departments, Some(secret), _) => {
                *names = DepartmentNames::default();
                self.departments_again(secret, row.at).await
            }
            (Hint::Tag(tag), Some(secret), _) => self.tag_again(secret, *tag, row.at).await,
            (Hint::ExternalContact(id), _, Some(secret)) => self.contact_again(secret, id, row.at).await,
            (Hint::Room(room), _, Some(secret)) => self.room_again(secret, room, row.at).await,
            // A part without a secret is not read.
            _ => Ok(Ok(())),
        }
    }
}
