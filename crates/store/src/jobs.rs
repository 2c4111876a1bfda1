//! Jobs: work that outlives the request that asked for it, claimed under a lease.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, JobId, OperatorId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{Tx, read, within};
use crate::{Store, StoreResult};

/// What became of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It waits for a worker.
    Queued,
    /// A worker has it.
    Running,
    /// It is done.
    Done,
    /// It was called off.
    Cancelled,
    /// It failed.
    Failed,
}

impl JobState {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }

    /// Reads the word; a word that is not known is a failure.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        [Self::Queued, Self::Running, Self::Done, Self::Cancelled]
            .into_iter()
            .find(|state| state.as_str() == word)
            .unwrap_or(Self::Failed)
    }
}

/// A job to be queued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// The id.
    pub id: JobId,
    /// What it does, as a word.
    pub kind: String,
    /// What it needs to know, sealed.
    pub payload: Vec<u8>,
    /// Who asked for it.
    pub created_by: Option<OperatorId>,
    /// When.
    pub created_at: Millis,
}

/// A job as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    /// The id.
    pub id: JobId,
    /// What it does, as a word.
    pub kind: String,
    /// What it needs to know, sealed.
    pub payload: Vec<u8>,
    /// What became of it.
    pub state: JobState,
    /// How often it was begun.
    pub attempts: u32,
    /// How far it is.
    pub done: u64,
    /// How far it has to go, where known.
    pub total: Option<u64>,
    /// What came out, as JSON.
    pub result: Option<String>,
    /// Why it failed, as a word of the table of codes.
    pub problem: Option<String>,
    /// Who asked for it.
    pub created_by: Option<OperatorId>,
    /// When.
    pub created_at: Millis,
    /// When it ended.
    pub finished_at: Option<Millis>,
}

type JobFields = (
    Uuid,
    String,
    Vec<u8>,
    String,
    i64,
    i64,
    Option<i64>,
    Option<String>,
    Option<String>,
    Option<Uuid>,
    i64,
    Option<i64>,
);

const JOB: &str = "id, kind, payload, state, attempts, progress_done, progress_total, result, problem, created_by, \
                   created_at, finished_at";

fn job(fields: JobFields) -> JobRow {
    let (
        id,
        kind,
        payload,
        state,
        attempts,
        done,
        total,
        result,
        problem,
        created_by,
        created_at,
        finished_at,
    ) = fields;
    JobRow {
        id: JobId(id),
        kind,
        payload,
        state: JobState::parse(&state),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        done: done.unsigned_abs(),
        total: total.map(i64::unsigned_abs),
        result,
        problem,
        created_by: created_by.map(OperatorId),
        created_at,
        finished_at,
    }
}

impl Store {
    /// Queues a job.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn enqueue_job(&self, corp: &CorpId, new: &NewJob) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        enqueue(&mut tx, corp, new).await?;
        tx.commit().await
    }

    /// Takes the oldest job that waits, or whose worker has not been heard of.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn claim_job(
        &self,
        corp: &CorpId,
        holder: &str,
        ttl: Millis,
        now: Millis,
    ) -> StoreResult<Option<JobRow>> {
        // What makes a job free is asked twice: of two that claim at once, PostgreSQL lets the second look again at the
        // row that it waited for, but not at what the row was chosen by.
        const FREE: &str = "(state = 'queued' OR (state = 'running' AND lease_until < $4))";
        let sql = format!(
            "UPDATE job SET state = 'running', holder = $1, lease_until = $2, attempts = attempts + 1, \
             progress_done = 0 WHERE corp_id = $3 AND {FREE} AND id = (SELECT id FROM job WHERE corp_id = $3 AND {FREE} \
             ORDER BY created_at, id LIMIT 1) RETURNING {JOB}"
        );
        let mut tx = self.0.db.begin().await?;
        let row = within!(&mut tx, |c| {
            let query =
                sqlx::query_as::<_, JobFields>(AssertSqlSafe(sql.as_str())).bind(holder).bind(now + ttl);
            query.bind(corp.as_str()).bind(now).fetch_optional(c).await
        })?;
        tx.commit().await?;
        Ok(row.map(job))
    }

    /// Reports progress and keeps the job; `false` where it was called off or taken over.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn heartbeat_job(
        &self,
        corp: &CorpId,
        id: JobId,
        holder: &str,
        progress: (u64, Option<u64>),
        lease_until: Millis,
    ) -> StoreResult<bool> {
        const SQL: &str = "UPDATE job SET progress_done = $1, progress_total = $2, lease_until = $3 \
                           WHERE corp_id = $4 AND id = $5 AND holder = $6 AND state = 'running'";
        let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        let mut tx = self.0.db.begin().await?;
        let kept = within!(&mut tx, |c| {
            let query =
                sqlx::query(SQL).bind(number(progress.0)).bind(progress.1.map(number)).bind(lease_until);
            let query = query.bind(corp.as_str()).bind(id.0).bind(holder);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(kept == 1)
    }

    /// Ends a job that this holder runs.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn finish_job(
        &self,
        corp: &CorpId,
        id: JobId,
        holder: &str,
        outcome: Result<&str, &str>,
        now: Millis,
    ) -> StoreResult<bool> {
        const SQL: &str = "UPDATE job SET state = $1, result = $2, problem = $3, finished_at = $4 \
                           WHERE corp_id = $5 AND id = $6 AND holder = $7 AND state = 'running'";
        let state = if outcome.is_ok() { JobState::Done } else { JobState::Failed };
        let mut tx = self.0.db.begin().await?;
        let ended = within!(&mut tx, |c| {
            let query =
                sqlx::query(SQL).bind(state.as_str()).bind(outcome.ok()).bind(outcome.err()).bind(now);
            let query = query.bind(corp.as_str()).bind(id.0).bind(holder);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(ended == 1)
    }

    /// Moves a job from one of some states to another; `false` where it was in none of them.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn move_job(
        &self,
        corp: &CorpId,
        id: JobId,
        from: &[JobState],
        to: JobState,
        now: Millis,
    ) -> StoreResult<bool> {
        const SQL: &str = "UPDATE job SET state = $1, problem = NULL, finished_at = $2 \
                           WHERE corp_id = $3 AND id = $4 AND state = $5";
        let finished = (!matches!(to, JobState::Queued | JobState::Running)).then_some(now);
        let mut tx = self.0.db.begin().await?;
        let mut moved = 0;
        for state in from {
            moved += within!(&mut tx, |c| {
                let query = sqlx::query(SQL).bind(to.as_str()).bind(finished).bind(corp.as_str()).bind(id.0);
                query.bind(state.as_str()).execute(c).await.map(|done| done.rows_affected())
            })?;
            if moved > 0 {
                break;
            }
        }
        tx.commit().await?;
        Ok(moved == 1)
    }

    /// Changes what came out of a job.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn set_job_result(&self, corp: &CorpId, id: JobId, result: &str) -> StoreResult<()> {
        const SQL: &str = "UPDATE job SET result = $1 WHERE corp_id = $2 AND id = $3";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| sqlx::query(SQL)
            .bind(result)
            .bind(corp.as_str())
            .bind(id.0)
            .execute(c)
            .await
            .map(|_| ()))?;
        tx.commit().await
    }

    /// Reads a job.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn job(&self, corp: &CorpId, id: JobId) -> StoreResult<Option<JobRow>> {
        let sql = format!("SELECT {JOB} FROM job WHERE corp_id = $1 AND id = $2");
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, JobFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(id.0).fetch_optional(db).await
        })?;
        Ok(row.map(job))
    }

    /// Lists jobs of a kind, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn jobs(&self, corp: &CorpId, kind: &str, limit: usize) -> StoreResult<Vec<JobRow>> {
        let sql = format!(
            "SELECT {JOB} FROM job WHERE corp_id = $1 AND kind = $2 ORDER BY created_at DESC, id DESC LIMIT $3"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, JobFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(kind).bind(limit).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(job).collect())
    }

    /// Removes a job.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn delete_job(&self, corp: &CorpId, id: JobId) -> StoreResult<()> {
        const SQL: &str = "DELETE FROM job WHERE corp_id = $1 AND id = $2";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| sqlx::query(SQL).bind(corp.as_str()).bind(id.0).execute(c).await.map(|_| ()))?;
        tx.commit().await
    }
}

/// Queues a job together with what else the transaction writes.
pub(crate) async fn enqueue(tx: &mut Tx, corp: &CorpId, new: &NewJob) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO job (corp_id, id, kind, payload, state, lease_until, attempts, progress_done, \
                       created_by, created_at) VALUES ($1, $2, $3, $4, 'queued', 0, 0, 0, $5, $6)";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(new.id.0).bind(new.kind.as_str());
        let query = query.bind(new.payload.as_slice()).bind(new.created_by.map(|operator| operator.0));
        query.bind(new.created_at).execute(c).await.map(|_| ())
    })
}
