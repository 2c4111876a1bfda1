//! Consents (同意): of members, and of customers. Histories only grow.

mod customers;

use huicun_domain::ids::{CorpId, NoticeId, OperatorId, PartyId};
use huicun_domain::notice::How;
use huicun_domain::notice::consent::{MemberConsent, Said};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

pub(crate) use customers::LAST;
pub use customers::{ConsentSide, CustomerConsentRow, CustomerFilter, CustomerSummary, CustomerTie};

use crate::db::{Tx, read, within};
use crate::error::StoreError;
use crate::{Store, StoreResult, counters, doubts};

/// What a member said, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberConsentRow {
    /// The id.
    pub id: Uuid,
    /// Who.
    pub member: PartyId,
    /// What, when, and when the archive learnt of it.
    pub said: Said<MemberConsent>,
    /// In which way it came.
    pub how: How,
    /// What proves it, as JSON.
    pub evidence: String,
    /// The notice that asked.
    pub notice: NoticeId,
    /// Its version.
    pub version: i64,
    /// Who put it on record, where it came on paper.
    pub operator: Option<OperatorId>,
}

type MemberFields = (Uuid, String, String, i64, i64, String, String, Uuid, i64, Option<Uuid>);

const MEMBER: &str = "id, member, state, at, learnt_at, how, evidence, notice_id, version, operator_id";

fn member(fields: MemberFields) -> StoreResult<MemberConsentRow> {
    let (id, member, state, at, learnt_at, how, evidence, notice, version, operator) = fields;
    let state = MemberConsent::parse(&state).ok_or(StoreError::Unreadable("member_consent"))?;
    Ok(MemberConsentRow {
        id,
        member: PartyId::new(member),
        said: Said { at, learnt_at, state },
        how: How::parse(&how).ok_or(StoreError::Unreadable("member_consent"))?,
        evidence,
        notice: NoticeId(notice),
        version,
        operator: operator.map(OperatorId),
    })
}

impl Store {
    /// Lists what a member said, by when it happened.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn member_consents(&self, corp: &CorpId, who: &PartyId) -> StoreResult<Vec<MemberConsentRow>> {
        let sql = format!(
            "SELECT {MEMBER} FROM member_consent WHERE corp_id = $1 AND member = $2 ORDER BY at, learnt_at, id"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, MemberFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(who.as_str()).fetch_all(db).await
        })?;
        rows.into_iter().map(member).collect()
    }

    /// Lists what all members said, by member and then by when it happened.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn all_member_consents(&self, corp: &CorpId) -> StoreResult<Vec<MemberConsentRow>> {
        let sql = format!(
            "SELECT {MEMBER} FROM member_consent WHERE corp_id = $1 ORDER BY member, at, learnt_at, id"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, MemberFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).fetch_all(db).await
        })?;
        rows.into_iter().map(member).collect()
    }
}

pub(crate) async fn add_member_consent(
    tx: &mut Tx,
    corp: &CorpId,
    row: &MemberConsentRow,
) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO member_consent (corp_id, id, member, state, at, learnt_at, how, evidence, notice_id, \
                       version, operator_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.id).bind(row.member.as_str());
        let query = query.bind(row.said.state.as_str()).bind(row.said.at).bind(row.said.learnt_at);
        let query = query.bind(row.how.as_str()).bind(row.evidence.as_str()).bind(row.notice.0);
        query.bind(row.version).bind(row.operator.map(|id| id.0)).execute(c).await.map(|_| ())
    })?;
    counters::add(tx, corp, &[(counters::MEMBER_CONSENTS, 1)]).await?;
    doubts::raise(tx, corp, &[(&row.member, row.said.at)]).await
}
