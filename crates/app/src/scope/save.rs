//! Changing the scope: what a draft would do, and saving it.

use std::collections::HashMap;
use std::sync::Arc;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::PartyId;
use huicun_domain::scope::{Change, Drafted, Effect, Flaw, Rule, RuleId, Scope, Selector, flaws, warnings};
use huicun_store::ScopeRuleRow;
use serde::Deserialize;
use uuid::Uuid;

use super::book::{ScopeBook, book};
use super::people::{self, Differences, differences};
use super::rules::{Listing, NAMED, bought, resolved, show};
use super::view::{
    ScopeDraftFlaw, ScopeDraftWarning, ScopePeople, ScopePreview, ScopeSeats, ScopeTurn, ScopeView,
};
use crate::audit;
use crate::browse::Names;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The most rules of a draft, the most members that one names, and the most characters of a note.
const MOST_RULES: usize = 200;
const MOST_MEMBERS: usize = 5_000;
const MOST_NOTE: usize = 500;
/// How many later turns a preview looks at.
const TURNS: usize = 10;

/// The scope as somebody wants it: all rules that are to count, those that are to stay too.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeDraft {
    /// The version of the scope that it was made from.
    pub version: u64,
    /// The rules, at most 200.
    pub rules: Vec<ScopeDraftRule>,
}

/// A rule as somebody wants it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeDraftRule {
    /// The rule that it is, where it is one that is there: what is the same stays. What is not ends, and begins anew.
    #[serde(default)]
    pub id: Option<RuleId>,
    /// Whom it is about.
    pub selector: Selector,
    /// What it does.
    pub effect: Effect,
    /// From when on; at once where absent or past.
    #[serde(default)]
    pub from: Option<Millis>,
    /// Until when, where it ends.
    #[serde(default)]
    pub until: Option<Millis>,
    /// Why, for those who read it later.
    #[serde(default)]
    pub note: String,
}

/// What a draft comes to.
struct Weighed {
    book: Arc<ScopeBook>,
    change: Change,
    /// The rules that count afterwards or will.
    after: Scope,
    flaws: Vec<ScopeDraftFlaw>,
    now: Millis,
}

/// Shows what a draft would change. Nothing is saved.
///
/// # Errors
/// [`ProblemCode::BadRequest`] that names what is too long, [`ProblemCode::Forbidden`].
pub async fn preview(ctx: &Ctx, services: &Services, draft: &ScopeDraft) -> AppResult<ScopePreview> {
    ctx.authorize(Permission::ManageScope)?;
    let weighed = weigh(services, draft).await?;
    let Weighed { book, change, after, flaws, now } = weighed;
    let (departments, tags) = Listing::read(services).await?.present();
    let bought = bought(services).await?;
    let looked = resolved(&book, move |book| {
        let before = book.scope.resolve(&book.history, now);
        let covered = after.resolve(&book.history, now);
        let torn = covered.iter().filter(|(_, coverage)| coverage.contradicted);
        let turns = after.turns_after(now).into_iter().take(TURNS);
        let turn = |at| ScopeTurn { at, archived: people::count(&after, &book.history, at) };
        Looked {
            before: before.len() as u64,
            archived: covered.len() as u64,
            contradicted: torn.map(|(id, _)| id.clone()).collect(),
            seats: people::seats(&covered, bought),
            turns: turns.map(turn).collect(),
            differences: differences(&before, &covered),
            warnings: warnings(&after, &book.history, &departments, &tags, now),
        }
    })
    .await?;
    let Differences { joins, leaves, changed } = looked.differences;
    let place = |(rule, warning)| Some(ScopeDraftWarning { index: change.place(rule)?, warning });
    Ok(ScopePreview {
        at: now,
        changes: change.is_any(),
        before: looked.before,
        archived: looked.archived,
        joins: named(services, joins).await?,
        leaves: named(services, leaves).await?,
        changed: named(services, changed).await?,
        contradicted: named(services, looked.contradicted).await?,
        seats: looked.seats,
        turns: looked.turns,
        flaws,
        warnings: looked.warnings.into_iter().filter_map(place).collect(),
    })
}

/// What is computed for a preview.
struct Looked {
    before: u64,
    archived: u64,
    contradicted: Vec<PartyId>,
    seats: ScopeSeats,
    turns: Vec<ScopeTurn>,
    differences: Differences,
    warnings: Vec<(RuleId, huicun_domain::scope::Warning)>,
}

/// Saves a draft. It takes effect on the next message.
///
/// # Errors
/// [`ProblemCode::ScopeFlawed`] with the word of the flaw and the place of the rule, [`ProblemCode::ScopeChanged`] where
/// somebody else saved since the draft was made, [`ProblemCode::BadRequest`], [`ProblemCode::Forbidden`].
pub async fn save(ctx: &Ctx, services: &Services, draft: &ScopeDraft) -> AppResult<ScopeView> {
    ctx.authorize(Permission::ManageScope)?;
    let Weighed { book, change, flaws, now, .. } = weigh(services, draft).await?;
    if let Some(found) = flaws.first() {
        return Err(AppError::Detailed(ProblemCode::ScopeFlawed, flaw_text(found)));
    }
    if draft.version != book.versions.scope {
        return Err(ProblemCode::ScopeChanged.into());
    }
    if !change.is_any() {
        return show(ctx, services).await;
    }
    let begins: Vec<ScopeRuleRow> = change
        .begins
        .iter()
        .map(|(place, rule)| ScopeRuleRow {
            rule: rule.clone(),
            note: draft.rules[*place].note.trim().to_owned(),
            saved_at: now,
            saved_by: ctx.operator(),
        })
        .collect();
    let object = serde_json::json!({
        "version": draft.version,
        "ends": change.ends.iter().map(|(id, at)| serde_json::json!({ "rule": id, "at": at })).collect::<Vec<_>>(),
        "begins": begins.iter().map(|row| told(&row.rule)).collect::<Vec<_>>(),
    });
    let admission = audit::admit(ctx, services, "save_scope", object).await?;
    let saved = services.store.save_scope(&services.corp, draft.version, &change.ends, &begins).await?;
    let count = change.ends.len() + change.begins.len();
    let (outcome, count) = if saved { ("done", count as u64) } else { ("scope_changed", 0) };
    admission.finish(services, outcome, count).await?;
    if !saved {
        return Err(ProblemCode::ScopeChanged.into());
    }
    services.scope.ask_to_reconcile();
    show(ctx, services).await
}

/// A rule as the audit keeps it.
fn told(rule: &Rule) -> serde_json::Value {
    serde_json::json!({
        "rule": rule.id, "selector": rule.selector, "effect": rule.effect, "from": rule.from, "until": rule.until,
    })
}

async fn weigh(services: &Services, draft: &ScopeDraft) -> AppResult<Weighed> {
    if let Some(what) = too_much(draft) {
        return Err(AppError::Detailed(ProblemCode::BadRequest, what.to_owned()));
    }
    let book = book(services).await?;
    let now = services.now();
    let rows = services.store.scope_rules(&services.corp).await?;
    let notes: HashMap<RuleId, &str> = rows.iter().map(|row| (row.rule.id, row.note.as_str())).collect();
    let drafted: Vec<Drafted> = draft.rules.iter().map(|rule| drafted(rule, &notes)).collect();
    let change = Change::between(&book.scope, &drafted, now, || RuleId(Uuid::now_v7()));
    let mut after = change.applied(&book.scope);
    after.rules.retain(|rule| rule.is_ahead(now) || change.place(rule.id).is_some());
    let checked = after.clone();
    let found = resolved(&book, move |book| flaws(&checked, &book.history, now)).await?;
    let placed = |(rule, flaw): (Option<RuleId>, Flaw)| match rule {
        None => Some(ScopeDraftFlaw { index: None, flaw }),
        Some(rule) => Some(ScopeDraftFlaw { index: Some(change.place(rule)?), flaw }),
    };
    let flaws = found.into_iter().filter_map(placed).collect();
    Ok(Weighed { book, change, after, flaws, now })
}

/// A rule whose note is another one is another rule: what was saved is never changed.
fn drafted(rule: &ScopeDraftRule, notes: &HashMap<RuleId, &str>) -> Drafted {
    let is_noted_so = |id: &RuleId| notes.get(id).is_some_and(|note| *note == rule.note.trim());
    Drafted {
        id: rule.id.filter(is_noted_so),
        selector: rule.selector.clone(),
        effect: rule.effect,
        from: rule.from,
        until: rule.until,
    }
}

fn too_much(draft: &ScopeDraft) -> Option<&'static str> {
    let names_many = |rule: &ScopeDraftRule| matches!(&rule.selector, Selector::Members { members } if members.len() > MOST_MEMBERS);
    if draft.rules.len() > MOST_RULES {
        return Some("rules: 0..=200");
    }
    if draft.rules.iter().any(names_many) {
        return Some("members: 1..=5000");
    }
    let is_long = |rule: &ScopeDraftRule| rule.note.chars().count() > MOST_NOTE;
    draft.rules.iter().any(is_long).then_some("note: 0..=500")
}

/// The word of a flaw, with the number of the rule from 1 where it is about one.
fn flaw_text(found: &ScopeDraftFlaw) -> String {
    let word = serde_json::to_value(found.flaw).ok();
    let word = word.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    match found.index {
        Some(index) => format!("{word} ({})", index + 1),
        None => word,
    }
}

async fn named(services: &Services, ids: Vec<PartyId>) -> AppResult<ScopePeople> {
    let total = ids.len() as u64;
    let first: Vec<PartyId> = ids.into_iter().take(NAMED).collect();
    let names = Names::of(services, first.clone()).await?;
    Ok(ScopePeople { total, first: first.iter().map(|id| names.get(id)).collect() })
}
