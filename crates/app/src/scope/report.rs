//! What the last reconciliation found, as it is shown, listed and written as CSV.

use std::sync::Arc;

use huicun_domain::access::Permission;
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::ids::PartyId;
use huicun_domain::scope::{MissingReason, SurplusReason};
use serde::{Deserialize, Serialize};

use super::reconcile::is_urgent;
use super::state::{Failing, Reconciliation};
use super::view::{MissingCount, ReconcileItem, ReconcileView, SurplusCount};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::export::{CsvWriter, encode_csv, moment};
use crate::services::Services;
use crate::token;
use crate::view::{PartyRef, ProblemView, ScopeFigures};

/// What a page holds unless told, and at most.
const LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;
/// The word for those who wrote and are in no rule.
const UNSCOPED: &str = "unscoped";

/// Which of the people that were found are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReconcileList {
    /// Who should be archived and is not.
    #[default]
    Missing,
    /// Who is archived and should not be.
    Surplus,
    /// Who wrote lately, is in no rule and has no seat.
    Unscoped,
}

/// Which people are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReconcileQuery {
    /// Of which list.
    pub list: ReconcileList,
    /// Only for this reason, by its word.
    pub reason: Option<String>,
    /// Where the page continues.
    pub after: Option<String>,
    /// How many to return, at most 200.
    pub limit: Option<usize>,
}

/// Shows what the last reconciliation found.
///
/// # Errors
/// [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn reconciled(
    ctx: &Ctx,
    services: &Services,
    query: &ReconcileQuery,
    language: Language,
) -> AppResult<ReconcileView> {
    ctx.authorize(Permission::ManageScope)?;
    let (last, failing) = services.scope.last();
    let found = last.clone().unwrap_or_default();
    let list = format!("reconcile {:?} {:?} {}", query.list, query.reason, found.at);
    let after = query.after.as_deref().map(|text| token::decode(&services.ring, &list, text)).transpose()?;
    let after = after.map(String::from_utf8).transpose().map_err(|_| ProblemCode::BadPageToken)?;
    let rows = rows(&found, query);
    let total = rows.len() as u64;
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let is_behind = |id: &PartyId| after.as_ref().is_none_or(|after| id.as_str() > after.as_str());
    let mut page: Vec<(PartyId, String)> =
        rows.into_iter().filter(|(id, _)| is_behind(id)).take(limit + 1).collect();
    let more = page.len() > limit;
    page.truncate(limit);
    let last_id = page.last().filter(|_| more).map(|(id, _)| id.as_str().as_bytes());
    let next = last_id.map(|state| token::encode(&services.ring, &list, state)).transpose()?;
    Ok(ReconcileView {
        at: last.map(|last| last.at),
        failing: failing.map(|failing| problem(&failing, language)),
        ruled: found.ruled,
        archived: found.archived,
        seats: found.seats.clone(),
        missing: missing_counts(&found),
        missing_total: found.missing.len() as u64,
        surplus: surplus_counts(&found),
        surplus_total: found.surplus.len() as u64,
        unscoped_total: found.unscoped.len() as u64,
        items: items(services, &found, page).await?,
        total,
        next,
    })
}

/// Writes everybody who was found as CSV.
///
/// # Errors
/// [`ProblemCode::Forbidden`].
pub async fn reconciled_csv(ctx: &Ctx, services: &Services, language: Language) -> AppResult<Vec<u8>> {
    ctx.authorize(Permission::ManageScope)?;
    let admission = audit::admit(ctx, services, "export_reconciliation", serde_json::json!({})).await?;
    let found = services.scope.last().0.unwrap_or_default();
    let headings = match language {
        Language::Chinese => ["账号", "姓名", "部门", "类别", "原因", "最近发言"],
        Language::English => ["Account", "Name", "Department", "List", "Reason", "Last wrote"],
    };
    let mut writer = CsvWriter::new(Vec::new(), &headings)?;
    let mut canonical = Vec::new();
    let mut count = 0;
    for list in [ReconcileList::Missing, ReconcileList::Surplus, ReconcileList::Unscoped] {
        let query = ReconcileQuery { list, ..ReconcileQuery::default() };
        for item in items(services, &found, rows(&found, &query)).await? {
            let cells = [
                item.member.id.as_str().to_owned(),
                item.member.name.unwrap_or_default(),
                item.department.unwrap_or_default(),
                list_word(list, language).to_owned(),
                reason_word(&item.reason, language).to_owned(),
                item.last_at.map(|at| moment(at, &services.zone)).unwrap_or_default(),
            ];
            canonical.clear();
            encode_csv(&cells, &mut canonical);
            writer.write(&cells, &canonical)?;
            count += 1;
        }
    }
    let file = writer.finish()?;
    admission.finish(services, "answered", count).await?;
    Ok(file)
}

/// The figures of the scope, for the overview; nothing before the first reconciliation.
pub(crate) fn figures(services: &Services, language: Language) -> Option<ScopeFigures> {
    let (last, failing) = services.scope.last();
    let failing = failing.map(|failing| problem(&failing, language));
    let found = match last {
        Some(found) => found,
        None if failing.is_none() => return None,
        None => Arc::default(),
    };
    let urgent = urgent_in(&found);
    let alarm = (urgent > 0).then(|| {
        let failing =
            Failing { code: ProblemCode::MembersNotArchived, since: found.at, detail: urgent.to_string() };
        problem(&failing, language)
    });
    Some(ScopeFigures {
        at: (found.at > 0).then_some(found.at),
        ruled: found.ruled,
        archived: found.archived,
        missing: found.missing.len() as u64,
        surplus: found.surplus.len() as u64,
        alarm,
        failing,
    })
}

/// How many should be archived and are not, as was seen last.
pub(crate) fn urgent(services: &Services) -> u64 {
    services.scope.last().0.map_or(0, |found| urgent_in(&found))
}

fn urgent_in(found: &Reconciliation) -> u64 {
    found.missing.iter().filter(|(_, reason)| is_urgent(*reason)).count() as u64
}

fn problem(failing: &Failing, language: Language) -> ProblemView {
    let wording = failing.code.wording(language);
    ProblemView {
        code: failing.code.as_str().to_owned(),
        title: wording.title.to_owned(),
        detail: failing.detail.clone(),
        fix: wording.fix.to_owned(),
        since: failing.since,
    }
}

fn rows(found: &Reconciliation, query: &ReconcileQuery) -> Vec<(PartyId, String)> {
    let is_wanted =
        |(_, reason): &(PartyId, String)| query.reason.as_ref().is_none_or(|wanted| wanted == reason);
    let rows: Vec<(PartyId, String)> = match query.list {
        ReconcileList::Missing => {
            found.missing.iter().map(|(id, reason)| (id.clone(), word(reason))).collect()
        }
        ReconcileList::Surplus => {
            found.surplus.iter().map(|(id, reason)| (id.clone(), word(reason))).collect()
        }
        ReconcileList::Unscoped => {
            found.unscoped.iter().map(|id| (id.clone(), UNSCOPED.to_owned())).collect()
        }
    };
    rows.into_iter().filter(is_wanted).collect()
}

/// The word of a reason, as programs know it.
fn word(reason: &impl Serialize) -> String {
    let value = serde_json::to_value(reason).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

async fn items(
    services: &Services,
    found: &Reconciliation,
    rows: Vec<(PartyId, String)>,
) -> AppResult<Vec<ReconcileItem>> {
    let ids: Vec<PartyId> = rows.iter().map(|(id, _)| id.clone()).collect();
    let known = services.store.party_refs(&services.corp, &ids).await?;
    let item = |(id, reason): (PartyId, String)| {
        let row = known.get(&id);
        ReconcileItem {
            member: PartyRef {
                kind: row.map_or_else(|| id.guess_kind(), |row| row.kind),
                name: row.and_then(|row| row.name.clone()),
                left: row.is_some_and(|row| row.left),
                id: id.clone(),
            },
            department: row.and_then(|row| row.detail.clone()),
            reason,
            last_at: found.wrote.get(&id).copied().or_else(|| row.and_then(|row| row.last_at)),
        }
    };
    Ok(rows.into_iter().map(item).collect())
}

fn missing_counts(found: &Reconciliation) -> Vec<MissingCount> {
    let count = |reason| found.missing.iter().filter(|(_, one)| *one == reason).count() as u64;
    let counts = MissingReason::ALL.into_iter().map(|reason| MissingCount { reason, count: count(reason) });
    counts.filter(|one| one.count > 0).collect()
}

fn surplus_counts(found: &Reconciliation) -> Vec<SurplusCount> {
    let count = |reason| found.surplus.iter().filter(|(_, one)| *one == reason).count() as u64;
    let counts = SurplusReason::ALL.into_iter().map(|reason| SurplusCount { reason, count: count(reason) });
    counts.filter(|one| one.count > 0).collect()
}

fn list_word(list: ReconcileList, language: Language) -> &'static str {
    match (list, language) {
        (ReconcileList::Missing, Language::Chinese) => "应存档而未存档",
        (ReconcileList::Surplus, Language::Chinese) => "不应存档而占用席位",
        (ReconcileList::Unscoped, Language::Chinese) => "有发言但不在范围",
        (ReconcileList::Missing, Language::English) => "Should be archived and is not",
        (ReconcileList::Surplus, Language::English) => "Has a seat and should not",
        (ReconcileList::Unscoped, Language::English) => "Writes and is in no rule",
    }
}

fn reason_word(word: &str, language: Language) -> &str {
    match (language, word) {
        (Language::Chinese, "over_seats") => "席位已用完",
        (Language::Chinese, "joined_since") => "入职不足一天",
        (Language::Chinese, "wrong_edition") => "席位版本不够",
        (Language::Chinese, "consent_pending") => "尚未同意",
        (Language::Chinese, "consent_refused") => "已拒绝或撤回",
        (Language::Chinese, "not_opened") => "未加入企业微信开启范围",
        (Language::Chinese, "left") => "已离职",
        (Language::Chinese, "out_of_scope") => "不在存档范围",
        (Language::Chinese, UNSCOPED) => "没有规则包含此人",
        (_, word) => word,
    }
}
