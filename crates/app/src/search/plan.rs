//! From what was written to what the index is asked.

use std::sync::Arc;

use huicun_domain::code::ProblemCode;
use huicun_domain::fold::fold;
use huicun_domain::ids::Position;
use huicun_domain::query::{
    Direction, Filters, Matching, Order, Place, QueryError, Recalled, Term, TermRole, parse_terms,
};
use huicun_search::{Filter, Request};
use roaring::RoaringTreemap;

use super::SearchRequest;
use crate::access::Sight;
use crate::error::AppResult;
use crate::file_texts;
use crate::services::Services;

/// A search that was understood.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The terms, as shown to the operator.
    pub terms: Vec<Term>,
    /// The folded texts that must be contained.
    pub all: Vec<String>,
    /// The folded texts that must not.
    pub none: Vec<String>,
    /// The messages with a file that contains what is searched for.
    pub also: Arc<[Place]>,
    /// The text to compare byte for byte, where asked.
    pub exact: Option<String>,
    pub(super) filter: Filter,
    pub(super) order: Order,
}

impl Plan {
    /// Understands a request of somebody who sees so much: whatever lies outside is not searched.
    ///
    /// # Errors
    /// [`QueryError`] as a problem: nothing to look for, too long, dates reversed.
    pub async fn new(services: &Services, sight: &Sight, request: &SearchRequest) -> AppResult<Self> {
        request.filters.check()?;
        let matching = request.matching();
        let terms = parse_terms(&request.q, matching)?;
        let folded = |role| -> Vec<String> {
            terms.iter().filter(|term| term.role == role).map(|term| fold(&term.text)).collect()
        };
        let (mut all, none) = (folded(TermRole::All), folded(TermRole::None));
        all.retain(|needle| !needle.is_empty());
        let exact = (matching == Matching::Exact && !request.q.is_empty()).then(|| request.q.clone());
        let asked = filter(services, &request.filters).await?;
        let filter = Filter::All(sight.filter().into_iter().chain([asked]).collect());
        let mut plan = Self { terms, all, none, also: [].into(), exact, filter, order: request.order };
        if !plan.all.is_empty() {
            plan.also = file_texts::matching(services, &plan).await?;
        }
        // Texts of files have positions of their own: only now may one be named.
        Ok(match sight.bound() {
            Some(position) => plan.up_to(position),
            None => plan,
        })
    }

    /// Refuses a search that asks for nothing, or only says what it does not want. An export may ask for everything.
    ///
    /// # Errors
    /// [`QueryError::Empty`], [`QueryError::OnlyExcludes`].
    pub fn must_ask(&self, filters: &Filters) -> Result<(), QueryError> {
        match (self.terms.is_empty(), self.terms.iter().any(|term| term.role == TermRole::All)) {
            _ if !filters.is_empty() => Ok(()),
            (true, _) => Err(QueryError::Empty),
            (false, false) => Err(QueryError::OnlyExcludes),
            (false, true) => Ok(()),
        }
    }

    /// Keeps to the messages that the archive held at a position.
    #[must_use]
    pub fn up_to(mut self, snapshot: Position) -> Self {
        self.filter = Filter::All(vec![self.filter, Filter::UpTo(snapshot)]);
        self
    }

    /// The order in which hits come.
    #[must_use]
    pub fn order(&self) -> Order {
        self.order
    }

    /// What the index is asked for one page.
    #[must_use]
    pub fn request(&self, after: Option<Place>, limit: usize, count_kinds: bool) -> Request {
        Request {
            all: self.all.clone(),
            none: self.none.clone(),
            also: self.also.clone(),
            filter: self.filter.clone(),
            order: self.order,
            after,
            limit,
            count_kinds,
        }
    }
}

async fn filter(services: &Services, filters: &Filters) -> AppResult<Filter> {
    let mut parts = Vec::new();
    let parties = [&filters.party, &filters.member, &filters.contact];
    parts.extend(parties.into_iter().flatten().cloned().map(Filter::Participant));
    parts.extend(filters.sender.clone().map(Filter::Sender));
    parts.extend(filters.conversation.map(Filter::Conversation));
    parts.extend(filters.side.map(Filter::Side));
    if !filters.seqs.is_empty() {
        let chosen = filters.seqs.iter().filter_map(|seq| u64::try_from(seq.0).ok()).collect();
        parts.push(Filter::Seqs(Arc::new(chosen)));
    }
    if !filters.kinds.is_empty() {
        parts.push(Filter::Kinds(filters.kinds.clone()));
    }
    if filters.from.is_some() || filters.to.is_some() {
        parts.push(Filter::SentBetween { from: filters.from, to: filters.to });
    }
    if let Some(direction) = filters.direction {
        let party = filters.member.as_ref().or(filters.contact.as_ref()).or(filters.party.as_ref());
        let party = party.ok_or_else(|| {
            crate::AppError::Detailed(
                ProblemCode::BadRequest,
                "direction needs member, contact or party".into(),
            )
        })?;
        let sent = Filter::Sender(party.clone());
        parts.push(match direction {
            Direction::Sent => sent,
            Direction::Received => Filter::Not(Box::new(sent)),
        });
    }
    if let Some(recalled) = filters.recalled {
        let seqs = Filter::Seqs(recalled_seqs(services).await?);
        parts.push(match recalled {
            Recalled::Only => seqs,
            Recalled::Hide => Filter::Not(Box::new(seqs)),
        });
    }
    Ok(Filter::All(parts))
}

async fn recalled_seqs(services: &Services) -> AppResult<Arc<RoaringTreemap>> {
    let seqs = services.store.recalled_seqs(&services.corp).await?;
    Ok(Arc::new(seqs.into_iter().filter_map(|seq| u64::try_from(seq.0).ok()).collect()))
}
