//! What members do on their own page: personal links, sessions, questions.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, OperatorId, PartyId, QuestionId};
use huicun_domain::notice::How;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{insert_rows, read, within};
use crate::error::StoreError;
use crate::{Store, StoreResult};

/// A personal link. Only the hash of its token is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonalLinkRow {
    /// The hash of the token.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub member: PartyId,
    /// When it was made.
    pub created_at: Millis,
    /// Until when it opens.
    pub expires_at: Millis,
    /// Who made it.
    pub created_by: Option<OperatorId>,
}

/// A session of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberSessionRow {
    /// The hash of its token.
    pub token_hash: Vec<u8>,
    /// Whose it is.
    pub member: PartyId,
    /// In which way it was begun.
    pub how: How,
    /// When.
    pub created_at: Millis,
    /// When it ends.
    pub expires_at: Millis,
    /// Where it was begun from.
    pub address: Option<String>,
}

/// A question of a member. Question and answer are sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionRow {
    /// The id.
    pub id: QuestionId,
    /// Who asked.
    pub member: PartyId,
    /// When.
    pub asked_at: Millis,
    /// The question.
    pub sealed: Vec<u8>,
    /// The answer.
    pub answer: Option<Vec<u8>>,
    /// When it was answered.
    pub answered_at: Option<Millis>,
    /// By whom.
    pub answered_by: Option<OperatorId>,
}

type QuestionFields = (Uuid, String, i64, Vec<u8>, Option<Vec<u8>>, Option<i64>, Option<Uuid>);

const QUESTION: &str = "id, member, asked_at, sealed, answer_sealed, answered_at, answered_by";

fn question((id, member, asked_at, sealed, answer, answered_at, by): QuestionFields) -> QuestionRow {
    QuestionRow {
        id: QuestionId(id),
        member: PartyId::new(member),
        asked_at,
        sealed,
        answer,
        answered_at,
        answered_by: by.map(OperatorId),
    }
}

impl Store {
    /// Keeps personal links.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_personal_links(&self, corp: &CorpId, rows: &[PersonalLinkRow]) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        insert_rows!(
            &mut tx,
            rows,
            "personal_link (corp_id, token_hash, member, created_at, expires_at, created_by)",
            6,
            "",
            |query, row| query
                .bind(corp.as_str())
                .bind(row.token_hash.as_slice())
                .bind(row.member.as_str())
                .bind(row.created_at)
                .bind(row.expires_at)
                .bind(row.created_by.map(|by| by.0))
        );
        tx.commit().await
    }

    /// Uses a personal link, which opens once: whose it is, or nothing where it does not open.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn use_personal_link(
        &self,
        corp: &CorpId,
        token_hash: &[u8],
        now: Millis,
    ) -> StoreResult<Option<PartyId>> {
        const SQL: &str = "UPDATE personal_link SET used_at = $1 WHERE corp_id = $2 AND token_hash = $3 \
                           AND used_at IS NULL AND expires_at > $1 RETURNING member";
        let mut tx = self.0.db.begin().await?;
        let member = within!(&mut tx, |c| {
            let query = sqlx::query_scalar::<_, String>(SQL).bind(now).bind(corp.as_str()).bind(token_hash);
            query.fetch_optional(c).await
        })?;
        tx.commit().await?;
        Ok(member.map(PartyId::new))
    }

    /// Begins a session of a member, and forgets those that ended.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_member_session(&self, corp: &CorpId, row: &MemberSessionRow) -> StoreResult<()> {
        const OLD: &str = "DELETE FROM member_session WHERE corp_id = $1 AND expires_at < $2";
        const SQL: &str = "INSERT INTO member_session (corp_id, token_hash, member, how, created_at, expires_at, address) \
                           VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            sqlx::query(OLD).bind(corp.as_str()).bind(row.created_at).execute(c).await.map(|_| ())
        })?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.token_hash.as_slice());
            let query = query.bind(row.member.as_str()).bind(row.how.as_str()).bind(row.created_at);
            query.bind(row.expires_at).bind(row.address.as_deref()).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Finds a session of a member that has not ended.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn member_session(
        &self,
        corp: &CorpId,
        token_hash: &[u8],
        now: Millis,
    ) -> StoreResult<Option<MemberSessionRow>> {
        const SQL: &str = "SELECT token_hash, member, how, created_at, expires_at, address FROM member_session \
                           WHERE corp_id = $1 AND token_hash = $2 AND expires_at > $3";
        type Fields = (Vec<u8>, String, String, i64, i64, Option<String>);
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(SQL).bind(corp.as_str()).bind(token_hash).bind(now);
            query.fetch_optional(db).await
        })?;
        row.map(|(token_hash, member, how, created_at, expires_at, address)| {
            Ok(MemberSessionRow {
                token_hash,
                member: PartyId::new(member),
                how: How::parse(&how).ok_or(StoreError::Unreadable("member_session"))?,
                created_at,
                expires_at,
                address,
            })
        })
        .transpose()
    }

    /// Ends a session of a member.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn delete_member_session(&self, corp: &CorpId, token_hash: &[u8]) -> StoreResult<()> {
        const SQL: &str = "DELETE FROM member_session WHERE corp_id = $1 AND token_hash = $2";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            sqlx::query(SQL).bind(corp.as_str()).bind(token_hash).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Keeps a question.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_question(&self, corp: &CorpId, row: &QuestionRow) -> StoreResult<()> {
        const SQL: &str =
            "INSERT INTO member_question (corp_id, id, member, asked_at, sealed) VALUES ($1, $2, $3, $4, $5)";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.id.0).bind(row.member.as_str());
            query.bind(row.asked_at).bind(row.sealed.as_slice()).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Keeps the answer to a question; `false` where it is not there or was answered.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn answer_question(
        &self,
        corp: &CorpId,
        id: QuestionId,
        sealed: &[u8],
        by: Option<OperatorId>,
        now: Millis,
    ) -> StoreResult<bool> {
        const SQL: &str = "UPDATE member_question SET answer_sealed = $1, answered_at = $2, answered_by = $3 \
                           WHERE corp_id = $4 AND id = $5 AND answered_at IS NULL";
        let mut tx = self.0.db.begin().await?;
        let answered = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(sealed).bind(now).bind(by.map(|by| by.0));
            query.bind(corp.as_str()).bind(id.0).execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(answered == 1)
    }

    /// Lists questions, those without an answer first, then the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn questions(&self, corp: &CorpId, limit: usize) -> StoreResult<Vec<QuestionRow>> {
        let sql = format!(
            "SELECT {QUESTION} FROM member_question WHERE corp_id = $1 \
             ORDER BY CASE WHEN answered_at IS NULL THEN 0 ELSE 1 END, asked_at DESC, id DESC LIMIT $2"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, QuestionFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(limit).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(question).collect())
    }

    /// Lists the questions of a member, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn questions_of(&self, corp: &CorpId, member: &PartyId) -> StoreResult<Vec<QuestionRow>> {
        let sql = format!(
            "SELECT {QUESTION} FROM member_question WHERE corp_id = $1 AND member = $2 \
             ORDER BY asked_at DESC, id DESC"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, QuestionFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(member.as_str()).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(question).collect())
    }
}
