//! Deliveries: which version was sent to whom, by which message, and what WeCom said.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, JobId, NoticeId, PartyId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{insert_rows, numbered, read, within};
use crate::{NewJob, Store, StoreResult};

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// It is not sent yet.
    Waiting,
    /// WeCom took it.
    Sent,
    /// WeCom does not know the member, or may not reach them.
    Refused,
}

impl DeliveryState {
    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Refused => "refused",
        }
    }

    fn parse(word: &str) -> Self {
        match word {
            "sent" => Self::Sent,
            "refused" => Self::Refused,
            _ => Self::Waiting,
        }
    }
}

/// A delivery to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDelivery {
    /// To whom.
    pub member: PartyId,
    /// In which message: each takes up to a thousand members.
    pub batch: i64,
    /// What the message is known by at WeCom.
    pub task_id: String,
}

/// A delivery as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryRow {
    /// The job that delivers.
    pub job: JobId,
    /// To whom.
    pub member: PartyId,
    /// The notice.
    pub notice: NoticeId,
    /// Its version.
    pub version: i64,
    /// In which form: a word.
    pub channel: String,
    /// In which message.
    pub batch: i64,
    /// What the message is known by at WeCom.
    pub task_id: String,
    /// What became of it.
    pub state: DeliveryState,
    /// Why it was refused.
    pub problem: Option<String>,
    /// WeCom's id of the message.
    pub msgid: Option<String>,
    /// When it was sent.
    pub sent_at: Option<Millis>,
}

/// What became of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentBatch {
    /// WeCom's id of the message, where it is known.
    pub msgid: Option<String>,
    /// Who did not get it, and why.
    pub refused: Vec<(PartyId, &'static str)>,
}

type DeliveryFields =
    (Uuid, String, Uuid, i64, String, i64, String, String, Option<String>, Option<String>, Option<i64>);

const DELIVERY: &str =
    "job_id, member, notice_id, version, channel, batch, task_id, state, problem, msgid, sent_at";

fn delivery(fields: DeliveryFields) -> DeliveryRow {
    let (job, member, notice, version, channel, batch, task_id, state, problem, msgid, sent_at) = fields;
    DeliveryRow {
        job: JobId(job),
        member: PartyId::new(member),
        notice: NoticeId(notice),
        version,
        channel,
        batch,
        task_id,
        state: DeliveryState::parse(&state),
        problem,
        msgid,
        sent_at,
    }
}

/// How many members one statement names.
const NAMED: usize = 100;

impl Store {
    /// Queues a job with the deliveries that it has to make: both or neither.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn enqueue_deliveries(
        &self,
        corp: &CorpId,
        job: &NewJob,
        (notice, version): (NoticeId, i64),
        channel: &str,
        deliveries: &[NewDelivery],
    ) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        insert_rows!(
            &mut tx,
            deliveries,
            "notice_delivery (corp_id, job_id, member, notice_id, version, channel, batch, task_id, state)",
            9,
            "",
            |query, row| query
                .bind(corp.as_str())
                .bind(job.id.0)
                .bind(row.member.as_str())
                .bind(notice.0)
                .bind(version)
                .bind(channel)
                .bind(row.batch)
                .bind(row.task_id.as_str())
                .bind(DeliveryState::Waiting.as_str())
        );
        crate::jobs::enqueue(&mut tx, corp, job).await?;
        tx.commit().await
    }

    /// Lists what a job still has to send of the first message that is not sent.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn next_batch(&self, corp: &CorpId, job: JobId) -> StoreResult<Vec<DeliveryRow>> {
        let sql = format!(
            "SELECT {DELIVERY} FROM notice_delivery WHERE corp_id = $1 AND job_id = $2 AND state = 'waiting' \
             AND batch = (SELECT MIN(n.batch) FROM notice_delivery n WHERE n.corp_id = $1 AND n.job_id = $2 \
             AND n.state = 'waiting') ORDER BY member"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, DeliveryFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(job.0).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(delivery).collect())
    }

    /// Notes what became of a message.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn note_batch(
        &self,
        corp: &CorpId,
        job: JobId,
        batch: i64,
        sent: &SentBatch,
        now: Millis,
    ) -> StoreResult<()> {
        const SENT: &str = "UPDATE notice_delivery SET state = 'sent', msgid = $1, sent_at = $2 \
                            WHERE corp_id = $3 AND job_id = $4 AND batch = $5 AND state = 'waiting'";
        let mut tx = self.0.db.begin().await?;
        for (member, problem) in &sent.refused {
            const REFUSED: &str = "UPDATE notice_delivery SET state = 'refused', problem = $1 \
                                   WHERE corp_id = $2 AND job_id = $3 AND member = $4 AND state = 'waiting'";
            within!(&mut tx, |c| {
                let query = sqlx::query(REFUSED).bind(*problem).bind(corp.as_str()).bind(job.0);
                query.bind(member.as_str()).execute(c).await.map(|_| ())
            })?;
        }
        within!(&mut tx, |c| {
            let query = sqlx::query(SENT).bind(sent.msgid.as_deref()).bind(now).bind(corp.as_str());
            query.bind(job.0).bind(batch).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Counts the deliveries of a job by what became of them: waiting, sent, refused.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn delivery_counts(&self, corp: &CorpId, job: JobId) -> StoreResult<[u64; 3]> {
        const SQL: &str =
            "SELECT state, COUNT(*) FROM notice_delivery WHERE corp_id = $1 AND job_id = $2 GROUP BY state";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, (String, i64)>(SQL).bind(corp.as_str()).bind(job.0).fetch_all(db).await
        })?;
        let mut counts = [0; 3];
        for (state, count) in rows {
            counts[DeliveryState::parse(&state) as usize] += count.unsigned_abs();
        }
        Ok(counts)
    }

    /// Lists whom WeCom refused in a job, by member.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn refused_deliveries(&self, corp: &CorpId, job: JobId) -> StoreResult<Vec<DeliveryRow>> {
        let sql = format!(
            "SELECT {DELIVERY} FROM notice_delivery WHERE corp_id = $1 AND job_id = $2 AND state = 'refused' \
             ORDER BY member"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, DeliveryFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(job.0).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(delivery).collect())
    }

    /// Lists the deliveries of a version, by member and then by time.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn deliveries_of(
        &self,
        corp: &CorpId,
        notice: NoticeId,
        version: i64,
    ) -> StoreResult<Vec<DeliveryRow>> {
        let sql = format!(
            "SELECT {DELIVERY} FROM notice_delivery WHERE corp_id = $1 AND notice_id = $2 AND version = $3 \
             ORDER BY member, job_id"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, DeliveryFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(notice.0).bind(version).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(delivery).collect())
    }

    /// Finds the card that was sent to a member under a task id, whatever the case of the member's id.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn delivery_by_task(
        &self,
        corp: &CorpId,
        task_id: &str,
        member: &PartyId,
    ) -> StoreResult<Option<DeliveryRow>> {
        let sql = format!(
            "SELECT {DELIVERY} FROM notice_delivery WHERE corp_id = $1 AND task_id = $2 AND LOWER(member) = $3"
        );
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, DeliveryFields>(AssertSqlSafe(sql.as_str()));
            let query = query.bind(corp.as_str()).bind(task_id).bind(member.as_str().to_ascii_lowercase());
            query.fetch_optional(db).await
        })?;
        Ok(row.map(delivery))
    }

    /// Lists the members of the directory who have not left, by id.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn present_members(&self, corp: &CorpId) -> StoreResult<Vec<PartyId>> {
        const SQL: &str =
            "SELECT id FROM party WHERE corp_id = $1 AND kind = 'member' AND departed = 0 ORDER BY id";
        let rows =
            read!(self, |db| sqlx::query_scalar::<_, String>(SQL).bind(corp.as_str()).fetch_all(db).await)?;
        Ok(rows.into_iter().map(PartyId::new).collect())
    }

    /// Finds members by their ids whatever the case, as the directory writes them; those who left are told as well.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn members_named(&self, corp: &CorpId, ids: &[PartyId]) -> StoreResult<Vec<(PartyId, bool)>> {
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(NAMED) {
            let sql = format!(
                "SELECT id, departed FROM party WHERE corp_id = $1 AND kind = 'member' AND LOWER(id) IN ({})",
                numbered(2, chunk.len())
            );
            let rows = read!(self, |db| {
                let mut query = sqlx::query_as::<_, (String, i64)>(AssertSqlSafe(sql.as_str()));
                query = query.bind(corp.as_str());
                for id in chunk {
                    query = query.bind(id.as_str().to_ascii_lowercase());
                }
                query.fetch_all(db).await
            })?;
            found.extend(rows.into_iter().map(|(id, left)| (PartyId::new(id), left != 0)));
        }
        Ok(found)
    }
}
