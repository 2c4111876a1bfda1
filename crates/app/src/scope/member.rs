//! Whether a member was in scope at a moment, and by which rules.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::PartyId;
use huicun_domain::scope::{Coverage, Effect, Rule, RuleId};
use huicun_store::ScopeRuleRow;

use super::book::{ScopeBook, book};
use super::rules::Listing;
use super::view::ScopeMemberView;
use crate::audit;
use crate::browse::Names;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// Tells whether a member was in scope at a moment; now, where none is given.
///
/// # Errors
/// [`ProblemCode::NotFound`] for whoever is no member, [`ProblemCode::Forbidden`].
pub async fn of_member(
    ctx: &Ctx,
    services: &Services,
    id: &PartyId,
    at: Option<Millis>,
) -> AppResult<ScopeMemberView> {
    ctx.authorize(Permission::ManageScope)?;
    let book = book(services).await?;
    let now = services.now();
    let at = at.unwrap_or(now);
    let member = known(services, &book, id).await?.ok_or(ProblemCode::NotFound)?;
    let object = serde_json::json!({ "member": member, "at": at });
    let admission = audit::admit(ctx, services, "read_member_scope", object).await?;
    let coverage = book.scope.coverage(&book.history, &member, at);
    let consent = book.member_consent(&member, at);
    let rows = services.store.scope_rules(&services.corp).await?;
    let concerning = |is: &dyn Fn(&Rule) -> bool| -> Vec<ScopeRuleRow> {
        rows.iter().filter(|row| is(&row.rule)).cloned().collect()
    };
    let including = concerning(&|rule| coverage.rules.contains(&rule.id));
    let excluding = excluding(&book, &member, at);
    let excluding = concerning(&|rule| excluding.contains(&rule.id));
    let listing = Listing::read(services).await?;
    let view = ScopeMemberView {
        at,
        listed: book.history.is_employed(&member, at),
        ruled: book.scope.begins().is_some_and(|begins| at >= begins),
        since: book.scope.archived_since(&book.history, &member, at),
        internal: book.archives(coverage.internal, &member, at),
        external: book.archives(coverage.external, &member, at),
        rules: listing.views(services, &book, including, now).await?,
        excluded_by: listing.views(services, &book, excluding, now).await?,
        member: Names::of(services, vec![member.clone()]).await?.get(&member),
        coverage,
        consent,
    };
    admission.finish(services, "answered", 1).await?;
    Ok(view)
}

/// What the rules say of a member now, with since when.
pub(crate) async fn standing(
    services: &Services,
    member: &PartyId,
) -> AppResult<(std::sync::Arc<ScopeBook>, Coverage, Option<Millis>)> {
    let book = book(services).await?;
    let now = services.now();
    let coverage = book.scope.coverage(&book.history, member, now);
    let since = book.scope.archived_since(&book.history, member, now);
    Ok((book, coverage, since))
}

fn excluding(book: &ScopeBook, member: &PartyId, at: Millis) -> Vec<RuleId> {
    let concerns = |rule: &&Rule| rule.effect == Effect::Exclude && rule.concerns(&book.history, member, at);
    book.scope.rules.iter().filter(concerns).map(|rule| rule.id).collect()
}

/// Finds a member by an id of today or of the past, whatever its case; who left is found too.
async fn known(services: &Services, book: &ScopeBook, id: &PartyId) -> AppResult<Option<PartyId>> {
    let present = book.history.present_id(id);
    let found = services.store.members_named(&services.corp, std::slice::from_ref(present)).await?;
    Ok(found.into_iter().next().map(|(id, _)| id))
}
