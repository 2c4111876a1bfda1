//! Taking out: messages that were archived, and that turn out to have had no right to be.

use std::collections::{BTreeMap, BTreeSet};

use huicun_domain::clock::Millis;
use huicun_domain::ids::{ConversationId, CorpId, PartyId, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::scope::QuarantineReason;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{Entering, QuarantineOutcome, Quarantined, insert, note};
use crate::db::{Places, Tx, batches, read, within};
use crate::leases::{Lease, check};
use crate::{Store, StoreResult, counters, touched};

/// A message that is to be taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenOut {
    /// WeCom's number.
    pub seq: Seq,
    /// Everybody who took part, the sender included.
    pub parties: Vec<PartyId>,
    /// Why it may not be archived.
    pub reason: QuarantineReason,
}

type Removed = (i64, Uuid, String, i64, String, i64, i64, Vec<u8>);

impl Store {
    /// Takes messages out of the archive and into quarantine, with all that was counted of them; the files stay sealed
    /// where they are. The indexes have them until [`Store::note_unindexed`].
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures; nothing is then changed.
    pub async fn take_out(
        &self,
        lease: &Lease,
        corp: &CorpId,
        messages: &[TakenOut],
        now: Millis,
    ) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        let mut emptied = Vec::new();
        for batch in batches(messages) {
            let removed = remove(&mut tx, corp, batch).await?;
            insert(&mut tx, corp, &entering(batch, &removed), now, true).await?;
            let messages: Vec<&Quarantined> = removed.iter().map(|(message, _)| message).collect();
            let count = i64::try_from(messages.len()).unwrap_or(i64::MAX);
            counters::add(&mut tx, corp, &[(counters::MESSAGES, -count)]).await?;
            forget_recalls(&mut tx, corp, batch).await?;
            forget_files(&mut tx, corp, batch).await?;
            emptied.extend(touched::unwrite(&mut tx, corp, &messages).await?);
            let told = messages.iter().map(|message| (message.reason, message.sent_at));
            note(&mut tx, corp, QuarantineOutcome::TakenOut, told, now).await?;
        }
        tx.commit().await?;
        let conversations: BTreeSet<ConversationId> = emptied.into_iter().collect();
        self.known().forget(conversations);
        Ok(())
    }

    /// Lists messages in quarantine that the indexes still have, with when they were sent.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn still_indexed(&self, corp: &CorpId, limit: usize) -> StoreResult<Vec<(Seq, Millis)>> {
        const SQL: &str =
            "SELECT seq, sent_at FROM quarantine WHERE corp_id = $1 AND indexed = 1 ORDER BY seq LIMIT $2";
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (i64, i64)>(SQL).bind(corp.as_str()).bind(limit).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(|(seq, sent_at)| (Seq(seq), sent_at)).collect())
    }

    /// Notes that the indexes have messages no more.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn note_unindexed(&self, lease: &Lease, corp: &CorpId, seqs: &[Seq]) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        of_each(&mut tx, corp, seqs, "UPDATE quarantine SET indexed = 0", "seq").await?;
        tx.commit().await
    }
}

async fn remove(tx: &mut Tx, corp: &CorpId, batch: &[TakenOut]) -> StoreResult<Vec<(Quarantined, Millis)>> {
    let mut places = Places::of(tx);
    let sql = format!(
        "DELETE FROM message WHERE corp_id = {} AND seq IN ({}) \
         RETURNING seq, conversation_id, sender, sent_at, kind, external, received_at, sealed",
        places.one(),
        places.list(batch.len())
    );
    let rows: Vec<Removed> = within!(tx, |c| {
        let mut query = sqlx::query_as::<_, Removed>(AssertSqlSafe(sql)).bind(corp.as_str());
        for message in batch {
            query = query.bind(message.seq.0);
        }
        query.fetch_all(c).await
    })?;
    let by_seq: BTreeMap<i64, &TakenOut> = batch.iter().map(|message| (message.seq.0, message)).collect();
    let quarantined = |(seq, conversation, sender, sent_at, kind, external, received_at, sealed): Removed| {
        let asked = by_seq.get(&seq)?;
        let message = Quarantined {
            seq: Seq(seq),
            conversation: ConversationId(conversation),
            sender: PartyId::new(sender),
            sent_at,
            kind: MessageKind::parse(&kind).unwrap_or(MessageKind::Unknown),
            external: external != 0,
            reason: asked.reason,
            sealed,
        };
        Some((message, received_at))
    };
    Ok(rows.into_iter().filter_map(quarantined).collect())
}

fn entering<'m>(batch: &'m [TakenOut], removed: &'m [(Quarantined, Millis)]) -> Vec<Entering<'m>> {
    let parties: BTreeMap<Seq, &[PartyId]> =
        batch.iter().map(|asked| (asked.seq, asked.parties.as_slice())).collect();
    let enter = |(message, received_at): &'m (Quarantined, Millis)| Entering {
        message,
        parties: parties.get(&message.seq).copied().unwrap_or_default(),
        received_at: *received_at,
    };
    removed.iter().map(enter).collect()
}

/// What these messages recalled is not recalled; what recalled them waits for them again.
async fn forget_recalls(tx: &mut Tx, corp: &CorpId, batch: &[TakenOut]) -> StoreResult<()> {
    let seqs: Vec<Seq> = batch.iter().map(|message| message.seq).collect();
    let mut places = Places::of(tx);
    let unmark = format!(
        "UPDATE message SET recalled_by = NULL, recalled_at = NULL WHERE corp_id = {} AND seq IN \
         (SELECT original_seq FROM recall WHERE corp_id = {} AND seq IN ({}))",
        places.one(),
        places.one(),
        places.list(seqs.len())
    );
    within!(tx, |c| {
        let mut query = sqlx::query(AssertSqlSafe(unmark)).bind(corp.as_str()).bind(corp.as_str());
        for seq in &seqs {
            query = query.bind(seq.0);
        }
        query.execute(c).await.map(|_| ())
    })?;
    of_each(tx, corp, &seqs, "DELETE FROM recall", "seq").await?;
    of_each(tx, corp, &seqs, "UPDATE recall SET original_seq = NULL", "original_seq").await
}

/// What was drawn from the files is not kept for search; it is drawn again where the message is released.
async fn forget_files(tx: &mut Tx, corp: &CorpId, batch: &[TakenOut]) -> StoreResult<()> {
    let seqs: Vec<Seq> = batch.iter().map(|message| message.seq).collect();
    of_each(tx, corp, &seqs, "DELETE FROM file_text", "seq").await?;
    of_each(tx, corp, &seqs, "UPDATE media_file SET derived = 0, heard = 0", "seq").await
}

/// Runs a statement on the rows whose column names one of these messages.
pub(crate) async fn of_each(
    tx: &mut Tx,
    corp: &CorpId,
    seqs: &[Seq],
    statement: &str,
    column: &str,
) -> StoreResult<()> {
    for batch in batches(seqs) {
        let mut places = Places::of(tx);
        let sql = format!(
            "{statement} WHERE corp_id = {} AND {column} IN ({})",
            places.one(),
            places.list(batch.len())
        );
        within!(tx, |c| {
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(corp.as_str());
            for seq in batch {
                query = query.bind(seq.0);
            }
            query.execute(c).await.map(|_| ())
        })?;
    }
    Ok(())
}
