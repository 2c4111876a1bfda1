//! Making pages durable: envelopes and the cursor in one transaction, before anything is opened.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, MsgId, Seq};
use sqlx::AssertSqlSafe;

use crate::db::{Places, Tx, batches, insert_rows, within};
use crate::gaps::{self, Gap};
use crate::leases::{Lease, check};
use crate::{Store, StoreResult, counters, msgids};

/// An envelope as pulled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEnvelope {
    /// WeCom's number.
    pub seq: Seq,
    /// WeCom's id.
    pub msgid: MsgId,
    /// The version of the key that it needs.
    pub key_version: u32,
    /// The item exactly as received, sealed.
    pub sealed: Vec<u8>,
}

/// An item that could not be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrokenItem {
    /// Its number, or the one where it was met.
    pub seq: Seq,
    /// Why, as a word.
    pub reason: String,
    /// Its bytes, sealed.
    pub sealed: Vec<u8>,
}

/// One page to be made durable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageWrite {
    /// Its envelopes.
    pub envelopes: Vec<NewEnvelope>,
    /// Its items that could not be parsed.
    pub broken: Vec<BrokenItem>,
    /// The cursor behind it.
    pub cursor: Seq,
    /// The jumps within it.
    pub gaps: Vec<Gap>,
}

/// What became of a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageWritten {
    /// The envelopes that were new.
    pub inserted: Vec<Seq>,
    /// How many were there already.
    pub duplicates: u64,
    /// How many were there as something else, and are now kept beside it.
    pub conflicts: u64,
}

impl Store {
    /// Makes a page durable: envelopes, cursor and gaps in one transaction.
    ///
    /// What was there already changes nothing; what was there as something else is kept beside it.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], [`crate::StoreError::DiskFull`]; nothing is then changed.
    pub async fn append_page(
        &self,
        lease: &Lease,
        corp: &CorpId,
        page: PageWrite,
        now: Millis,
    ) -> StoreResult<PageWritten> {
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        let sorted = sort(&mut tx, corp, &page.envelopes).await?;
        insert_envelopes(&mut tx, corp, &sorted.fresh, now).await?;
        let (mut conflicts, mut broken) = (0, 0);
        for envelope in &sorted.conflicts {
            conflicts += insert_conflict(&mut tx, corp, envelope, now).await?;
        }
        let duplicates = sorted.duplicates + sorted.conflicts.len() - conflicts;
        for item in &page.broken {
            broken += insert_broken(&mut tx, corp, item, now).await?;
        }
        let inserted: Vec<Seq> = sorted.fresh.iter().map(|envelope| envelope.seq).collect();
        // A page that is out of order jumps over numbers that it has itself; one that is asked for again has numbers
        // that were stored meanwhile. Both are there.
        gaps::insert(&mut tx, corp, &page.gaps, now).await?;
        let envelopes = page.envelopes.iter().map(|envelope| envelope.seq);
        let came: Vec<Seq> = envelopes.chain(page.broken.iter().map(|item| item.seq)).collect();
        gaps::fill(&mut tx, corp, &came).await?;
        counters::raise(&mut tx, corp, counters::CURSOR, page.cursor.0).await?;
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let changes = [
            (counters::RECEIVED, count(inserted.len())),
            (counters::WAITING, count(inserted.len())),
            (counters::BROKEN, broken),
            (counters::DUPLICATES, count(duplicates)),
            (counters::CONFLICTS, count(conflicts)),
        ];
        counters::add(&mut tx, corp, &changes).await?;
        tx.commit().await?;
        Ok(PageWritten { inserted, duplicates: duplicates as u64, conflicts: conflicts as u64 })
    }
}

/// A page's envelopes by what is known of them.
#[derive(Default)]
struct Sorted<'p> {
    fresh: Vec<&'p NewEnvelope>,
    duplicates: usize,
    conflicts: Vec<&'p NewEnvelope>,
}

async fn sort<'p>(tx: &mut Tx, corp: &CorpId, envelopes: &'p [NewEnvelope]) -> StoreResult<Sorted<'p>> {
    let ids: Vec<&MsgId> = envelopes.iter().map(|envelope| &envelope.msgid).collect();
    let known_ids = msgids::find_all(tx, corp, &ids).await?;
    let known_seqs = known_seqs(tx, corp, envelopes).await?;
    let mut sorted = Sorted::default();
    let (mut page_ids, mut page_seqs): (HashMap<&str, Seq>, HashMap<Seq, &str>) = Default::default();
    for envelope in envelopes {
        let msgid = envelope.msgid.as_str();
        let by_id = known_ids.get(msgid).or_else(|| page_ids.get(msgid));
        let known = known_seqs.get(&envelope.seq).map(String::as_str);
        match (known.or_else(|| page_seqs.get(&envelope.seq).copied()), by_id) {
            (None, None) => {
                page_ids.insert(msgid, envelope.seq);
                page_seqs.insert(envelope.seq, msgid);
                sorted.fresh.push(envelope);
            }
            (Some(other), Some(seq)) if other == msgid && *seq == envelope.seq => sorted.duplicates += 1,
            _ => sorted.conflicts.push(envelope),
        }
    }
    Ok(sorted)
}

/// Finds which of a page's numbers are there already. Those above the highest known are not.
async fn known_seqs(
    tx: &mut Tx,
    corp: &CorpId,
    envelopes: &[NewEnvelope],
) -> StoreResult<HashMap<Seq, String>> {
    const HIGHEST: &str = "SELECT MAX(seq) FROM envelope WHERE corp_id = $1";
    let highest = within!(tx, |c| {
        sqlx::query_scalar::<_, Option<i64>>(HIGHEST).bind(corp.as_str()).fetch_one(c).await
    })?;
    let perhaps: Vec<i64> = envelopes
        .iter()
        .map(|envelope| envelope.seq.0)
        .filter(|seq| highest.is_some_and(|highest| *seq <= highest))
        .collect();
    let mut known = HashMap::new();
    for batch in batches(&perhaps) {
        let mut places = Places::of(tx);
        let sql = format!(
            "SELECT seq, msgid FROM envelope WHERE corp_id = {} AND seq IN ({})",
            places.one(),
            places.list(batch.len())
        );
        let rows = within!(tx, |c| {
            let mut query = sqlx::query_as::<_, (i64, String)>(AssertSqlSafe(sql)).bind(corp.as_str());
            for seq in batch {
                query = query.bind(*seq);
            }
            query.fetch_all(c).await
        })?;
        known.extend(rows.into_iter().map(|(seq, msgid)| (Seq(seq), msgid)));
    }
    Ok(known)
}

async fn insert_envelopes(
    tx: &mut Tx,
    corp: &CorpId,
    envelopes: &[&NewEnvelope],
    now: Millis,
) -> StoreResult<()> {
    insert_rows!(
        tx,
        envelopes,
        "envelope (corp_id, seq, msgid, key_version, received_at, sealed)",
        6,
        "",
        |query, envelope| {
            let query = query.bind(corp.as_str()).bind(envelope.seq.0).bind(envelope.msgid.as_str());
            query.bind(i64::from(envelope.key_version)).bind(now).bind(envelope.sealed.as_slice())
        }
    );
    insert_rows!(tx, envelopes, "waiting (corp_id, seq, since)", 3, "", |query, envelope| {
        query.bind(corp.as_str()).bind(envelope.seq.0).bind(now)
    });
    let ids: Vec<(&MsgId, Seq)> = envelopes.iter().map(|envelope| (&envelope.msgid, envelope.seq)).collect();
    msgids::insert(tx, corp, &ids).await
}

/// Keeps an envelope beside the one whose number or id it has. One that is kept already is not kept twice.
async fn insert_conflict(
    tx: &mut Tx,
    corp: &CorpId,
    envelope: &NewEnvelope,
    now: Millis,
) -> StoreResult<usize> {
    const SQL: &str = "INSERT INTO envelope_conflict (corp_id, seq, msgid, received_at, sealed) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (corp_id, seq, msgid) DO NOTHING";
    let rows = within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(envelope.seq.0).bind(envelope.msgid.as_str());
        query.bind(now).bind(envelope.sealed.as_slice()).execute(c).await.map(|done| done.rows_affected())
    })?;
    Ok(usize::from(rows > 0))
}

async fn insert_broken(tx: &mut Tx, corp: &CorpId, item: &BrokenItem, now: Millis) -> StoreResult<i64> {
    const SQL: &str = "INSERT INTO broken_item (corp_id, seq, reason, received_at, sealed) VALUES ($1, $2, $3, $4, $5) \
                       ON CONFLICT (corp_id, seq) DO NOTHING";
    let rows = within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(item.seq.0).bind(item.reason.as_str());
        query.bind(now).bind(item.sealed.as_slice()).execute(c).await.map(|done| done.rows_affected())
    })?;
    Ok(i64::try_from(rows).unwrap_or_default())
}
