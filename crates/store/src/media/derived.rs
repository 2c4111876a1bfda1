//! What was made of files that are kept: sealed results by content, and the texts drawn from them, by message.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Position, Seq};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{COLUMNS, Fields, FilePlace, FileRow, NOT_QUARANTINED, file};
use crate::db::{Tx, insert_rows, look_up, read, within};
use crate::leases::{Lease, check};
use crate::{BlobId, Store, StoreResult, counters};

/// A text drawn from a file, to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFileText {
    /// Where it was drawn from: `file`, `listing`, `ocr`, `qr`, `speech`.
    pub source: String,
    /// The text, sealed.
    pub sealed: Vec<u8>,
}

/// A text drawn from a file, as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileText {
    /// Its place in the order of drawing.
    pub position: Position,
    /// The file.
    pub place: FilePlace,
    /// Where it was drawn from.
    pub source: String,
    /// The text, sealed.
    pub sealed: Vec<u8>,
}

type TextFields = (i64, i64, i64, String, Vec<u8>);

fn text((position, seq, slot, source, sealed): TextFields) -> FileText {
    let place = FilePlace { seq: Seq(seq), slot: u32::try_from(slot).unwrap_or(u32::MAX) };
    FileText { position: Position(position), place, source, sealed }
}

const TEXTS: &str = "position, seq, slot, source, sealed";
/// The counter of the last text's position.
const TEXT_POSITION: &str = "text_position";
/// Followed by the kind of the piece that carries the file.
const WITH_TEXT: &str = "media_text/";

impl Store {
    /// Lists files that are kept and of which nothing was made yet by a version of the makers, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn underived_files(
        &self,
        corp: &CorpId,
        version: i64,
        limit: usize,
    ) -> StoreResult<Vec<FileRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM media_file WHERE corp_id = $1 AND derived < $2 AND blob_id IS NOT NULL \
             AND {NOT_QUARANTINED} ORDER BY derived DESC, sent_at DESC, seq DESC, slot LIMIT $3"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql)).bind(corp.as_str()).bind(version);
            query.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(file).collect())
    }

    /// Lists pictures that are kept and of which not even a thumbnail was made yet, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn unseen_pictures(&self, corp: &CorpId, limit: usize) -> StoreResult<Vec<FileRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM media_file WHERE corp_id = $1 AND derived = 0 AND blob_id IS NOT NULL \
             AND media_type LIKE 'image/%' AND {NOT_QUARANTINED} ORDER BY sent_at DESC, seq DESC, slot LIMIT $2"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql)).bind(corp.as_str());
            query.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(file).collect())
    }

    /// Notes that a picture was glanced at, and keeps what was made of it, where that is new. The texts that were drawn
    /// from it stay as they are.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn finish_thumbnail(
        &self,
        lease: &Lease,
        corp: &CorpId,
        file: &FileRow,
        (version, sealed): (i64, Option<&[u8]>),
    ) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        if let (Some(blob), Some(sealed)) = (file.blob, sealed) {
            keep(&mut tx, corp, blob, sealed).await?;
        }
        mark(&mut tx, corp, file.place(), version).await?;
        tx.commit().await
    }

    /// Counts files that are kept and of which a version of the makers has made nothing yet.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn underived_count(&self, corp: &CorpId, version: i64) -> StoreResult<u64> {
        let sql = format!(
            "SELECT COUNT(*) FROM media_file WHERE corp_id = $1 AND derived < $2 AND blob_id IS NOT NULL \
             AND {NOT_QUARANTINED}"
        );
        let id = corp.as_str();
        let count = read!(self, |db| {
            let query = sqlx::query_scalar::<_, i64>(AssertSqlSafe(sql.as_str())).bind(id).bind(version);
            query.fetch_one(db).await
        })?;
        Ok(count.unsigned_abs())
    }

    /// Reads what was made of contents: the content, and the sealed result.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn derivations_of(
        &self,
        corp: &CorpId,
        blobs: &[BlobId],
    ) -> StoreResult<Vec<(BlobId, Vec<u8>)>> {
        let rows = look_up!(
            self,
            corp,
            blobs,
            64,
            (Uuid, Vec<u8>),
            "SELECT blob_id, sealed FROM derivation WHERE corp_id = $1 AND sealed IS NOT NULL AND blob_id IN ({})",
            |blob| blob.0
        );
        Ok(rows.into_iter().map(|(blob, sealed)| (BlobId(blob), sealed)).collect())
    }

    /// Notes that looking into a content came to no end, and tells how often that was.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn derivation_failed(&self, lease: &Lease, corp: &CorpId, blob: BlobId) -> StoreResult<u32> {
        const SQL: &str = "INSERT INTO derivation (corp_id, blob_id, attempts) VALUES ($1, $2, 1) \
                           ON CONFLICT (corp_id, blob_id) DO UPDATE SET attempts = derivation.attempts + 1 \
                           RETURNING attempts";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        let attempts = within!(&mut tx, |c| {
            sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).bind(blob.0).fetch_one(c).await
        })?;
        tx.commit().await?;
        Ok(u32::try_from(attempts).unwrap_or(u32::MAX))
    }

    /// Keeps what was made of a content, where that is new, and the texts of one of its files; the file is done.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn finish_derivation(
        &self,
        lease: &Lease,
        corp: &CorpId,
        file: &FileRow,
        (version, sealed): (i64, Option<&[u8]>),
        texts: &[NewFileText],
    ) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        if let (Some(blob), Some(sealed)) = (file.blob, sealed) {
            keep(&mut tx, corp, blob, sealed).await?;
        }
        let had = forget_texts(&mut tx, corp, file.place()).await?;
        let gained = i64::from(!texts.is_empty()) - i64::from(had);
        add_texts(&mut tx, corp, file, texts, gained).await?;
        mark(&mut tx, corp, file.place(), version).await?;
        tx.commit().await
    }

    /// Lists texts drawn from files behind a position, in the order of drawing.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn file_texts_after(
        &self,
        corp: &CorpId,
        after: Position,
        limit: usize,
    ) -> StoreResult<Vec<FileText>> {
        let sql = format!(
            "SELECT {TEXTS} FROM file_text WHERE corp_id = $1 AND position > $2 ORDER BY position LIMIT $3"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, TextFields>(AssertSqlSafe(sql)).bind(corp.as_str()).bind(after.0);
            query.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(text).collect())
    }

    /// Reads the texts drawn from the files of messages.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn file_texts_of(&self, corp: &CorpId, seqs: &[Seq]) -> StoreResult<Vec<FileText>> {
        let rows = look_up!(
            self,
            corp,
            seqs,
            64,
            TextFields,
            "SELECT {TEXTS} FROM file_text WHERE corp_id = $1 AND seq IN ({}) ORDER BY position",
            |seq| seq.0
        );
        Ok(rows.into_iter().map(text).collect())
    }

    /// Counts files whose text is searchable, by the kind of the piece that carries them.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn files_with_text(&self, corp: &CorpId) -> StoreResult<Vec<(String, u64)>> {
        const SQL: &str = "SELECT name, value FROM counter WHERE corp_id = $1 AND name LIKE 'media_text/%'";
        let id = corp.as_str();
        let rows = read!(self, |db| sqlx::query_as::<_, (String, i64)>(SQL).bind(id).fetch_all(db).await)?;
        let kind = |name: &str| name.strip_prefix(WITH_TEXT).unwrap_or_default().to_owned();
        Ok(rows.iter().map(|(name, count)| (kind(name), count.unsigned_abs())).collect())
    }

    /// Finds a file of which a version of the makers has made something, by its content.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn derived_twin(
        &self,
        corp: &CorpId,
        blob: BlobId,
        version: i64,
    ) -> StoreResult<Option<FilePlace>> {
        const SQL: &str = "SELECT seq, slot FROM media_file \
                           WHERE corp_id = $1 AND blob_id = $2 AND derived = $3 ORDER BY seq, slot LIMIT 1";
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, (i64, i64)>(SQL).bind(corp.as_str()).bind(blob.0).bind(version);
            query.fetch_optional(db).await
        })?;
        Ok(row.map(|(seq, slot)| FilePlace { seq: Seq(seq), slot: u32::try_from(slot).unwrap_or(u32::MAX) }))
    }

    /// Lets everything be made anew of a file and of those with the same content. Tells whether there is such a file.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn rederive_file(&self, corp: &CorpId, place: FilePlace) -> StoreResult<bool> {
        const SQL: &str = "UPDATE media_file SET derived = 0 WHERE corp_id = $1 AND blob_id IN \
                           (SELECT blob_id FROM media_file WHERE corp_id = $1 AND seq = $2 AND slot = $3)";
        let mut tx = self.0.db.begin().await?;
        let found = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(place.seq.0).bind(i64::from(place.slot));
            query.execute(c).await.map(|done| done.rows_affected() > 0)
        })?;
        tx.commit().await?;
        Ok(found)
    }

    /// Puts a file that does not open any more into the queue again, where WeCom may still have it. Tells whether it did.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn refetch_file(&self, corp: &CorpId, place: FilePlace, now: Millis) -> StoreResult<bool> {
        const SQL: &str = "UPDATE media_file SET state = 'waiting', problem = 'file_damaged', attempts = 0, \
                           next_at = $1, parts = 0, received = 0, next_index = NULL, blob_id = NULL, derived = 0, heard = 0 \
                           WHERE corp_id = $2 AND seq = $3 AND slot = $4 AND state = $5 AND deadline > $1";
        let mut tx = self.0.db.begin().await?;
        let mut changed = false;
        for state in [super::FileState::Saved, super::FileState::Disputed] {
            let back = within!(&mut tx, |c| {
                let query = sqlx::query(SQL).bind(now).bind(corp.as_str()).bind(place.seq.0);
                let query = query.bind(i64::from(place.slot)).bind(state.as_str());
                query.execute(c).await.map(|done| done.rows_affected() > 0)
            })?;
            if back {
                let moved = [(state.counter(), -1), (super::FileState::Waiting.counter(), 1)];
                counters::add(&mut tx, corp, &moved).await?;
                changed = true;
            }
        }
        tx.commit().await?;
        Ok(changed)
    }
}

/// Keeps what was made of a content, in the place of what was made before.
pub(super) async fn keep(tx: &mut Tx, corp: &CorpId, blob: BlobId, sealed: &[u8]) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO derivation (corp_id, blob_id, attempts, sealed) VALUES ($1, $2, 0, $3) \
                       ON CONFLICT (corp_id, blob_id) DO UPDATE SET attempts = 0, sealed = excluded.sealed";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(blob.0).bind(sealed);
        query.execute(c).await.map(|_| ())
    })
}

/// Removes what an earlier version drew from a file. Tells whether there was anything.
async fn forget_texts(tx: &mut Tx, corp: &CorpId, place: FilePlace) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM file_text WHERE corp_id = $1 AND seq = $2 AND slot = $3";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(place.seq.0).bind(i64::from(place.slot));
        query.execute(c).await.map(|done| done.rows_affected() > 0)
    })
}

/// Tells whether any text of a file is kept.
pub(super) async fn has_texts(tx: &mut Tx, corp: &CorpId, place: FilePlace) -> StoreResult<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM file_text WHERE corp_id = $1 AND seq = $2 AND slot = $3";
    let count = within!(tx, |c| {
        let query = sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).bind(place.seq.0);
        query.bind(i64::from(place.slot)).fetch_one(c).await
    })?;
    Ok(count > 0)
}

/// Keeps texts of a file behind all others; by them the files with text become one more, one less, or as many.
pub(super) async fn add_texts(
    tx: &mut Tx,
    corp: &CorpId,
    file: &FileRow,
    texts: &[NewFileText],
    gained: i64,
) -> StoreResult<()> {
    let last = counters::get(tx, corp, TEXT_POSITION).await?;
    let numbered: Vec<(i64, &NewFileText)> = (last + 1..).zip(texts).collect();
    insert_rows!(tx, &numbered, "file_text (corp_id, position, seq, slot, source, sealed)", 6, "", |query,
                                                                                                    (
        position,
        text,
    )| {
        let query = query.bind(corp.as_str()).bind(*position).bind(file.seq.0).bind(i64::from(file.slot));
        query.bind(text.source.as_str()).bind(text.sealed.as_slice())
    });
    let with_text = format!("{WITH_TEXT}{}", file.kind.as_str());
    let drawn = i64::try_from(texts.len()).unwrap_or_default();
    counters::add(tx, corp, &[(TEXT_POSITION, drawn), (&with_text, gained)]).await
}

async fn mark(tx: &mut Tx, corp: &CorpId, place: FilePlace, version: i64) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE media_file SET derived = $1, heard = 0 WHERE corp_id = $2 AND seq = $3 AND slot = $4";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(version).bind(corp.as_str()).bind(place.seq.0);
        query.bind(i64::from(place.slot)).execute(c).await.map(|_| ())
    })
}
