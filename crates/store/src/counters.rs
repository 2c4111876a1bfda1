//! Counters: what the archive holds and what waits, kept up to date in the transactions that change it.

use huicun_domain::clock::Millis;
use huicun_domain::ids::CorpId;

use crate::db::{Tx, read, within};
use crate::{Store, StoreResult};

/// What a corp's archive holds and what waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Envelopes received.
    pub received: u64,
    /// Messages that can be read.
    pub messages: u64,
    /// Envelopes that wait for a key, by its version.
    pub parked: Vec<(u32, u64)>,
    /// Envelopes that could not be opened or are no message.
    pub poison: u64,
    /// Items of pages that could not be parsed.
    pub broken: u64,
    /// Envelopes that came again and were left out.
    pub duplicates: u64,
    /// Envelopes that came again as something else, and are kept beside.
    pub conflicts: u64,
    /// Gaps that are open.
    pub gaps_open: u64,
    /// Envelopes that are about to be unsealed.
    pub waiting: u64,
    /// When the oldest of those was received.
    pub waiting_since: Option<Millis>,
}

impl Counters {
    /// How many envelopes are about to be unsealed.
    #[must_use]
    pub fn unsealing(&self) -> u64 {
        self.waiting
    }
}

pub(crate) const RECEIVED: &str = "received";
pub(crate) const MESSAGES: &str = "messages";
pub(crate) const BROKEN: &str = "broken";
pub(crate) const DUPLICATES: &str = "duplicates";
pub(crate) const CONFLICTS: &str = "conflicts";
pub(crate) const CURSOR: &str = "cursor";
pub(crate) const POSITION: &str = "position";

/// Adds to a counter.
pub(crate) async fn add(tx: &mut Tx, corp: &CorpId, name: &str, by: i64) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO counter (corp_id, name, value) VALUES ($1, $2, $3) \
                       ON CONFLICT (corp_id, name) DO UPDATE SET value = counter.value + excluded.value";
    if by == 0 {
        return Ok(());
    }
    within!(tx, |c| sqlx::query(SQL).bind(corp.as_str()).bind(name).bind(by).execute(c).await.map(|_| ()))
}

/// Raises a counter to a value; it never falls.
pub(crate) async fn raise(tx: &mut Tx, corp: &CorpId, name: &str, to: i64) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO counter (corp_id, name, value) VALUES ($1, $2, $3) \
                       ON CONFLICT (corp_id, name) DO UPDATE SET value = excluded.value \
                       WHERE excluded.value > counter.value";
    within!(tx, |c| sqlx::query(SQL).bind(corp.as_str()).bind(name).bind(to).execute(c).await.map(|_| ()))
}

/// Reads a counter within a transaction.
pub(crate) async fn get(tx: &mut Tx, corp: &CorpId, name: &str) -> StoreResult<i64> {
    const SQL: &str = "SELECT value FROM counter WHERE corp_id = $1 AND name = $2";
    let value = within!(tx, |c| sqlx::query_scalar::<_, i64>(SQL)
        .bind(corp.as_str())
        .bind(name)
        .fetch_optional(c)
        .await)?;
    Ok(value.unwrap_or_default())
}

impl Store {
    /// Reads a corp's counters.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn counters(&self, corp: &CorpId) -> StoreResult<Counters> {
        const VALUES: &str = "SELECT name, value FROM counter WHERE corp_id = $1";
        const WAITING: &str = "SELECT state, key_version, COUNT(*), MIN(since) FROM waiting WHERE corp_id = $1 \
                               GROUP BY state, key_version ORDER BY key_version";
        const GAPS: &str = "SELECT COUNT(*) FROM gap WHERE corp_id = $1 AND state = 'open'";
        let id = corp.as_str();
        let values =
            read!(self, |db| sqlx::query_as::<_, (String, i64)>(VALUES).bind(id).fetch_all(db).await)?;
        let waiting = read!(self, |db| sqlx::query_as::<_, (String, i64, i64, i64)>(WAITING)
            .bind(id)
            .fetch_all(db)
            .await)?;
        let gaps = read!(self, |db| sqlx::query_scalar::<_, i64>(GAPS).bind(id).fetch_one(db).await)?;
        let mut counters = Counters { gaps_open: gaps.unsigned_abs(), ..Counters::default() };
        for (name, value) in values {
            match name.as_str() {
                RECEIVED => counters.received = value.unsigned_abs(),
                MESSAGES => counters.messages = value.unsigned_abs(),
                BROKEN => counters.broken = value.unsigned_abs(),
                DUPLICATES => counters.duplicates = value.unsigned_abs(),
                CONFLICTS => counters.conflicts = value.unsigned_abs(),
                _ => {}
            }
        }
        for (state, version, count, since) in waiting {
            let count = count.unsigned_abs();
            match state.as_str() {
                "parked" => counters.parked.push((u32::try_from(version).unwrap_or_default(), count)),
                "poison" => counters.poison += count,
                _ => {
                    counters.waiting += count;
                    counters.waiting_since =
                        Some(counters.waiting_since.map_or(since, |known| known.min(since)));
                }
            }
        }
        Ok(counters)
    }

    /// Reads the pull cursor (拉取游标): everything up to it is durable or recorded as a gap.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn cursor(&self, corp: &CorpId) -> StoreResult<huicun_domain::ids::Seq> {
        Ok(huicun_domain::ids::Seq(self.counter(corp, CURSOR).await?))
    }

    /// Reads the position of the newest message.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn last_position(&self, corp: &CorpId) -> StoreResult<huicun_domain::ids::Position> {
        Ok(huicun_domain::ids::Position(self.counter(corp, POSITION).await?))
    }

    async fn counter(&self, corp: &CorpId, name: &str) -> StoreResult<i64> {
        const SQL: &str = "SELECT value FROM counter WHERE corp_id = $1 AND name = $2";
        let value = read!(self, |db| {
            sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).bind(name).fetch_optional(db).await
        })?;
        Ok(value.unwrap_or_default())
    }
}
