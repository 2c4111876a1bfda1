//! Reconciling (席位对账): the scope, the seats that were bought, WeCom's list, the directory, and who wrote lately.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::directory::History;
use huicun_domain::ids::PartyId;
use huicun_domain::notice::consent::MemberConsent;
use huicun_domain::scope::{MissingReason, Permits};
use huicun_domain::service::Edition;

use super::book::{ScopeBook, book};
use super::rules::{bought, resolved};
use super::state::Reconciliation;
use super::view::{EditionSeats, ReconcileSeats};
use crate::audit;
use crate::calendar::DAY_MS;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// Who wrote within this time wrote lately.
const LATELY: Millis = 7 * DAY_MS;

/// Reconciles at an operator's wish.
///
/// # Errors
/// [`ProblemCode::WecomNotConnected`], [`ProblemCode::DirectoryUnread`], what WeCom refuses,
/// [`ProblemCode::Forbidden`].
pub async fn reconcile_now(ctx: &Ctx, services: &Services) -> AppResult<Arc<Reconciliation>> {
    ctx.authorize(Permission::ManageScope)?;
    let admission = audit::admit(ctx, services, "reconcile_seats", serde_json::json!({})).await?;
    let found = reconcile(services).await;
    let (outcome, count) = match &found {
        Ok(found) => ("done", found.missing.len() + found.surplus.len()),
        Err(error) => (error.code().as_str(), 0),
    };
    admission.finish(services, outcome, count as u64).await?;
    found
}

/// Reconciles, and keeps what was found. Where that cannot be done, what was found before stays, with since when.
///
/// # Errors
/// As [`reconcile_now`].
pub async fn reconcile(services: &Services) -> AppResult<Arc<Reconciliation>> {
    let _turn = services.scope.turn.lock().await;
    let found = find(services).await;
    match found {
        Ok(found) => {
            told(services, &found);
            Ok(services.scope.found(found))
        }
        Err(error) => {
            let detail = match &error {
                crate::AppError::Wecom(error) if error.errcode != 0 => error.errcode.to_string(),
                other => other.detail().unwrap_or_default().to_owned(),
            };
            services.scope.failed(error.code(), &detail, services.now());
            Err(error)
        }
    }
}

/// Says in the log what is wrong, when that has changed.
fn told(services: &Services, found: &Reconciliation) {
    let (before, _) = services.scope.last();
    if before.is_some_and(|before| before.missing == found.missing) {
        return;
    }
    let urgent = found.missing.iter().filter(|(_, reason)| is_urgent(*reason)).count();
    if urgent > 0 {
        tracing::warn!(
            code = ProblemCode::MembersNotArchived.as_str(),
            missing = urgent,
            "members who should be archived are not"
        );
    }
}

/// Tells whether somebody has to act: a consent that was not given is for the member to give.
pub(crate) fn is_urgent(reason: MissingReason) -> bool {
    !matches!(reason, MissingReason::ConsentPending | MissingReason::ConsentRefused)
}

async fn find(services: &Services) -> AppResult<Reconciliation> {
    let connected = services.wecom.connection();
    let connected = connected.as_deref().and_then(|wecom| Some((wecom, wecom.archive_secret.as_ref()?)));
    let (wecom, secret) = connected.ok_or(ProblemCode::WecomNotConnected)?;
    let book = book(services).await?;
    let now = services.now();
    if book.history.members_at(now).next().is_none() {
        return Err(ProblemCode::DirectoryUnread.into());
    }
    let bought = bought(services).await?;
    let mut listed = Vec::new();
    for edition in Edition::ALL {
        let ids = wecom.client.permitted(secret.expose(), edition).await?;
        listed.extend(ids.into_iter().map(|id| (id, edition)));
    }
    let wrote = services.store.members_who_wrote(&services.corp, now - LATELY).await?;
    resolved(&book, move |book| compare(book, listed, bought, wrote, now)).await
}

/// Compares all of it.
fn compare(
    book: &ScopeBook,
    listed: Vec<(PartyId, Edition)>,
    bought: Option<EditionSeats>,
    wrote: Vec<(PartyId, Millis)>,
    now: Millis,
) -> Reconciliation {
    let members = as_written(&book.history, listed, now);
    let covered = book.scope.resolve(&book.history, now);
    let permits = Permits { members, bought: bought.map(|bought| bought.seats) };
    let consent = |member: &PartyId| match book.member_consent(member, now) {
        // Who is archived all the same is not missed.
        MemberConsent::Refused | MemberConsent::Withdrawn if book.archives_refusals(now) => {
            MemberConsent::Agreed
        }
        said => said,
    };
    let mut found = huicun_domain::scope::reconcile(&covered, &permits, &book.history, consent, now);
    let in_scope: HashSet<&PartyId> = covered.iter().map(|(id, _)| id).collect();
    let has_seat: HashSet<&PartyId> = permits.members.keys().map(|id| book.history.present_id(id)).collect();
    let wrote: HashMap<PartyId, Millis> =
        wrote.into_iter().map(|(id, at)| (book.history.present_id(&id).clone(), at)).collect();
    let is_unscoped =
        |id: &&PartyId| !in_scope.contains(id) && !has_seat.contains(id) && book.history.is_employed(id, now);
    let mut unscoped: Vec<PartyId> = wrote.keys().filter(is_unscoped).cloned().collect();
    unscoped.sort_unstable();
    if !book.is_ruled() {
        // Until somebody says who is to be archived, nobody is who should not be.
        found.surplus.clear();
        unscoped.clear();
    }
    let of = |edition| EditionSeats {
        edition,
        seats: permits.members.values().filter(|held| **held == edition).count() as u64,
    };
    let seats = ReconcileSeats {
        bought,
        effective: permits.members.len() as u64,
        by_edition: Edition::ALL.into_iter().map(of).filter(|seats| seats.seats > 0).collect(),
        needed: covered.len() as u64,
    };
    let archived = covered.len() as u64;
    Reconciliation {
        at: now,
        ruled: book.is_ruled(),
        archived,
        seats,
        missing: found.missing,
        surplus: found.surplus,
        unscoped,
        wrote,
    }
}

/// Writes ids as the directory does, since WeCom answers some in lower case; who has several seats has the largest.
fn as_written(history: &History, listed: Vec<(PartyId, Edition)>, now: Millis) -> HashMap<PartyId, Edition> {
    let lower = |id: &PartyId| id.as_str().to_ascii_lowercase();
    let known: HashMap<String, &PartyId> = history.members_at(now).map(|id| (lower(id), id)).collect();
    let mut members: HashMap<PartyId, Edition> = HashMap::with_capacity(listed.len());
    for (id, edition) in listed {
        let present = history.present_id(&id);
        let written = known.get(&lower(present)).map_or_else(|| present.clone(), |id| (*id).clone());
        let held = members.entry(written).or_insert(edition);
        *held = (*held).max(edition);
    }
    members
}

#[cfg(test)]
mod tests {
    use huicun_domain::directory::{Fact, Span};

    use super::*;

    #[test]
    fn ids_are_compared_whatever_their_case_and_the_largest_seat_counts() {
        let facts = ["LiNa", "ZhangWei"].map(|id| (Fact::Employed(id.into()), Span::since(0)));
        let history = History::new(facts, [("former".into(), "LiNa".into())]);
        let listed = [
            ("lina", Edition::Service),
            ("LiNa", Edition::Office),
            ("former", Edition::Enterprise),
            ("Gone", Edition::Office),
        ];
        let listed = listed.map(|(id, edition)| (PartyId::from(id), edition)).to_vec();
        let found = as_written(&history, listed, 5);
        assert_eq!(found.len(), 2);
        assert_eq!(found.get(&PartyId::from("LiNa")), Some(&Edition::Enterprise));
        assert_eq!(found.get(&PartyId::from("Gone")), Some(&Edition::Office));
    }
}
