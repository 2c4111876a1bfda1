//! Questions of members, and their answers. Both are sealed.

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{PartyId, QuestionId};
use huicun_store::QuestionRow;
use huicun_vault::RecordKind;

use super::texts;
use super::view::QuestionView;
use crate::audit;
use crate::browse::Names;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// How many questions are listed.
const LISTED: usize = 500;
/// The most characters of an answer.
const MAX_ANSWER: usize = 2_000;

/// What the seal of a question, or of its answer, is bound to.
pub(super) fn record_id(id: QuestionId, answer: bool) -> Vec<u8> {
    let mut bytes = id.0.as_bytes().to_vec();
    bytes.push(u8::from(answer));
    bytes
}

/// Lists questions, those without an answer first.
///
/// # Errors
/// [`ProblemCode::Forbidden`].
pub async fn list_questions(ctx: &Ctx, services: &Services) -> AppResult<Vec<QuestionView>> {
    ctx.authorize(Permission::ManageNotices)?;
    let admission = audit::admit(ctx, services, "list_questions", serde_json::json!({})).await?;
    let rows = services.store.questions(&services.corp, LISTED).await?;
    let views = views(services, rows).await?;
    admission.finish(services, "answered", views.len() as u64).await?;
    Ok(views)
}

/// The questions of a member, the newest first.
pub(super) async fn of(services: &Services, member: &PartyId) -> AppResult<Vec<QuestionView>> {
    views(services, services.store.questions_of(&services.corp, member).await?).await
}

/// Answers a question, once.
///
/// # Errors
/// [`ProblemCode::Conflict`] for one that was answered or is not there, [`ProblemCode::BadRequest`],
/// [`ProblemCode::Forbidden`].
pub async fn answer_question(
    ctx: &Ctx,
    services: &Services,
    id: QuestionId,
    text: &str,
) -> AppResult<Vec<QuestionView>> {
    ctx.authorize(Permission::ManageNotices)?;
    let text = text.trim();
    if !(1..=MAX_ANSWER).contains(&text.chars().count()) {
        return Err(ProblemCode::BadRequest.into());
    }
    let object = serde_json::json!({ "question": id });
    let admission = audit::admit(ctx, services, "answer_question", object).await?;
    let scope = services.period(services.now());
    let sealed =
        services.ring.seal_record(&scope, RecordKind::Question, &record_id(id, true), text.as_bytes())?;
    let (by, now) = (ctx.operator(), services.now());
    let answered = services.store.answer_question(&services.corp, id, &sealed, by, now).await?;
    admission.finish(services, if answered { "done" } else { "conflict" }, u64::from(answered)).await?;
    if answered { list_questions(ctx, services).await } else { Err(ProblemCode::Conflict.into()) }
}

async fn views(services: &Services, rows: Vec<QuestionRow>) -> AppResult<Vec<QuestionView>> {
    let names = Names::of(services, rows.iter().map(|row| row.member.clone()).collect()).await?;
    let open = |id: &[u8], sealed: &[u8]| {
        let text = services.ring.open_record(&services.corp, RecordKind::Question, id, sealed)?;
        AppResult::Ok(String::from_utf8_lossy(&text).into_owned())
    };
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        views.push(QuestionView {
            id: row.id,
            member: names.get(&row.member),
            asked_at: row.asked_at,
            question: open(&record_id(row.id, false), &row.sealed)?,
            answer: row.answer.map(|sealed| open(&record_id(row.id, true), &sealed)).transpose()?,
            answered_at: row.answered_at,
            answered_by: texts::operator_ref(services, row.answered_by).await?,
        });
    }
    Ok(views)
}
