//! Assignments (授权) and protected members: what is written stays, and only ends are added.

use huicun_domain::access::{Assignment, AssignmentId, Ending, Role};
use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, OperatorId, PartyId};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{Tx, read, within};
use crate::{Store, StoreError, StoreResult};

/// A member whose conversations are seen only where a data scope names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtectedMember {
    /// Who.
    pub member: PartyId,
    /// Since when.
    pub from: Millis,
    /// Until when, where it ended.
    pub until: Option<Millis>,
    /// Why.
    pub reason: String,
    /// Who put it on the list; absent for the command line.
    pub protected_by: Option<OperatorId>,
}

type AssignmentFields = (
    Uuid,
    Uuid,
    String,
    String,
    i64,
    Option<i64>,
    String,
    Option<Uuid>,
    i64,
    Option<i64>,
    Option<Uuid>,
    Option<String>,
);

const ASSIGNMENT: &str = "id, operator_id, role, scope, from_at, until_at, reason, granted_by, granted_at, \
                          ended_at, ended_by, end_reason";

/// Reads an assignment; nothing of a role that this version does not know, which grants nothing.
fn assignment(fields: AssignmentFields) -> StoreResult<Option<Assignment>> {
    let (id, operator, role, scope, from, until, reason, granted_by, granted_at, ..) = fields;
    let (.., ended_at, ended_by, end_reason) = fields;
    let Some(role) = Role::parse(&role) else { return Ok(None) };
    let ending = |at| Ending { at, by: ended_by.map(OperatorId), reason: end_reason.unwrap_or_default() };
    Ok(Some(Assignment {
        id: AssignmentId(id),
        operator: OperatorId(operator),
        role,
        scope: serde_json::from_str(&scope).map_err(|_| StoreError::Unreadable("assignment"))?,
        from,
        until,
        reason,
        granted_by: granted_by.map(OperatorId),
        granted_at,
        ending: ended_at.map(ending),
    }))
}

impl Store {
    /// Writes a new assignment.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_assignment(&self, new: &Assignment) -> StoreResult<()> {
        let mut tx = self.0.db.begin().await?;
        insert(&mut tx, new).await?;
        tx.commit().await
    }

    /// Adds the end of an assignment that has none; tells whether it had none.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn end_assignment(&self, id: AssignmentId, ending: &Ending) -> StoreResult<bool> {
        const SQL: &str = "UPDATE assignment SET ended_at = $1, ended_by = $2, end_reason = $3 \
                           WHERE id = $4 AND ended_at IS NULL";
        let mut tx = self.0.db.begin().await?;
        let ended = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(ending.at).bind(ending.by.map(|id| id.0));
            let query = query.bind(ending.reason.as_str()).bind(id.0);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(ended > 0)
    }

    /// Lists the assignments of an operator, those that ended too, the latest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn assignments_of(&self, operator: OperatorId) -> StoreResult<Vec<Assignment>> {
        let sql = format!(
            "SELECT {ASSIGNMENT} FROM assignment WHERE operator_id = $1 ORDER BY granted_at DESC, id DESC"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, AssignmentFields>(AssertSqlSafe(sql.as_str()));
            query.bind(operator.0).fetch_all(db).await
        })?;
        rows.into_iter().filter_map(|row| assignment(row).transpose()).collect()
    }

    /// Lists all assignments, those that ended too, the latest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn assignments(&self) -> StoreResult<Vec<Assignment>> {
        let sql = format!("SELECT {ASSIGNMENT} FROM assignment ORDER BY granted_at DESC, id DESC");
        let rows = read!(self, |db| {
            sqlx::query_as::<_, AssignmentFields>(AssertSqlSafe(sql.as_str())).fetch_all(db).await
        })?;
        rows.into_iter().filter_map(|row| assignment(row).transpose()).collect()
    }

    /// Puts a member on the list of those who are protected; tells `false` where they are on it already.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn protect_member(&self, corp: &CorpId, row: &ProtectedMember) -> StoreResult<bool> {
        const SQL: &str = "INSERT INTO protected_member (corp_id, member, from_at, reason, protected_by) \
             SELECT $1, $2, $3, $4, $5 WHERE NOT EXISTS (SELECT 1 FROM protected_member p WHERE p.corp_id = $1 \
             AND p.member = $2 AND (p.until_at IS NULL OR p.from_at >= $3))";
        let mut tx = self.0.db.begin().await?;
        let added = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.member.as_str()).bind(row.from);
            let query = query.bind(row.reason.as_str()).bind(row.protected_by.map(|id| id.0));
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(added > 0)
    }

    /// Takes a member off that list; tells whether they were on it.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn unprotect_member(
        &self,
        corp: &CorpId,
        member: &PartyId,
        at: Millis,
        by: Option<OperatorId>,
    ) -> StoreResult<bool> {
        const SQL: &str = "UPDATE protected_member SET until_at = $1, ended_by = $2 \
                           WHERE corp_id = $3 AND member = $4 AND until_at IS NULL";
        let mut tx = self.0.db.begin().await?;
        let ended = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(at).bind(by.map(|id| id.0)).bind(corp.as_str());
            query.bind(member.as_str()).execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(ended > 0)
    }

    /// Lists who is or was on that list, by the beginning.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn protected_members(&self, corp: &CorpId) -> StoreResult<Vec<ProtectedMember>> {
        const SQL: &str = "SELECT member, from_at, until_at, reason, protected_by FROM protected_member \
                           WHERE corp_id = $1 ORDER BY from_at, member";
        type Fields = (String, i64, Option<i64>, String, Option<Uuid>);
        let rows =
            read!(self, |db| sqlx::query_as::<_, Fields>(SQL).bind(corp.as_str()).fetch_all(db).await)?;
        let row = |(member, from, until, reason, by): Fields| ProtectedMember {
            member: PartyId::new(member),
            from,
            until,
            reason,
            protected_by: by.map(OperatorId),
        };
        Ok(rows.into_iter().map(row).collect())
    }
}

pub(crate) async fn insert(tx: &mut Tx, new: &Assignment) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO assignment (id, operator_id, role, scope, from_at, until_at, reason, granted_by, \
                       granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let scope = serde_json::to_string(&new.scope).map_err(|_| StoreError::Unreadable("assignment"))?;
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(new.id.0).bind(new.operator.0).bind(new.role.as_str());
        let query = query.bind(scope.as_str()).bind(new.from).bind(new.until).bind(new.reason.as_str());
        query.bind(new.granted_by.map(|id| id.0)).bind(new.granted_at).execute(c).await.map(|_| ())
    })
}
