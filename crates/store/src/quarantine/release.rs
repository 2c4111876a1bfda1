//! Release: the right to archive appeared, and messages go the way that they would have gone at first.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Seq};
use huicun_domain::scope::QuarantineReason;
use sqlx::AssertSqlSafe;

use super::{QuarantineOutcome, note, of_each};
use crate::db::{Places, Tx, batches, within};
use crate::error::StoreError;
use crate::leases::{Lease, check};
use crate::unsealed::{self, NewMessage, Stored};
use crate::{Store, StoreResult, counters};

/// What is known of a message that left quarantine.
pub(super) struct Left {
    pub(super) received_at: Millis,
    pub(super) sent_at: Millis,
    pub(super) reason: QuarantineReason,
}

impl Store {
    /// Archives messages that were in quarantine, in one transaction. What is not there any more is skipped, and so is
    /// what the indexes have yet to forget: it is found again later.
    ///
    /// # Errors
    /// [`StoreError::Fenced`], [`StoreError::DiskFull`]; nothing is then changed.
    pub async fn release(
        &self,
        lease: &Lease,
        corp: &CorpId,
        messages: &[NewMessage],
        now: Millis,
    ) -> StoreResult<Stored> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        let seqs: Vec<Seq> = messages.iter().map(|message| message.seq).collect();
        let left = take(&mut tx, corp, &seqs, "indexed = 0").await?;
        let received: HashMap<Seq, Millis> =
            left.iter().map(|(seq, left)| (*seq, left.received_at)).collect();
        let (new, skipped): (Vec<&NewMessage>, Vec<&NewMessage>) =
            messages.iter().partition(|message| received.contains_key(&message.seq));
        let written = unsealed::write(self, &mut tx, corp, &new, &received, now).await?;
        note(
            &mut tx,
            corp,
            QuarantineOutcome::Released,
            left.values().map(|left| (left.reason, left.sent_at)),
            now,
        )
        .await?;
        tx.commit().await?;
        self.known().remember(&written.newcomers);
        Ok(Stored { first: written.first, skipped: skipped.iter().map(|message| message.seq).collect() })
    }
}

/// Takes messages out of quarantine that fulfil a condition; answers which of them were there.
pub(super) async fn take(
    tx: &mut Tx,
    corp: &CorpId,
    seqs: &[Seq],
    condition: &str,
) -> StoreResult<HashMap<Seq, Left>> {
    let mut taken = HashMap::with_capacity(seqs.len());
    for batch in batches(seqs) {
        let mut places = Places::of(tx);
        let sql = format!(
            "DELETE FROM quarantine WHERE corp_id = {} AND seq IN ({}) AND {condition} \
             RETURNING seq, received_at, sent_at, reason",
            places.one(),
            places.list(batch.len())
        );
        let rows = within!(tx, |c| {
            let mut query =
                sqlx::query_as::<_, (i64, i64, i64, String)>(AssertSqlSafe(sql)).bind(corp.as_str());
            for seq in batch {
                query = query.bind(seq.0);
            }
            query.fetch_all(c).await
        })?;
        for (seq, received_at, sent_at, reason) in rows {
            let reason = QuarantineReason::parse(&reason).ok_or(StoreError::Unreadable("quarantine"))?;
            taken.insert(Seq(seq), Left { received_at, sent_at, reason });
        }
    }
    let gone: Vec<Seq> = taken.keys().copied().collect();
    of_each(tx, corp, &gone, "DELETE FROM quarantine_party", "seq").await?;
    let count = i64::try_from(taken.len()).unwrap_or(i64::MAX);
    counters::add(tx, corp, &[(counters::QUARANTINED, -count)]).await?;
    Ok(taken)
}
