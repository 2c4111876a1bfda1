//! Explaining: why somebody sees a conversation or does not, who could see it on a day in the past, and what would change
//! if a right ended or were granted. The answers come from [`huicun_domain::access::decide`], as what is enforced does.

use std::collections::HashMap;
use std::sync::Arc;

use huicun_domain::access::{Assignment, AssignmentId, DataScope, Permission, Reach, Reason, Right, decide};
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::directory::History;
use huicun_domain::ids::{ConversationId, OperatorId};
use huicun_store::OperatorRow as StoredOperator;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::grant::checked;
use super::guard::guard;
use super::portion::facts;
use super::sight::{Sight, of_scopes, sight};
use super::view::{AssignmentView, Listing};
use super::{NewAssignment, Rights};
use crate::audit;
use crate::browse;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::scope;
use crate::services::Services;
use crate::view::OperatorRef;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessQuestion {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Who; everybody where absent.
    pub operator: Option<OperatorId>,
    /// At which moment; now where absent.
    pub at: Option<Millis>,
    /// By which permission.
    pub permission: Permission,
}

/// Who sees a conversation, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessAnswer {
    /// The conversation.
    pub conversation: ConversationId,
    /// Its title, where whoever asks sees it too.
    pub title: Option<String>,
    /// Room or direct chat.
    pub kind: ConversationKind,
    /// The moment that was asked about.
    pub at: Millis,
    /// How many messages had been sent until then.
    pub messages: u64,
    /// What is so for each operator, those who see it first.
    pub operators: Vec<AccessStanding>,
}

/// Whether an operator sees a conversation, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessStanding {
    /// Who.
    pub operator: OperatorRef,
    /// Why it is seen, or what was nearest to it.
    pub reason: Reason,
    /// How many of the messages are seen.
    pub messages: u64,
    /// What each right says.
    pub findings: Vec<AccessFinding>,
}

/// What a right says of a conversation.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessFinding {
    /// The right.
    pub right: AssignmentView,
    /// What it says.
    pub reason: Reason,
}

/// Tells who sees a conversation, and why. Whoever may not see rights may still ask why they see a conversation
/// themselves.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn explain(ctx: &Ctx, services: &Services, asked: &AccessQuestion) -> AppResult<AccessAnswer> {
    let of_oneself = ctx.operator().is_some() && asked.operator == ctx.operator();
    if !of_oneself {
        ctx.authorize(Permission::ViewAccess)?;
    }
    let seen =
        ctx.may(Permission::ViewConversation).then(|| sight(ctx, services, Permission::ViewConversation));
    let seen = match seen {
        Some(sight) => sight.await?.sees_conversation(asked.conversation),
        None => false,
    };
    if !seen {
        ctx.authorize(Permission::ViewAccess).map_err(|_| ProblemCode::NotFound)?;
    }
    let store = &services.store;
    let rows = store.conversations_by_id(&services.corp, &[asked.conversation]).await?;
    let row = rows.into_iter().next().ok_or(ProblemCode::NotFound)?;
    let object = json!({ "conversation": asked.conversation, "operator": asked.operator, "at": asked.at });
    let admission = audit::admit(ctx, services, "explain_access", object).await?;
    let parties = store.parties_of(&services.corp, &[row.id]).await?.into_iter().map(|(_, party)| party);
    let facts = facts(&row, parties.collect());
    let at = asked.at.unwrap_or_else(|| services.now());
    let mut sent: Vec<Millis> =
        store.message_places(&[row.id]).await?.into_iter().map(|(_, place)| place.sent_at).collect();
    sent.retain(|sent_at| *sent_at <= at || asked.at.is_none());
    let (operators, assignments) = (store.operators().await?, store.assignments().await?);
    let reaches = reaches(services, &assignments).await?;
    let book = scope::book(services).await?;
    let protected = store.protected_members(&services.corp).await?;
    let listing = Listing::read(services, &operators, &assignments, &[]).await?;
    let mut standings = Vec::new();
    for operator in operators.iter().filter(|row| asked.operator.is_none_or(|id| row.id == id)) {
        let own: Vec<&Assignment> = assignments.iter().filter(|one| one.operator == operator.id).collect();
        let rights: Vec<Right> = own.iter().map(|one| right(one, &reaches)).collect();
        let guard = guard(&book.history, &protected, operator.member.as_ref(), at);
        let answer = decide(&rights, &guard, asked.permission, at, &facts);
        let disabled = is_disabled(operator, at);
        let count = sent.iter().filter(|sent_at| !disabled && answer.spans.contains(**sent_at)).count();
        let findings = own.iter().zip(&answer.findings);
        standings.push(AccessStanding {
            operator: listing.by(operator.id),
            reason: standing(answer.reason, disabled, count),
            messages: count as u64,
            findings: findings
                .map(|(one, finding)| AccessFinding {
                    right: listing.assignment(one),
                    reason: finding.reason,
                })
                .collect(),
        });
    }
    standings.sort_by_key(|standing| std::cmp::Reverse((standing.reason, standing.messages)));
    let title = match seen {
        true => browse::conversations::refs(services, &[row.id]).await?.remove(&row.id).map(|one| one.title),
        false => None,
    };
    admission.finish(services, "answered", standings.len() as u64).await?;
    Ok(AccessAnswer {
        conversation: row.id,
        title,
        kind: row.kind,
        at,
        messages: sent.len() as u64,
        operators: standings,
    })
}

fn is_disabled(operator: &StoredOperator, at: Millis) -> bool {
    operator.disabled_at.is_some_and(|since| at >= since)
}

/// A right reaches a conversation and yet shows nothing where all its messages were sent at other times.
fn standing(reason: Reason, disabled: bool, count: usize) -> Reason {
    match reason {
        _ if disabled => Reason::Disabled,
        Reason::Granted if count == 0 => Reason::OutOfScope,
        reason => reason,
    }
}

fn right(assignment: &Assignment, reaches: &HashMap<DataScope, Arc<Reach>>) -> Right {
    let reach = reaches.get(&assignment.scope).cloned();
    let reach = reach.unwrap_or_else(|| Arc::new(Reach::of(&assignment.scope, &History::default())));
    Right { assignment: assignment.clone(), reach }
}

async fn reaches(
    services: &Services,
    assignments: &[Assignment],
) -> AppResult<HashMap<DataScope, Arc<Reach>>> {
    let book = scope::book(services).await?;
    let mut scopes: Vec<DataScope> = assignments.iter().map(|one| one.scope.clone()).collect();
    scopes.sort_unstable();
    scopes.dedup();
    scope::resolved(&book, move |book| {
        let reach = |scope: DataScope| {
            let reach = Arc::new(Reach::of(&scope, &book.history));
            (scope, reach)
        };
        scopes.into_iter().map(reach).collect()
    })
    .await
}

/// A right that might end, or be granted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = RightChange))]
pub enum Change {
    /// This right would end.
    End {
        /// Which.
        assignment: AssignmentId,
    },
    /// This right would be granted.
    Grant {
        /// Which.
        right: Box<NewAssignment>,
    },
}

/// What somebody sees, in figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenFigures {
    /// Conversations.
    pub conversations: u64,
    /// Messages.
    pub messages: u64,
}

/// What would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccessPreview {
    /// What the operator sees now.
    pub before: SeenFigures,
    /// What the operator would see, once the change counts.
    pub after: SeenFigures,
}

/// Tells how much more or less an operator would see if a right ended or were granted; nothing is changed.
///
/// # Errors
/// [`ProblemCode::NotFound`], whatever [`super::grant`] refuses, [`ProblemCode::Forbidden`].
pub async fn preview(
    ctx: &Ctx,
    services: &Services,
    operator: OperatorId,
    change: &Change,
) -> AppResult<AccessPreview> {
    ctx.authorize(Permission::ViewAccess)?;
    let row = services.store.operator(operator).await?.ok_or(ProblemCode::NotFound)?;
    let now = services.now();
    let assignments = services.store.assignments_of(operator).await?;
    let mut changed = assignments.clone();
    let at = match change {
        Change::End { assignment } => {
            changed.retain(|one| one.id != *assignment);
            if changed.len() == assignments.len() {
                return Err(ProblemCode::NotFound.into());
            }
            now
        }
        Change::Grant { right } => {
            let new = checked(ctx, services, operator, right).await?;
            let begins = new.from;
            changed.push(new);
            begins
        }
    };
    let before = figures(services, &Rights::at(assignments, row.member.clone(), now)).await?;
    let after = figures(services, &Rights::at(changed, row.member, at)).await?;
    Ok(AccessPreview { before, after })
}

async fn figures(services: &Services, rights: &Rights) -> AppResult<SeenFigures> {
    let scopes = rights.scopes(Permission::ViewConversation);
    if scopes.is_empty() {
        return Ok(SeenFigures { conversations: 0, messages: 0 });
    }
    let (store, corp) = (&services.store, &services.corp);
    Ok(match of_scopes(services, scopes, rights.member.as_ref()).await? {
        Sight::Part(portion) => {
            SeenFigures { conversations: portion.conversations().count() as u64, messages: portion.count() }
        }
        Sight::Everything => SeenFigures {
            conversations: store.conversation_count(corp, ConversationKind::Room).await?
                + store.conversation_count(corp, ConversationKind::Direct).await?,
            messages: store.extent(corp).await?.0,
        },
    })
}
