//! The directory: departments and tags, what is so of whom since when, and what has to be looked at again.

mod facts;
mod hints;
mod lists;
mod rooms;

use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, Fact, TagId};
use huicun_domain::ids::{CorpId, PartyId};

pub use hints::HintRow;
pub use lists::ListContacts;
pub use rooms::{ListRooms, RoomRow};

use crate::db::{Tx, read, within};
use crate::{PartyInfo, RoomInfo, Store, StoreResult, counters};

/// A department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentRow {
    /// WeCom's number.
    pub id: DepartmentId,
    /// The name.
    pub name: String,
    /// The department above it; 0 for the corp itself.
    pub parent: DepartmentId,
    /// Its place among its siblings, larger first.
    pub rank: i64,
    /// Since when it is listed no more.
    pub gone_at: Option<Millis>,
}

/// A tag on members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagRow {
    /// WeCom's number.
    pub id: TagId,
    /// The name.
    pub name: String,
    /// Since when it is listed no more.
    pub gone_at: Option<Millis>,
}

/// What was found when the directory was looked at, written as one.
#[derive(Clone, Debug, Default)]
pub struct DirectoryWrite {
    /// Names, and who left.
    pub parties: Vec<PartyInfo>,
    /// Names and owners of rooms.
    pub rooms: Vec<RoomInfo>,
    /// Departments that are listed.
    pub departments: Vec<DepartmentRow>,
    /// Tags that are listed.
    pub tags: Vec<TagRow>,
    /// What ended.
    pub ended: Vec<Fact>,
    /// What began, and when.
    pub begun: Vec<(Fact, Millis)>,
    /// When what ended did.
    pub at: Millis,
    /// A member's former id and the present one.
    pub renamed: Option<(PartyId, PartyId)>,
}

impl Store {
    /// Keeps what was found. What began goes on, what ended stays readable.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn write_directory(
        &self,
        corp: &CorpId,
        write: &DirectoryWrite,
        now: Millis,
    ) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        if let Some((former, present)) = &write.renamed {
            facts::rename(&mut tx, corp, former, present, write.at).await?;
        }
        crate::parties::upsert(&mut tx, corp, &write.parties, now).await?;
        crate::parties::upsert_rooms(&mut tx, corp, &write.rooms, now).await?;
        for row in &write.departments {
            upsert_department(&mut tx, corp, row).await?;
        }
        for row in &write.tags {
            upsert_tag(&mut tx, corp, row).await?;
        }
        facts::end(&mut tx, corp, &write.ended, write.at).await?;
        facts::begin(&mut tx, corp, &write.begun).await?;
        let mut changed = write.ended.iter().chain(write.begun.iter().map(|(fact, _)| fact));
        if write.renamed.is_some() || changed.any(facts::is_of_members) {
            counters::add(&mut tx, corp, &[(counters::DIRECTORY, 1)]).await?;
            facts::doubt(&mut tx, corp, write).await?;
        }
        tx.commit().await
    }

    /// Lists all departments, those that are gone too.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn departments(&self, corp: &CorpId) -> StoreResult<Vec<DepartmentRow>> {
        const SQL: &str = "SELECT id, name, parent_id, rank, gone_at FROM department WHERE corp_id = $1 \
                           ORDER BY rank DESC, id";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (i64, String, i64, i64, Option<i64>)>(SQL);
            query.bind(corp.as_str()).fetch_all(db).await
        })?;
        let row = |(id, name, parent, rank, gone_at)| DepartmentRow {
            id: DepartmentId(id),
            name,
            parent: DepartmentId(parent),
            rank,
            gone_at,
        };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Lists all tags, those that are gone too.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn tags(&self, corp: &CorpId) -> StoreResult<Vec<TagRow>> {
        const SQL: &str = "SELECT id, name, gone_at FROM member_tag WHERE corp_id = $1 ORDER BY id";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (i64, String, Option<i64>)>(SQL).bind(corp.as_str()).fetch_all(db).await
        })?;
        let row = |(id, name, gone_at)| TagRow { id: TagId(id), name, gone_at };
        Ok(rows.into_iter().map(row).collect())
    }
}

async fn upsert_department(tx: &mut Tx, corp: &CorpId, row: &DepartmentRow) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO department (corp_id, id, name, parent_id, rank, gone_at) \
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (corp_id, id) DO UPDATE SET name = excluded.name, \
         parent_id = excluded.parent_id, rank = excluded.rank, gone_at = excluded.gone_at";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.id.0).bind(row.name.as_str());
        query.bind(row.parent.0).bind(row.rank).bind(row.gone_at).execute(c).await.map(|_| ())
    })
}

async fn upsert_tag(tx: &mut Tx, corp: &CorpId, row: &TagRow) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO member_tag (corp_id, id, name, gone_at) VALUES ($1, $2, $3, $4) \
                       ON CONFLICT (corp_id, id) DO UPDATE SET name = excluded.name, gone_at = excluded.gone_at";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.id.0).bind(row.name.as_str());
        query.bind(row.gone_at).execute(c).await.map(|_| ())
    })
}
