//! Destruction (销毁) of messages whose time in quarantine is over.

use std::collections::BTreeSet;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Seq};
use uuid::Uuid;

use super::release::take;
use super::{QuarantineOutcome, note};
use crate::db::{look_up, read, within};
use crate::leases::{Lease, check};
use crate::{BlobId, Store, StoreResult, counters, media};

/// Messages whose time is over, and what is to be removed with them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doomed {
    /// The messages.
    pub seqs: Vec<Seq>,
    /// The files that no other message has.
    pub blobs: Vec<BlobId>,
}

impl Store {
    /// Finds messages that came into quarantine before a moment and that the indexes do not have, the first ones first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn doomed(&self, corp: &CorpId, before: Millis, limit: usize) -> StoreResult<Doomed> {
        const DUE: &str = "SELECT seq FROM quarantine WHERE corp_id = $1 AND held_at < $2 AND indexed = 0 \
                           ORDER BY held_at, seq LIMIT $3";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_scalar::<_, i64>(DUE).bind(corp.as_str()).bind(before);
            query.bind(limit).fetch_all(db).await
        })?;
        let seqs: Vec<Seq> = rows.into_iter().map(Seq).collect();
        let of_these: Vec<(Uuid,)> = look_up!(
            self,
            corp,
            seqs,
            64,
            (Uuid,),
            "SELECT blob_id FROM media_file WHERE corp_id = $1 AND blob_id IS NOT NULL AND seq IN ({}) \
             UNION SELECT blob_id FROM media_variant WHERE corp_id = $1 AND seq IN ({0})",
            |seq| seq.0
        );
        let candidates: BTreeSet<Uuid> = of_these.into_iter().map(|(id,)| id).collect();
        let mut blobs = Vec::with_capacity(candidates.len());
        for blob in candidates {
            if !self.is_shared(corp, blob, &seqs).await? {
                blobs.push(BlobId(blob));
            }
        }
        Ok(Doomed { seqs, blobs })
    }

    /// Tells whether a file belongs to a message beside these.
    async fn is_shared(&self, corp: &CorpId, blob: Uuid, seqs: &[Seq]) -> StoreResult<bool> {
        const FILES: &str = "SELECT seq FROM media_file WHERE corp_id = $1 AND blob_id = $2 LIMIT $3";
        // One more than are doomed is one that is not.
        let limit = i64::try_from(seqs.len()).unwrap_or(i64::MAX).saturating_add(1);
        let rows = read!(self, |db| {
            let query = sqlx::query_scalar::<_, i64>(FILES).bind(corp.as_str()).bind(blob);
            query.bind(limit).fetch_all(db).await
        })?;
        let doomed: BTreeSet<i64> = seqs.iter().map(|seq| seq.0).collect();
        Ok(rows.iter().any(|seq| !doomed.contains(seq)))
    }

    /// Destroys messages in quarantine: their texts, their envelopes' contents and the records of their files. What is
    /// left is that WeCom delivered them, and that they were destroyed. The files themselves were removed before; what was
    /// made of them goes with their records.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures; nothing is then changed.
    pub async fn destroy_quarantined(
        &self,
        lease: &Lease,
        corp: &CorpId,
        doomed: &Doomed,
        now: Millis,
    ) -> StoreResult<u64> {
        const MADE: &str = "DELETE FROM derivation WHERE corp_id = $1 AND blob_id = $2";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        let left = take(&mut tx, corp, &doomed.seqs, "indexed = 0").await?;
        let gone: Vec<Seq> = left.keys().copied().collect();
        crate::envelopes::empty(&mut tx, corp, &gone).await?;
        media::forget(&mut tx, corp, &gone).await?;
        for blob in &doomed.blobs {
            within!(&mut tx, |c| {
                sqlx::query(MADE).bind(corp.as_str()).bind(blob.0).execute(c).await.map(|_| ())
            })?;
        }
        let told = left.values().map(|left| (left.reason, left.sent_at));
        note(&mut tx, corp, QuarantineOutcome::Destroyed, told, now).await?;
        let count = i64::try_from(gone.len()).unwrap_or(i64::MAX);
        counters::add(&mut tx, corp, &[(counters::DESTROYED, count)]).await?;
        tx.commit().await?;
        Ok(count.unsigned_abs())
    }
}
