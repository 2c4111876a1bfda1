//! The rules of the archive scope: they begin and end, and none is ever changed.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, OperatorId};
use huicun_domain::scope::{Effect, Rule, RuleId, Selector};
use uuid::Uuid;

use crate::db::{Tx, read, within};
use crate::{Store, StoreError, StoreResult, counters, doubts};

/// A rule, and who made it when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeRuleRow {
    /// The rule.
    pub rule: Rule,
    /// What its maker noted.
    pub note: String,
    /// When it was saved.
    pub saved_at: Millis,
    /// Who saved it; absent for the command line.
    pub saved_by: Option<OperatorId>,
}

/// How often what the scope is decided by was changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ScopeVersions {
    /// The scope.
    pub scope: u64,
    /// The directory.
    pub directory: u64,
    /// What members said.
    pub member_consents: u64,
}

type RuleFields = (Uuid, String, String, i64, Option<i64>, String, i64, Option<Uuid>);

fn rule(fields: RuleFields) -> StoreResult<ScopeRuleRow> {
    let (id, selector, effect, from, until, note, saved_at, saved_by) = fields;
    let unreadable = |_| StoreError::Unreadable("scope_rule");
    let selector: Selector = serde_json::from_str(&selector).map_err(unreadable)?;
    let effect: Effect = serde_json::from_str(&effect).map_err(unreadable)?;
    let rule = Rule { id: RuleId(id), selector, effect, from, until };
    Ok(ScopeRuleRow { rule, note, saved_at, saved_by: saved_by.map(OperatorId) })
}

impl Store {
    /// Reads all rules, those that ended too, in the order in which they were saved.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn scope_rules(&self, corp: &CorpId) -> StoreResult<Vec<ScopeRuleRow>> {
        const SQL: &str = "SELECT id, selector, effect, from_at, until_at, note, saved_at, saved_by FROM scope_rule \
                           WHERE corp_id = $1 ORDER BY saved_at, id";
        let rows =
            read!(self, |db| sqlx::query_as::<_, RuleFields>(SQL).bind(corp.as_str()).fetch_all(db).await)?;
        rows.into_iter().map(rule).collect()
    }

    /// Saves what changed of the scope: rules that end at a moment, and rules that begin. Tells `false`, and changes
    /// nothing, where the scope was changed since `seen`.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn save_scope(
        &self,
        corp: &CorpId,
        seen: u64,
        ends: &[(RuleId, Millis)],
        begins: &[ScopeRuleRow],
    ) -> StoreResult<bool> {
        const END: &str = "UPDATE scope_rule SET until_at = $3 WHERE corp_id = $1 AND id = $2 \
                           AND (until_at IS NULL OR until_at > $3)";
        let mut tx = self.0.db.begin().await?;
        counters::add(&mut tx, corp, &[(counters::SCOPE, 1)]).await?;
        // The counter's row is locked: of two who save at once the second sees the first.
        if counters::get(&mut tx, corp, counters::SCOPE).await?.unsigned_abs() != seen + 1 {
            return Ok(false);
        }
        for (id, until) in ends {
            within!(&mut tx, |c| {
                let query = sqlx::query(END).bind(corp.as_str()).bind(id.0).bind(*until);
                query.execute(c).await.map(|_| ())
            })?;
        }
        for row in begins {
            insert(&mut tx, corp, row).await?;
        }
        let moments = ends.iter().map(|(_, at)| *at).chain(begins.iter().map(|row| row.rule.from));
        if let Some(first) = moments.min() {
            doubts::raise_for_all(&mut tx, corp, first).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Tells how often the scope, the directory and what members said were changed: whoever keeps them in memory sees by
    /// it whether they are as they were.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn scope_versions(&self, corp: &CorpId) -> StoreResult<ScopeVersions> {
        const SQL: &str = "SELECT name, value FROM counter WHERE corp_id = $1 AND name IN ($2, $3, $4)";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (String, i64)>(SQL).bind(corp.as_str());
            let query = query.bind(counters::SCOPE).bind(counters::DIRECTORY);
            query.bind(counters::MEMBER_CONSENTS).fetch_all(db).await
        })?;
        let of = |name: &str| rows.iter().find(|row| row.0 == name).map_or(0, |row| row.1.unsigned_abs());
        Ok(ScopeVersions {
            scope: of(counters::SCOPE),
            directory: of(counters::DIRECTORY),
            member_consents: of(counters::MEMBER_CONSENTS),
        })
    }
}

async fn insert(tx: &mut Tx, corp: &CorpId, row: &ScopeRuleRow) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO scope_rule (corp_id, id, selector, effect, from_at, until_at, note, saved_at, \
                       saved_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let unwritable = |_| StoreError::Unreadable("scope_rule");
    let selector = serde_json::to_string(&row.rule.selector).map_err(unwritable)?;
    let effect = serde_json::to_string(&row.rule.effect).map_err(unwritable)?;
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.rule.id.0);
        let query = query.bind(selector.as_str()).bind(effect.as_str()).bind(row.rule.from);
        let query = query.bind(row.rule.until).bind(row.note.as_str()).bind(row.saved_at);
        query.bind(row.saved_by.map(|id| id.0)).execute(c).await.map(|_| ())
    })
}
