//! Receipts (回执): who answered which version, when and how. They are added, never changed.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, NoticeId, OperatorId, PartyId};
use huicun_domain::notice::{Answer, How};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{Tx, read, within};
use crate::error::StoreError;
use crate::{MemberConsentRow, Store, StoreResult};

/// A receipt as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptRow {
    /// The id.
    pub id: Uuid,
    /// The notice.
    pub notice: NoticeId,
    /// Its version.
    pub version: i64,
    /// Who answered.
    pub member: PartyId,
    /// What.
    pub answer: Answer,
    /// When it happened.
    pub at: Millis,
    /// When the archive learnt of it.
    pub learnt_at: Millis,
    /// In which way it came.
    pub how: How,
    /// What proves it, as JSON.
    pub evidence: String,
    /// Who put it on record, where it came on paper.
    pub operator: Option<OperatorId>,
}

type ReceiptFields = (Uuid, Uuid, i64, String, String, i64, i64, String, String, Option<Uuid>);

const RECEIPT: &str = "id, notice_id, version, member, answer, at, learnt_at, how, evidence, operator_id";

fn receipt(fields: ReceiptFields) -> StoreResult<ReceiptRow> {
    let (id, notice, version, member, answer, at, learnt_at, how, evidence, operator) = fields;
    Ok(ReceiptRow {
        id,
        notice: NoticeId(notice),
        version,
        member: PartyId::new(member),
        answer: Answer::parse(&answer).ok_or(StoreError::Unreadable("notice_receipt"))?,
        at,
        learnt_at,
        how: How::parse(&how).ok_or(StoreError::Unreadable("notice_receipt"))?,
        evidence,
        operator: operator.map(OperatorId),
    })
}

impl Store {
    /// Adds a receipt, a consent that goes with it, or both, in one transaction.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn add_answer(
        &self,
        corp: &CorpId,
        receipt: Option<&ReceiptRow>,
        consent: Option<&MemberConsentRow>,
    ) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        if let Some(row) = receipt {
            add_receipt(&mut tx, corp, row).await?;
        }
        if let Some(row) = consent {
            crate::consents::add_member_consent(&mut tx, corp, row).await?;
        }
        tx.commit().await
    }

    /// Lists the receipts of a version, by member and then by when they happened.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn receipts_of(
        &self,
        corp: &CorpId,
        notice: NoticeId,
        version: i64,
    ) -> StoreResult<Vec<ReceiptRow>> {
        let sql = format!(
            "SELECT {RECEIPT} FROM notice_receipt WHERE corp_id = $1 AND notice_id = $2 AND version = $3 \
             ORDER BY member, at, learnt_at, id"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, ReceiptFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(notice.0).bind(version).fetch_all(db).await
        })?;
        rows.into_iter().map(receipt).collect()
    }

    /// Lists the receipts of a member, by when they happened.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn receipts_by(&self, corp: &CorpId, member: &PartyId) -> StoreResult<Vec<ReceiptRow>> {
        let sql = format!(
            "SELECT {RECEIPT} FROM notice_receipt WHERE corp_id = $1 AND member = $2 ORDER BY at, learnt_at, id"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, ReceiptFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(member.as_str()).fetch_all(db).await
        })?;
        rows.into_iter().map(receipt).collect()
    }
}

async fn add_receipt(tx: &mut Tx, corp: &CorpId, row: &ReceiptRow) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO notice_receipt (corp_id, id, notice_id, version, member, answer, at, learnt_at, how, \
                       evidence, operator_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.id).bind(row.notice.0).bind(row.version);
        let query = query.bind(row.member.as_str()).bind(row.answer.as_str()).bind(row.at);
        let query = query.bind(row.learnt_at).bind(row.how.as_str()).bind(row.evidence.as_str());
        query.bind(row.operator.map(|id| id.0)).execute(c).await.map(|_| ())
    })
}
