//! What an operator sees: everything, or a part of it.

use std::sync::Arc;

use huicun_domain::access::{DataScope, Permission, Reach};
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{ConversationId, OperatorId, PartyId, Position, Seq};
use huicun_domain::query::Place;
use huicun_search::Filter;
use huicun_store::{ConversationRow, MessageRow};

use super::guard::guard;
use super::portion::{Asked, Portion};
use super::state::Key;
use super::{covers, rights_of};
use crate::ctx::{Actor, Ctx};
use crate::error::AppResult;
use crate::scope;
use crate::services::Services;

/// What somebody sees of the archive.
#[derive(Clone, Debug)]
pub enum Sight {
    /// All of it.
    Everything,
    /// The messages of a part of it.
    Part(Arc<Portion>),
}

/// What is seen of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// How many messages.
    pub count: u64,
    /// The first of them.
    pub first: Place,
    /// The last of them.
    pub last: Place,
}

/// Authorises, and tells what the actor sees by a permission.
///
/// # Errors
/// [`ProblemCode::Forbidden`] where nothing grants it.
pub async fn sight(ctx: &Ctx, services: &Services, permission: Permission) -> AppResult<Sight> {
    ctx.authorize(permission)?;
    match &ctx.actor {
        Actor::Operator { rights, .. } => {
            of_scopes(services, rights.scopes(permission), rights.member.as_ref()).await
        }
        Actor::Member { .. } | Actor::CommandLine | Actor::System => Ok(Sight::Everything),
    }
}

/// Tells what an operator sees by a permission now, whoever asks for them.
///
/// # Errors
/// [`ProblemCode::RightEnded`] where nothing grants it any more.
pub(crate) async fn of_operator(
    services: &Services,
    operator: OperatorId,
    permission: Permission,
) -> AppResult<Sight> {
    let (scopes, member) = scopes_of(services, operator, permission).await?;
    of_scopes(services, scopes, member.as_ref()).await
}

/// Tells what an operator sees over parts of the archive that were theirs when something was begun.
///
/// # Errors
/// [`ProblemCode::RightEnded`] where one of them is not theirs any more.
pub(crate) async fn still_of(
    services: &Services,
    operator: OperatorId,
    permission: Permission,
    then: &[DataScope],
) -> AppResult<Sight> {
    let (now, member) = scopes_of(services, operator, permission).await?;
    if !covers(&now, then) {
        return Err(ProblemCode::RightEnded.into());
    }
    of_scopes(services, then.to_vec(), member.as_ref()).await
}

async fn scopes_of(
    services: &Services,
    operator: OperatorId,
    permission: Permission,
) -> AppResult<(Vec<DataScope>, Option<PartyId>)> {
    let row = services.store.operator(operator).await?.ok_or(ProblemCode::RightEnded)?;
    let rights = rights_of(services, &row).await?;
    let scopes = rights.scopes(permission);
    if scopes.is_empty() { Err(ProblemCode::RightEnded.into()) } else { Ok((scopes, rights.member)) }
}

/// Tells what is seen over these parts of the archive by whoever is a member.
pub(super) async fn of_scopes(
    services: &Services,
    scopes: Vec<DataScope>,
    member: Option<&PartyId>,
) -> AppResult<Sight> {
    let book = scope::book(services).await?;
    let protected = services.store.protected_members(&services.corp).await?;
    let guard = guard(&book.history, &protected, member, services.now());
    if scopes.iter().any(DataScope::is_whole) && guard.own.is_empty() && guard.protected.is_empty() {
        return Ok(Sight::Everything);
    }
    let place = services.access.place(Key { scopes: scopes.clone(), member: member.cloned() });
    let mut built = place.lock().await;
    let known = built.as_ref().filter(|built| built.directory == book.versions.directory);
    let reaches: Arc<[Reach]> = match known {
        Some(built) => built.asked.reaches.clone(),
        None => {
            let reach = move |book: &scope::ScopeBook| {
                scopes.iter().map(|scope| Reach::of(scope, &book.history)).collect()
            };
            scope::resolved(&book, reach).await?
        }
    };
    let asked = Asked { reaches, guard };
    let portion = super::portion::bring_up(services, &mut built, asked, book.versions.directory).await?;
    Ok(Sight::Part(portion))
}

impl Sight {
    /// Tells whether a message is seen.
    #[must_use]
    pub fn sees(&self, seq: Seq) -> bool {
        match self {
            Self::Everything => true,
            Self::Part(portion) => portion.holds(seq),
        }
    }

    /// Tells whether anything of a conversation is seen.
    #[must_use]
    pub fn sees_conversation(&self, id: ConversationId) -> bool {
        match self {
            Self::Everything => true,
            Self::Part(portion) => portion.extent(id).is_some(),
        }
    }

    /// Keeps the messages that are seen.
    #[must_use]
    pub fn keep(&self, mut rows: Vec<MessageRow>) -> Vec<MessageRow> {
        rows.retain(|row| self.sees(row.seq));
        rows
    }

    /// Keeps the conversations of which something is seen, each as if nothing else had been said in it.
    #[must_use]
    pub fn narrow(&self, rows: Vec<ConversationRow>) -> Vec<ConversationRow> {
        let Self::Part(portion) = self else { return rows };
        let narrowed = rows.into_iter().filter_map(|row| {
            let extent = portion.extent(row.id)?;
            Some(ConversationRow {
                message_count: extent.count,
                first_at: extent.first.sent_at,
                last_at: extent.last.sent_at,
                last_seq: extent.last.seq,
                ..row
            })
        });
        narrowed.collect()
    }

    /// What a search is restricted by.
    pub(crate) fn filter(&self) -> Option<Filter> {
        match self {
            Self::Everything => None,
            Self::Part(portion) => Some(portion.filter()),
        }
    }

    /// The position of the archive up to which that holds, where it does not name each message that is seen.
    pub(crate) fn bound(&self) -> Option<Position> {
        match self {
            Self::Everything => None,
            Self::Part(portion) => portion.bound(),
        }
    }

    /// Tells whether anything may be hidden.
    pub(crate) fn is_part(&self) -> bool {
        matches!(self, Self::Part(_))
    }
}
