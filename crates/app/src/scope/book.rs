//! What the right to archive is decided by, read once and kept until something of it is changed.

use std::collections::HashMap;
use std::sync::Arc;

use huicun_domain::clock::Millis;
use huicun_domain::directory::History;
use huicun_domain::ids::PartyId;
use huicun_domain::notice::consent::{MemberConsent, Said, member_state_at};
use huicun_domain::notice::refusal::MemberRefusal;
use huicun_domain::scope::{Mode, Scope};
use huicun_store::ScopeVersions;

use crate::error::AppResult;
use crate::services::Services;

/// The rules, the directory at all times, and what members said.
#[derive(Clone, Debug, Default)]
pub struct ScopeBook {
    /// The rules, those that ended too.
    pub scope: Scope,
    /// Who was listed where, at all times.
    pub history: History,
    /// What members said, by their ids of today.
    said: HashMap<PartyId, Vec<Said<MemberConsent>>>,
    /// Since when members who refuse are archived all the same, where they are.
    refusals_since: Option<Millis>,
    /// How often each was changed when it was read.
    pub versions: ScopeVersions,
}

impl ScopeBook {
    /// Tells whether any rule was ever saved: until then everything that WeCom delivers is archived.
    #[must_use]
    pub fn is_ruled(&self) -> bool {
        !self.scope.rules.is_empty()
    }

    /// What a member's consent was at a moment.
    #[must_use]
    pub fn member_consent(&self, member: &PartyId, at: Millis) -> MemberConsent {
        let said = self.said.get(self.history.present_id(member));
        said.map_or(MemberConsent::Pending, |said| member_state_at(said, at))
    }

    /// Tells whether a member's conversations are archived at a moment, where rules say so on some basis.
    #[must_use]
    pub fn archives(&self, basis: Option<Mode>, member: &PartyId, at: Millis) -> bool {
        match basis {
            None => false,
            Some(Mode::Forced) => true,
            Some(Mode::Consent) => match self.member_consent(member, at) {
                MemberConsent::Agreed => true,
                MemberConsent::Pending => false,
                MemberConsent::Refused | MemberConsent::Withdrawn => self.archives_refusals(at),
            },
        }
    }

    /// Tells whether a member who refused was archived all the same at a moment.
    pub(super) fn archives_refusals(&self, at: Millis) -> bool {
        self.refusals_since.is_some_and(|since| at >= since)
    }
}

/// Tells what counts now: the book that was read last where nothing of it was changed since, otherwise a new one.
///
/// # Errors
/// The store's failures.
pub async fn book(services: &Services) -> AppResult<Arc<ScopeBook>> {
    // The versions come first: a change while the rest is read makes the next look read it again.
    let versions = services.store.scope_versions(&services.corp).await?;
    if let Some(book) = services.scope.kept().filter(|book| book.versions == versions) {
        return Ok(book);
    }
    let book = Arc::new(read(services, versions).await?);
    services.scope.keep(book.clone());
    Ok(book)
}

async fn read(services: &Services, versions: ScopeVersions) -> AppResult<ScopeBook> {
    let (store, corp) = (&services.store, &services.corp);
    let rules = store.scope_rules(corp).await?.into_iter().map(|row| row.rule).collect();
    let facts = store.directory_facts(corp).await?;
    let history = History::new(facts, store.renamed_parties(corp).await?);
    let mut said: HashMap<PartyId, Vec<Said<MemberConsent>>> = HashMap::new();
    for row in store.all_member_consents(corp).await? {
        said.entry(history.present_id(&row.member).clone()).or_default().push(row.said);
    }
    let (refusal, since) = crate::notice::rule_since(services).await?;
    let refusals_since = (refusal.member == MemberRefusal::ArchivedAllTheSame).then_some(since);
    Ok(ScopeBook { scope: Scope { rules }, history, said, refusals_since, versions })
}
