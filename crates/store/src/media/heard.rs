//! What was said in voices: which of them nobody has put into writing yet, and the writing.

use huicun_domain::ids::CorpId;
use sqlx::AssertSqlSafe;

use super::derived::{NewFileText, add_texts, has_texts, keep};
use super::{COLUMNS, Fields, FilePlace, FileRow, NOT_QUARANTINED, file};
use crate::db::{read, within};
use crate::leases::{Lease, check};
use crate::{BlobId, Store, StoreResult};

/// Voices that were looked into and not put into writing.
const UNHEARD: &str = "heard = 0 AND derived > 0 AND media_type LIKE 'audio/%'";

impl Store {
    /// Lists voices that were looked into and not put into writing, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn unheard_files(&self, corp: &CorpId, limit: usize) -> StoreResult<Vec<FileRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM media_file WHERE corp_id = $1 AND {UNHEARD} AND {NOT_QUARANTINED} \
             ORDER BY sent_at DESC, seq DESC, slot LIMIT $2"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql)).bind(corp.as_str());
            query.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(file).collect())
    }

    /// Counts voices that were looked into and not put into writing.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn unheard_count(&self, corp: &CorpId) -> StoreResult<u64> {
        let sql =
            format!("SELECT COUNT(*) FROM media_file WHERE corp_id = $1 AND {UNHEARD} AND {NOT_QUARANTINED}");
        let count = read!(self, |db| {
            let query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql)).bind(corp.as_str());
            query.fetch_one(db).await
        })?;
        Ok(count.unsigned_abs())
    }

    /// Finds a voice that was put into writing, by its content.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn heard_twin(&self, corp: &CorpId, blob: BlobId) -> StoreResult<Option<FilePlace>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM media_file WHERE corp_id = $1 AND blob_id = $2 AND heard = 1 \
             ORDER BY seq, slot LIMIT 1"
        );
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql)).bind(corp.as_str()).bind(blob.0);
            query.fetch_optional(db).await
        })?;
        Ok(row.map(|row| file(row).place()))
    }

    /// Keeps what was said in a voice, if anything, and what is known of its content where that changed; the voice is
    /// done.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn finish_hearing(
        &self,
        lease: &Lease,
        corp: &CorpId,
        file: &FileRow,
        sealed: Option<&[u8]>,
        text: Option<NewFileText>,
    ) -> StoreResult<()> {
        const SQL: &str = "UPDATE media_file SET heard = 1 WHERE corp_id = $1 AND seq = $2 AND slot = $3";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        if let (Some(blob), Some(sealed)) = (file.blob, sealed) {
            keep(&mut tx, corp, blob, sealed).await?;
        }
        let had = has_texts(&mut tx, corp, file.place()).await?;
        let gained = i64::from(text.is_some() && !had);
        add_texts(&mut tx, corp, file, text.as_slice(), gained).await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(file.seq.0).bind(i64::from(file.slot));
            query.execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }
}
