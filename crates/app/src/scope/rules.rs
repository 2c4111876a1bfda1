//! The rules as operators are shown them, and what rules may name.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, TagId};
use huicun_domain::ids::{OperatorId, PartyId, PartyKind};
use huicun_domain::scope::{Rule, Selector, warnings};
use huicun_store::{ListParties, ScopeRuleRow};

use super::book::{ScopeBook, book};
use super::people;
use super::view::{
    DepartmentChoice, EditionSeats, ScopeCandidates, ScopeChoices, ScopeRuleStanding, ScopeRuleView,
    ScopeRuleWarning, ScopeView, TagChoice,
};
use crate::browse::Names;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::service;
use crate::services::Services;
use crate::view::{OperatorRef, PartyRef};

/// How many people are named in a list.
pub(super) const NAMED: usize = 200;
/// How many members are proposed for what was typed.
const PROPOSED: usize = 20;

/// Shows the scope: every rule with who saved it, and the seats that it takes.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`], the store's failures.
pub async fn show(ctx: &Ctx, services: &Services) -> AppResult<ScopeView> {
    ctx.authorize(Permission::ManageScope)?;
    let book = book(services).await?;
    let now = services.now();
    let listing = Listing::read(services).await?;
    let bought = bought(services).await?;
    let rows = services.store.scope_rules(&services.corp).await?;
    let rules = listing.views(services, &book, rows, now).await?;
    let (departments, tags) = listing.present();
    let (seats, found) = resolved(&book, move |book| {
        let seats = people::seats(&book.scope.resolve(&book.history, now), bought);
        (seats, warnings(&book.scope, &book.history, &departments, &tags, now))
    })
    .await?;
    Ok(ScopeView {
        version: book.versions.scope,
        as_of: now,
        ruled: book.is_ruled(),
        rules,
        archived: seats.total,
        listed: book.history.members_at(now).count() as u64,
        seats,
        warnings: found.into_iter().map(|(rule, warning)| ScopeRuleWarning { rule, warning }).collect(),
    })
}

/// Lists the departments and tags that rules may name.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`], the store's failures.
pub async fn choices(ctx: &Ctx, services: &Services) -> AppResult<ScopeChoices> {
    ctx.authorize(Permission::ManageScope)?;
    list_choices(services).await
}

/// Lists departments and tags; who may see them was decided before.
pub(crate) async fn list_choices(services: &Services) -> AppResult<ScopeChoices> {
    let (store, corp) = (&services.store, &services.corp);
    let departments = store.departments(corp).await?.into_iter().map(|row| DepartmentChoice {
        id: row.id,
        name: row.name,
        parent: row.parent,
        gone: row.gone_at.is_some(),
    });
    let tags = store.tags(corp).await?.into_iter();
    let tags = tags.map(|row| TagChoice { id: row.id, name: row.name, gone: row.gone_at.is_some() });
    Ok(ScopeChoices { departments: departments.collect(), tags: tags.collect() })
}

/// Finds members by a part of their name or id, the last active first.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`], the store's failures.
pub async fn candidates(ctx: &Ctx, services: &Services, text: &str) -> AppResult<ScopeCandidates> {
    ctx.authorize(Permission::ManageScope)?;
    find_parties(services, PartyKind::Member, text).await
}

/// Finds parties; who may see them was decided before.
pub(crate) async fn find_parties(
    services: &Services,
    kind: PartyKind,
    text: &str,
) -> AppResult<ScopeCandidates> {
    let text = Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    let list = ListParties { kind: Some(kind), text, after: None };
    let (rows, total) = services.store.parties(&services.corp, &list, PROPOSED).await?;
    let party =
        |row: huicun_store::PartyRow| PartyRef { id: row.id, kind: row.kind, name: row.name, left: row.left };
    Ok(ScopeCandidates { items: rows.into_iter().map(party).collect(), total })
}

/// Computes with the book away from the threads that answer.
pub(crate) async fn resolved<T: Send + 'static>(
    book: &Arc<ScopeBook>,
    compute: impl FnOnce(&ScopeBook) -> T + Send + 'static,
) -> AppResult<T> {
    let book = book.clone();
    Ok(tokio::task::spawn_blocking(move || compute(&book)).await?)
}

/// The seats that were bought and count now.
pub(super) async fn bought(services: &Services) -> AppResult<Option<EditionSeats>> {
    let period = service::current_period(services).await?;
    Ok(period.map(|period| EditionSeats { edition: period.edition, seats: u64::from(period.seats) }))
}

/// What rules are named by.
pub(super) struct Listing {
    departments: HashMap<DepartmentId, (String, bool)>,
    tags: HashMap<TagId, (String, bool)>,
    operators: HashMap<OperatorId, OperatorRef>,
}

impl Listing {
    pub(super) async fn read(services: &Services) -> AppResult<Self> {
        let (store, corp) = (&services.store, &services.corp);
        let departments = store.departments(corp).await?.into_iter();
        let tags = store.tags(corp).await?.into_iter();
        let operators = store.operators().await?.into_iter();
        let operator = |row: huicun_store::OperatorRow| OperatorRef {
            id: row.id,
            name: row.name,
            display_name: row.display_name,
        };
        Ok(Self {
            departments: departments.map(|row| (row.id, (row.name, row.gone_at.is_none()))).collect(),
            tags: tags.map(|row| (row.id, (row.name, row.gone_at.is_none()))).collect(),
            operators: operators.map(|row| (row.id, operator(row))).collect(),
        })
    }

    /// The departments and tags that are there.
    pub(super) fn present(&self) -> (BTreeSet<DepartmentId>, BTreeSet<TagId>) {
        let departments = self.departments.iter().filter(|(_, (_, here))| *here).map(|(id, _)| *id);
        let tags = self.tags.iter().filter(|(_, (_, here))| *here).map(|(id, _)| *id);
        (departments.collect(), tags.collect())
    }

    /// Writes rules as they are shown.
    pub(super) async fn views(
        &self,
        services: &Services,
        book: &Arc<ScopeBook>,
        rows: Vec<ScopeRuleRow>,
        now: Millis,
    ) -> AppResult<Vec<ScopeRuleView>> {
        let named = rows.iter().flat_map(|row| named(&row.rule)).cloned().collect();
        let names = Names::of(services, named).await?;
        let rules: Vec<Rule> = rows.iter().map(|row| row.rule.clone()).collect();
        let selects = resolved(book, move |book| {
            let selects = |rule: &Rule| {
                let members = book.history.members_at(now);
                members.filter(|member| rule.selector.selects(&book.history, member, now)).count() as u64
            };
            // What ended selects nobody any more: it is not counted.
            rules.iter().map(|rule| if rule.is_ahead(now) { selects(rule) } else { 0 }).collect::<Vec<_>>()
        })
        .await?;
        let rows = rows.into_iter().zip(selects);
        Ok(rows.map(|(row, selects)| self.view(row, selects, &names, now)).collect())
    }

    fn view(&self, row: ScopeRuleRow, selects: u64, names: &Names, now: Millis) -> ScopeRuleView {
        let unknown = |id| OperatorRef { id, name: String::new(), display_name: String::new() };
        let name = match &row.rule.selector {
            Selector::Department { department, .. } => {
                self.departments.get(department).map(|one| one.0.clone())
            }
            Selector::Tag { tag } => self.tags.get(tag).map(|one| one.0.clone()),
            Selector::Everybody | Selector::Members { .. } => None,
        };
        ScopeRuleView {
            id: row.rule.id,
            standing: standing(&row.rule, now),
            selects,
            members: named(&row.rule).map(|id| names.get(id)).collect(),
            names: name,
            note: row.note,
            saved_at: row.saved_at,
            saved_by: row.saved_by.map(|id| self.operators.get(&id).cloned().unwrap_or_else(|| unknown(id))),
            from: row.rule.from,
            until: row.rule.until,
            selector: row.rule.selector,
            effect: row.rule.effect,
        }
    }
}

/// The members whom a rule names, as many as are shown.
fn named(rule: &Rule) -> impl Iterator<Item = &PartyId> {
    let members = match &rule.selector {
        Selector::Members { members } => Some(members),
        _ => None,
    };
    members.into_iter().flatten().take(NAMED)
}

fn standing(rule: &Rule, now: Millis) -> ScopeRuleStanding {
    match rule.until {
        _ if !rule.is_ahead(now) => ScopeRuleStanding::Ended,
        _ if rule.from > now => ScopeRuleStanding::Planned,
        Some(_) => ScopeRuleStanding::Ending,
        None => ScopeRuleStanding::Active,
    }
}
