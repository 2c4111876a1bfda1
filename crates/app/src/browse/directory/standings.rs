//! Where all members stand, worked out once and kept until the scope, the directory, a consent or the time changes it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use huicun_domain::clock::Millis;
use huicun_domain::directory::{ArchiveStanding, DepartmentId, History, Listing, TagId};
use huicun_domain::ids::PartyId;
use huicun_domain::scope::Coverage;
use huicun_store::{DepartmentRow, ScopeVersions};

use super::view::DirectoryFigures;
use crate::error::AppResult;
use crate::scope::{self, ScopeBook};
use crate::services::Services;

/// Where all members stand at a moment.
#[derive(Debug, Default)]
pub struct Standings {
    /// What they were worked out from.
    pub(super) book: Arc<ScopeBook>,
    /// How many ids of members there were.
    ids: u64,
    /// When they were worked out, and the first moment at which a rule begins or ends.
    at: Millis,
    until: Millis,
    /// By the ids of today, in their order.
    pub(super) members: BTreeMap<PartyId, ArchiveStanding>,
    /// How many of a department's members, those of departments below it included, stand where.
    pub(super) departments: HashMap<DepartmentId, DirectoryFigures>,
    /// How many of those who carry a tag stand where.
    pub(super) tags: HashMap<TagId, DirectoryFigures>,
}

impl Standings {
    /// Gives where members stand now.
    pub(super) async fn now(services: &Services) -> AppResult<Arc<Self>> {
        let book = scope::book(services).await?;
        let (now, ids) = (services.now(), services.store.count_member_ids(&services.corp).await?);
        let kept = services.directory.standings();
        if let Some(kept) = kept.filter(|kept| kept.holds(book.versions, ids, now)) {
            return Ok(kept);
        }
        let ids = services.store.member_ids(&services.corp, None).await?;
        let standings = tokio::task::spawn_blocking(move || Arc::new(Self::of(book, &ids, now))).await?;
        services.directory.keep(standings.clone());
        Ok(standings)
    }

    fn holds(&self, versions: ScopeVersions, ids: u64, now: Millis) -> bool {
        self.book.versions == versions && self.ids == ids && (self.at..self.until).contains(&now)
    }

    fn of(book: Arc<ScopeBook>, ids: &[(PartyId, bool)], now: Millis) -> Self {
        let until = book.scope.turns_after(now).first().copied().unwrap_or(Millis::MAX);
        let mut standings = Self { ids: ids.len() as u64, at: now, until, ..Self::default() };
        let history = &book.history;
        for (id, left) in ids {
            // A former id is told with the present one.
            if history.present_id(id) != id {
                continue;
            }
            let standing = standing(&book, id, *left, now);
            standings.members.insert(id.clone(), standing);
            if history.listing(id, now) == Listing::Now {
                for department in departments_above(history, id, now) {
                    standings.departments.entry(department).or_default().add(standing);
                }
                for tag in history.tags_of(id, now) {
                    standings.tags.entry(tag).or_default().add(standing);
                }
            }
        }
        standings.book = book;
        standings
    }
}

/// Tells where one member stands. Who is known to have left was listed once, also where nobody saw it.
pub(super) fn standing(book: &ScopeBook, id: &PartyId, left: bool, now: Millis) -> ArchiveStanding {
    let listing = match book.history.listing(id, now) {
        Listing::Never if left => Listing::Once,
        listing => listing,
    };
    ArchiveStanding::of(listing, coverage(book, id, now).as_ref(), book.member_consent(id, now))
}

/// How the scope covers a member; nothing where no rule was ever saved.
pub(super) fn coverage(book: &ScopeBook, id: &PartyId, now: Millis) -> Option<Coverage> {
    book.is_ruled().then(|| book.scope.coverage(&book.history, id, now))
}

/// The departments that a member belongs to, and those above them, each once.
fn departments_above(history: &History, id: &PartyId, now: Millis) -> BTreeSet<DepartmentId> {
    let own = history.departments_of(id, now);
    let mut all = own.clone();
    for department in own {
        all.extend(history.above(department, now));
    }
    all
}

/// A department and those below it, however deep, as they are listed.
pub(super) fn below(rows: &[DepartmentRow], root: DepartmentId) -> BTreeSet<DepartmentId> {
    let mut children: HashMap<DepartmentId, Vec<DepartmentId>> = HashMap::new();
    for row in rows.iter().filter(|row| row.gone_at.is_none()) {
        children.entry(row.parent).or_default().push(row.id);
    }
    let (mut found, mut next) = (BTreeSet::from([root]), vec![root]);
    while let Some(id) = next.pop() {
        for child in children.get(&id).into_iter().flatten() {
            if found.insert(*child) {
                next.push(*child);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_ends_where_a_circle_does() {
        let row = |id, parent, gone_at| DepartmentRow {
            id: DepartmentId(id),
            name: String::new(),
            parent: DepartmentId(parent),
            rank: 0,
            gone_at,
        };
        let rows = [
            row(1, 0, None),
            row(2, 1, None),
            row(3, 2, None),
            row(4, 2, Some(5)),
            row(5, 6, None),
            row(6, 5, None),
        ];
        let ids = |root| below(&rows, DepartmentId(root)).into_iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!((ids(1), ids(2), ids(5), ids(9)), (vec![1, 2, 3], vec![2, 3], vec![5, 6], vec![9]));
    }
}
