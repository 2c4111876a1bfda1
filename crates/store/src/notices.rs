//! Notices (告知): their texts and versions. A version that was published is never written again.

mod deliveries;
mod receipts;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, NoticeId, OperatorId};
use huicun_domain::notice::{Asks, NoticeKind, NoticeText};
use uuid::Uuid;

pub use deliveries::{DeliveryRow, DeliveryState, NewDelivery, SentBatch};
pub use receipts::ReceiptRow;

use crate::db::{read, within};
use crate::error::StoreError;
use crate::{Store, StoreResult, counters, doubts};

/// A notice as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// The id.
    pub id: NoticeId,
    /// Its form.
    pub kind: NoticeKind,
    /// What it asks.
    pub asks: Asks,
    /// What operators call it.
    pub name: String,
    /// When it was begun.
    pub created_at: Millis,
}

/// A version of a notice as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeVersionRow {
    /// The notice.
    pub notice: NoticeId,
    /// The number, from 1.
    pub version: i64,
    /// The text.
    pub text: NoticeText,
    /// The SHA-256 of the text, in hex.
    pub sha256: String,
    /// When it was last written.
    pub edited_at: Millis,
    /// When it was published; absent for a draft.
    pub published_at: Option<Millis>,
    /// Who published it.
    pub published_by: Option<OperatorId>,
}

type NoticeFields = (Uuid, String, String, String, i64);
type VersionFields = (Uuid, i64, String, String, String, String, String, i64, Option<i64>, Option<Uuid>);

const VERSION: &str = "notice_id, version, title_zh, body_zh, title_en, body_en, sha256, edited_at, published_at, \
                       published_by";

fn notice((id, kind, asks, name, created_at): NoticeFields) -> StoreResult<NoticeRow> {
    Ok(NoticeRow {
        id: NoticeId(id),
        kind: NoticeKind::parse(&kind).ok_or(StoreError::Unreadable("notice"))?,
        asks: Asks::parse(&asks).ok_or(StoreError::Unreadable("notice"))?,
        name,
        created_at,
    })
}

fn version(fields: VersionFields) -> NoticeVersionRow {
    let (notice, version, title_zh, body_zh, title_en, body_en, sha256, edited_at, published_at, by) = fields;
    NoticeVersionRow {
        notice: NoticeId(notice),
        version,
        text: NoticeText { title_zh, body_zh, title_en, body_en },
        sha256,
        edited_at,
        published_at,
        published_by: by.map(OperatorId),
    }
}

impl Store {
    /// Begins a notice.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_notice(&self, corp: &CorpId, row: &NoticeRow) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO notice (corp_id, id, kind, asks, name, created_at) \
                           VALUES ($1, $2, $3, $4, $5, $6)";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.id.0).bind(row.kind.as_str());
            let query = query.bind(row.asks.as_str()).bind(row.name.as_str()).bind(row.created_at);
            query.execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists notices, the oldest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn notices(&self, corp: &CorpId) -> StoreResult<Vec<NoticeRow>> {
        const SQL: &str = "SELECT id, kind, asks, name, created_at FROM notice WHERE corp_id = $1 \
                           ORDER BY created_at, id";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, NoticeFields>(SQL).bind(corp.as_str()).fetch_all(db).await
        })?;
        rows.into_iter().map(notice).collect()
    }

    /// Finds a notice.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn notice(&self, corp: &CorpId, id: NoticeId) -> StoreResult<Option<NoticeRow>> {
        const SQL: &str =
            "SELECT id, kind, asks, name, created_at FROM notice WHERE corp_id = $1 AND id = $2";
        let row = read!(self, |db| {
            sqlx::query_as::<_, NoticeFields>(SQL).bind(corp.as_str()).bind(id.0).fetch_optional(db).await
        })?;
        row.map(notice).transpose()
    }

    /// Lists the versions of a notice, the first one first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn notice_versions(&self, corp: &CorpId, id: NoticeId) -> StoreResult<Vec<NoticeVersionRow>> {
        let sql = format!(
            "SELECT {VERSION} FROM notice_version WHERE corp_id = $1 AND notice_id = $2 ORDER BY version"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, VersionFields>(sqlx::AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(id.0).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(version).collect())
    }

    /// Lists the newest published version of every notice that has one.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn published_notices(&self, corp: &CorpId) -> StoreResult<Vec<NoticeVersionRow>> {
        let sql = format!(
            "SELECT {VERSION} FROM notice_version v WHERE corp_id = $1 AND published_at IS NOT NULL \
             AND version = (SELECT MAX(l.version) FROM notice_version l WHERE l.corp_id = v.corp_id \
             AND l.notice_id = v.notice_id AND l.published_at IS NOT NULL) ORDER BY published_at, notice_id"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, VersionFields>(sqlx::AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(version).collect())
    }

    /// Writes a version's text, or replaces it; `false` where that version was published.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn put_notice_draft(&self, corp: &CorpId, row: &NoticeVersionRow) -> StoreResult<bool> {
        const SQL: &str = "INSERT INTO notice_version (corp_id, notice_id, version, title_zh, body_zh, title_en, body_en, \
             sha256, edited_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
             ON CONFLICT (corp_id, notice_id, version) DO UPDATE SET title_zh = excluded.title_zh, \
             body_zh = excluded.body_zh, title_en = excluded.title_en, body_en = excluded.body_en, \
             sha256 = excluded.sha256, edited_at = excluded.edited_at WHERE notice_version.published_at IS NULL";
        let mut tx = self.0.db.begin().await?;
        let written = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.notice.0).bind(row.version);
            let query = query.bind(row.text.title_zh.as_str()).bind(row.text.body_zh.as_str());
            let query = query.bind(row.text.title_en.as_str()).bind(row.text.body_en.as_str());
            let query = query.bind(row.sha256.as_str()).bind(row.edited_at);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(written == 1)
    }

    /// Publishes a draft with exactly this text; `false` where there is none, or its text is another by now.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn publish_notice(
        &self,
        corp: &CorpId,
        (id, version): (NoticeId, i64),
        sha256: &str,
        by: Option<OperatorId>,
        now: Millis,
    ) -> StoreResult<bool> {
        const SQL: &str = "UPDATE notice_version SET published_at = $1, published_by = $2 WHERE corp_id = $3 \
                           AND notice_id = $4 AND version = $5 AND sha256 = $6 AND published_at IS NULL";
        let mut tx = self.0.db.begin().await?;
        let published = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(now).bind(by.map(|by| by.0)).bind(corp.as_str()).bind(id.0);
            query.bind(version).bind(sha256).execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(published == 1)
    }

    /// Reads a setting of notices, and since when it is so.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn notice_setting(&self, corp: &CorpId, name: &str) -> StoreResult<Option<(String, Millis)>> {
        const SQL: &str = "SELECT value, changed_at FROM notice_setting WHERE corp_id = $1 AND name = $2";
        read!(self, |db| {
            let query = sqlx::query_as::<_, (String, Millis)>(SQL).bind(corp.as_str());
            query.bind(name).fetch_optional(db).await
        })
    }

    /// Keeps a setting of notices. What is set counts from now on for the right to archive, too.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn set_notice_setting(
        &self,
        corp: &CorpId,
        name: &str,
        value: &str,
        now: Millis,
    ) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO notice_setting (corp_id, name, value, changed_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (corp_id, name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(name).bind(value).bind(now);
            query.execute(c).await.map(|_| ())
        })?;
        counters::add(&mut tx, corp, &[(counters::MEMBER_CONSENTS, 1)]).await?;
        doubts::raise_for_all(&mut tx, corp, now).await?;
        tx.commit().await
    }
}
