//! What events of WeCom's asked to look at again, kept until it was.

use huicun_domain::clock::Millis;
use huicun_domain::directory::{Hint, TagId};
use huicun_domain::ids::{CorpId, PartyId, RoomId};

use crate::db::{read, within};
use crate::{Store, StoreError, StoreResult};

const MEMBER: &str = "member";
const DEPARTMENTS: &str = "departments";
const TAG: &str = "tag";
const EXTERNAL_CONTACT: &str = "external_contact";
const ROOM: &str = "room";

/// Something to look at again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintRow {
    /// What.
    pub hint: Hint,
    /// When it changed, by the earliest event about it.
    pub at: Millis,
    /// How often it was told.
    pub times: i64,
}

fn fields(hint: &Hint) -> (&'static str, String, Option<&str>) {
    match hint {
        Hint::Member { userid, renamed_to } => {
            (MEMBER, userid.to_string(), renamed_to.as_ref().map(PartyId::as_str))
        }
        Hint::Departments => (DEPARTMENTS, String::new(), None),
        Hint::Tag(tag) => (TAG, tag.to_string(), None),
        Hint::ExternalContact(contact) => (EXTERNAL_CONTACT, contact.to_string(), None),
        Hint::Room(room) => (ROOM, room.to_string(), None),
    }
}

fn hint(kind: &str, subject: String, renamed_to: Option<String>) -> Option<Hint> {
    Some(match kind {
        MEMBER => Hint::Member { userid: PartyId::new(subject), renamed_to: renamed_to.map(PartyId::new) },
        DEPARTMENTS => Hint::Departments,
        TAG => Hint::Tag(TagId(subject.parse().ok()?)),
        EXTERNAL_CONTACT => Hint::ExternalContact(PartyId::new(subject)),
        ROOM => Hint::Room(RoomId::new(subject)),
        _ => return None,
    })
}

type HintFields = (String, String, Option<String>, i64, i64);

impl Store {
    /// Keeps a hint; of several about one thing the earliest moment counts.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn note_hint(&self, corp: &CorpId, hint: &Hint, at: Millis) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO directory_hint (corp_id, kind, subject, renamed_to, at, times) \
             VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (corp_id, kind, subject) DO UPDATE SET \
             renamed_to = COALESCE(excluded.renamed_to, directory_hint.renamed_to), \
             times = directory_hint.times + 1, \
             at = CASE WHEN excluded.at < directory_hint.at THEN excluded.at ELSE directory_hint.at END";
        let (kind, subject, renamed_to) = fields(hint);
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(kind).bind(subject.as_str());
            query.bind(renamed_to).bind(at).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists what has to be looked at again, the earliest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn hints(&self, corp: &CorpId, limit: usize) -> StoreResult<Vec<HintRow>> {
        const SQL: &str = "SELECT kind, subject, renamed_to, at, times FROM directory_hint WHERE corp_id = $1 \
                           ORDER BY at, kind, subject LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, HintFields>(SQL);
            query.bind(corp.as_str()).bind(limit).fetch_all(db).await
        })?;
        let row = |(kind, subject, renamed_to, at, times): HintFields| {
            let hint = hint(&kind, subject, renamed_to).ok_or(StoreError::Unreadable("directory_hint"))?;
            Ok(HintRow { hint, at, times })
        };
        rows.into_iter().map(row).collect()
    }

    /// Forgets a hint that was followed; one that came again meanwhile stays.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn drop_hint(&self, corp: &CorpId, row: &HintRow) -> StoreResult<()> {
        const SQL: &str =
            "DELETE FROM directory_hint WHERE corp_id = $1 AND kind = $2 AND subject = $3 AND times = $4";
        let (kind, subject, _) = fields(&row.hint);
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(kind).bind(subject.as_str());
            query.bind(row.times).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }
}
