//! Progress of a file: its parts, its variants, its end, and its failures.

use huicun_domain::clock::Millis;
use huicun_domain::ids::CorpId;
use uuid::Uuid;

use super::{FilePlace, FileState, signed};
use crate::db::{Tx, read, within};
use crate::leases::{Lease, check};
use crate::{BlobId, Store, StoreResult, counters};

/// How far a file has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePart {
    /// How many parts of it are durable.
    pub parts: u32,
    /// How many bytes they are.
    pub received: u64,
    /// What to ask for the next part with, sealed.
    pub next_index: Vec<u8>,
}

/// What WeCom handed out as the file. Where it is not what was announced, several variants may come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileVariant {
    /// Its SHA-256 in hex.
    pub sha256: String,
    /// The blob; files that are the same share one.
    pub blob: BlobId,
    /// Its size in bytes.
    pub size: u64,
    /// What it is, by its content.
    pub media_type: String,
    /// How often it came.
    pub seen: u32,
}

impl Store {
    /// Notes that another part is durable.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn note_part(
        &self,
        lease: &Lease,
        corp: &CorpId,
        place: FilePlace,
        part: &FilePart,
    ) -> StoreResult<()> {
        const SQL: &str = "UPDATE media_file SET parts = $1, received = $2, next_index = $3 \
                           WHERE corp_id = $4 AND seq = $5 AND slot = $6";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(i64::from(part.parts)).bind(signed(part.received));
            let query = query.bind(part.next_index.as_slice()).bind(corp.as_str());
            query.bind(place.seq.0).bind(i64::from(place.slot)).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists files whose parts are of no use any more, since the file has ended, with how many there are.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn useless_parts(&self, corp: &CorpId, limit: usize) -> StoreResult<Vec<(FilePlace, u32)>> {
        const SQL: &str = "SELECT seq, slot, parts FROM media_file \
                           WHERE corp_id = $1 AND parts > 0 AND state <> 'waiting' ORDER BY seq, slot LIMIT $2";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (i64, i64, i64)>(SQL).bind(corp.as_str());
            query.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(db).await
        })?;
        let number = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
        let place = |seq, slot| FilePlace { seq: huicun_domain::ids::Seq(seq), slot: number(slot) };
        Ok(rows.into_iter().map(|(seq, slot, parts)| (place(seq, slot), number(parts))).collect())
    }

    /// Forgets a file's parts, which are gone: fetching it begins anew, if it is still to be fetched.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn forget_parts(&self, lease: &Lease, corp: &CorpId, place: FilePlace) -> StoreResult<()> {
        const SQL: &str = "UPDATE media_file SET parts = 0, received = 0, next_index = NULL \
                           WHERE corp_id = $1 AND seq = $2 AND slot = $3";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(place.seq.0);
            query.bind(i64::from(place.slot)).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Notes that a variant came once more, and when the file is fetched again.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn note_variant(
        &self,
        lease: &Lease,
        corp: &CorpId,
        place: FilePlace,
        variant: &FileVariant,
        (problem, next_at): (&str, Millis),
    ) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO media_variant (corp_id, seq, slot, sha256, blob_id, size, media_type, seen) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7, 1) \
                           ON CONFLICT (corp_id, seq, slot, sha256) DO UPDATE SET seen = media_variant.seen + 1";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(place.seq.0).bind(i64::from(place.slot));
            let query = query.bind(variant.sha256.as_str()).bind(variant.blob.0).bind(signed(variant.size));
            query.bind(variant.media_type.as_str()).execute(c).await.map(|_| ())
        })?;
        defer(&mut tx, corp, place, problem, next_at).await?;
        tx.commit().await
    }

    /// Lists the variants of a file, the one that came most often first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn variants_of(&self, corp: &CorpId, place: FilePlace) -> StoreResult<Vec<FileVariant>> {
        const SQL: &str = "SELECT sha256, blob_id, size, media_type, seen FROM media_variant \
                           WHERE corp_id = $1 AND seq = $2 AND slot = $3 ORDER BY seen DESC, sha256";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (String, Uuid, i64, String, i64)>(SQL).bind(corp.as_str());
            query.bind(place.seq.0).bind(i64::from(place.slot)).fetch_all(db).await
        })?;
        let variant =
            |(sha256, blob, size, media_type, seen): (String, Uuid, i64, String, i64)| FileVariant {
                sha256,
                blob: BlobId(blob),
                size: size.unsigned_abs(),
                media_type,
                seen: u32::try_from(seen).unwrap_or(u32::MAX),
            };
        Ok(rows.into_iter().map(variant).collect())
    }

    /// Notes that a file is kept as one of its variants; disputed where there is a problem with it.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn finish_file(
        &self,
        lease: &Lease,
        corp: &CorpId,
        place: FilePlace,
        variant: &FileVariant,
        problem: Option<&str>,
    ) -> StoreResult<()> {
        const SQL: &str = "UPDATE media_file SET blob_id = $1, size = $2, sha256 = $3, media_type = $4 \
                           WHERE corp_id = $5 AND seq = $6 AND slot = $7";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(variant.blob.0).bind(signed(variant.size));
            let query = query.bind(variant.sha256.as_str()).bind(variant.media_type.as_str());
            let query = query.bind(corp.as_str()).bind(place.seq.0).bind(i64::from(place.slot));
            query.execute(c).await.map(|_| ())
        })?;
        let state = if problem.is_some() { FileState::Disputed } else { FileState::Saved };
        end(&mut tx, corp, place, state, problem).await?;
        tx.commit().await
    }

    /// Notes that fetching failed, and when it is tried again.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn defer_file(
        &self,
        lease: &Lease,
        corp: &CorpId,
        place: FilePlace,
        problem: &str,
        next_at: Millis,
    ) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        defer(&mut tx, corp, place, problem, next_at).await?;
        tx.commit().await
    }

    /// Notes that a file cannot be had, and why.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn give_file_up(
        &self,
        lease: &Lease,
        corp: &CorpId,
        place: FilePlace,
        state: FileState,
        problem: &str,
    ) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        end(&mut tx, corp, place, state, Some(problem)).await?;
        tx.commit().await
    }
}

async fn defer(
    tx: &mut Tx,
    corp: &CorpId,
    place: FilePlace,
    problem: &str,
    next_at: Millis,
) -> StoreResult<()> {
    const SQL: &str = "UPDATE media_file SET attempts = attempts + 1, problem = $1, next_at = $2 \
                       WHERE corp_id = $3 AND seq = $4 AND slot = $5";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(problem).bind(next_at).bind(corp.as_str());
        query.bind(place.seq.0).bind(i64::from(place.slot)).execute(c).await.map(|_| ())
    })
}

/// Ends a file that waited; one that has ended already is not counted twice.
async fn end(
    tx: &mut Tx,
    corp: &CorpId,
    place: FilePlace,
    state: FileState,
    problem: Option<&str>,
) -> StoreResult<()> {
    const SQL: &str = "UPDATE media_file SET state = $1, problem = $2 \
                       WHERE corp_id = $3 AND seq = $4 AND slot = $5 AND state = 'waiting'";
    let ended = within!(tx, |c| {
        let query = sqlx::query(SQL).bind(state.as_str()).bind(problem).bind(corp.as_str());
        let done = query.bind(place.seq.0).bind(i64::from(place.slot)).execute(c).await;
        done.map(|done| i64::try_from(done.rows_affected()).unwrap_or_default())
    })?;
    counters::add(tx, corp, &[(FileState::Waiting.counter(), -ended), (state.counter(), ended)]).await
}
