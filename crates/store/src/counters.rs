//! Counters: what the archive holds and what waits, kept up to date in the transactions that change it.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Position, Seq};

use crate::db::{Tx, insert_rows, read, within};
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
    /// Messages in quarantine.
    pub quarantined: u64,
    /// Messages that were destroyed in quarantine.
    pub destroyed: u64,
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
pub(crate) const WAITING: &str = "waiting";
pub(crate) const MESSAGES: &str = "messages";
pub(crate) const POISON: &str = "poison";
/// In quarantine, and destroyed there.
pub(crate) const QUARANTINED: &str = "quarantined";
pub(crate) const DESTROYED: &str = "destroyed";
pub(crate) const BROKEN: &str = "broken";
pub(crate) const DUPLICATES: &str = "duplicates";
pub(crate) const CONFLICTS: &str = "conflicts";
pub(crate) const CURSOR: &str = "cursor";
pub(crate) const POSITION: &str = "position";
pub(crate) const UNMERGED: &str = "unmerged";
/// How often the scope, the directory and what members said were changed.
pub(crate) const SCOPE: &str = "scope";
pub(crate) const DIRECTORY: &str = "directory";
pub(crate) const MEMBER_CONSENTS: &str = "member_consents";
/// Followed by the version of the key that is waited for.
const PARKED: &str = "parked/";

/// Names the counter of envelopes that wait for the key of a version.
pub(crate) fn parked(key_version: i64) -> String {
    format!("{PARKED}{key_version}")
}

/// Adds to counters.
pub(crate) async fn add(tx: &mut Tx, corp: &CorpId, changes: &[(&str, i64)]) -> StoreResult<()> {
    let changes: Vec<(&str, i64)> = changes.iter().copied().filter(|(_, by)| *by != 0).collect();
    insert_rows!(
        tx,
        &changes,
        "counter (corp_id, name, value)",
        3,
        "ON CONFLICT (corp_id, name) DO UPDATE SET value = counter.value + excluded.value",
        |query, (name, by)| query.bind(corp.as_str()).bind(*name).bind(*by)
    );
    Ok(())
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
    let value = within!(tx, |c| {
        sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).bind(name).fetch_optional(c).await
    })?;
    Ok(value.unwrap_or_default())
}

impl Counters {
    fn set(&mut self, name: &str, value: i64) {
        let value = value.unsigned_abs();
        match name {
            RECEIVED => self.received = value,
            WAITING => self.waiting = value,
            MESSAGES => self.messages = value,
            POISON => self.poison = value,
            QUARANTINED => self.quarantined = value,
            DESTROYED => self.destroyed = value,
            BROKEN => self.broken = value,
            DUPLICATES => self.duplicates = value,
            CONFLICTS => self.conflicts = value,
            _ => {
                let version = name.strip_prefix(PARKED).and_then(|version| version.parse().ok());
                if let Some(version) = version.filter(|_| value > 0) {
                    self.parked.push((version, value));
                }
            }
        }
    }
}

impl Store {
    /// Reads a corp's counters.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn counters(&self, corp: &CorpId) -> StoreResult<Counters> {
        const VALUES: &str = "SELECT name, value FROM counter WHERE corp_id = $1";
        // The lowest numbers are the oldest, but for the few that came late: a look at the first tells enough.
        const SINCE: &str = "SELECT MIN(since) FROM (SELECT since FROM waiting WHERE corp_id = $1 ORDER BY seq LIMIT 256) first";
        const GAPS: &str = "SELECT COUNT(*) FROM gap WHERE corp_id = $1 AND state = 'open'";
        let id = corp.as_str();
        let values =
            read!(self, |db| sqlx::query_as::<_, (String, i64)>(VALUES).bind(id).fetch_all(db).await)?;
        let since =
            read!(self, |db| sqlx::query_scalar::<_, Option<i64>>(SINCE).bind(id).fetch_one(db).await)?;
        let gaps = read!(self, |db| sqlx::query_scalar::<_, i64>(GAPS).bind(id).fetch_one(db).await)?;
        let mut counters =
            Counters { gaps_open: gaps.unsigned_abs(), waiting_since: since, ..Counters::default() };
        for (name, value) in values {
            counters.set(&name, value);
        }
        counters.parked.sort_unstable();
        Ok(counters)
    }

    /// Reads the pull cursor (拉取游标): everything up to it is durable or recorded as a gap.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn cursor(&self, corp: &CorpId) -> StoreResult<Seq> {
        Ok(Seq(self.counter(corp, CURSOR).await?))
    }

    /// Reads the position of the newest message.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn last_position(&self, corp: &CorpId) -> StoreResult<Position> {
        Ok(Position(self.counter(corp, POSITION).await?))
    }

    async fn counter(&self, corp: &CorpId, name: &str) -> StoreResult<i64> {
        const SQL: &str = "SELECT value FROM counter WHERE corp_id = $1 AND name = $2";
        let value = read!(self, |db| {
            sqlx::query_scalar::<_, i64>(SQL).bind(corp.as_str()).bind(name).fetch_optional(db).await
        })?;
        Ok(value.unwrap_or_default())
    }
}
